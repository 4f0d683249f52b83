"""A view that answers GET may not write."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from tandem.web.readonly import WriteInReadOnlyViewError, tables_written, writes_while_reading

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.test_readonly")]


def writing_view(request):
    Group.objects.create(name="écrit")
    return HttpResponse("écrit")


def reading_view(request):
    return HttpResponse(", ".join(Group.objects.values_list("name", flat=True)))


def session_view(request):
    request.session["vu"] = True
    return HttpResponse("vu")


urlpatterns = [
    path("ecrit/", writing_view),
    path("lit/", reading_view),
    path("session/", session_view),
    path("journal/", writes_while_reading("the test says so")(writing_view)),
]


@pytest.fixture(autouse=True)
def _no_sign_in(settings):
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "tandem.web.readonly.ReadOnlyMiddleware",
    ]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_write_in_a_view_that_is_read_raises_and_names_the_table(client, method):
    with pytest.raises(WriteInReadOnlyViewError, match="auth_group"), transaction.atomic():
        getattr(client, method)("/ecrit/")

    assert not Group.objects.exists()


def test_the_same_view_may_write_when_it_is_posted(client):
    assert client.post("/ecrit/").status_code == 200
    assert Group.objects.exists()


def test_a_marked_view_may_write_while_it_is_read(client):
    client.get("/journal/")

    assert Group.objects.exists()


def test_reading_and_keeping_a_session_are_allowed(client):
    assert [200, 200] == [client.get("/lit/").status_code, client.get("/session/").status_code]


def test_the_guard_does_not_outlive_the_request(client):
    client.get("/lit/")

    Group.objects.create(name="après")


def test_a_mark_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="reason"):
        writes_while_reading("")


@pytest.mark.parametrize(
    "sql, tables",
    [
        ('INSERT INTO "t" ("a") VALUES (1)', ["t"]),
        ('UPDATE "public"."t" SET a = 1', ["t"]),
        ('DELETE FROM ONLY "t"', ["t"]),
        ('SELECT set_config(%s, %s, true); INSERT INTO "t" VALUES (1)', ["t"]),
        ('WITH gone AS (DELETE FROM "t" RETURNING *) SELECT * FROM gone', ["t"]),
        ("COPY t FROM STDIN", ["t"]),
        ("truncate table t", ["t"]),
        ('SELECT * FROM "t" FOR UPDATE', []),
        ('SELECT * FROM "t" FOR UPDATE OF "t"', []),
        ('SELECT * FROM "t" FOR NO KEY UPDATE OF "t"', []),
        ('SELECT "t"."update" FROM "t"', []),
        ("SAVEPOINT s", []),
    ],
)
def test_the_tables_that_a_statement_changes_are_found(sql, tables):
    assert tables == tables_written(sql)

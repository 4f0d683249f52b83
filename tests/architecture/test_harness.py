"""The strict harness refuses what it says it refuses."""

import socket
import warnings
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import DateField
from django.http import HttpResponse
from django.template import Context, Engine
from django.test import Client
from django.urls import path

from tandem.territoires.models import Departement
from tandem.users.models import User
from tests.harness.html import UnsafePageError, faults_of
from tests.harness.network import OutboundNetworkError
from tests.harness.querysets import LockWithoutOfError, MomentInDateFieldError
from tests.harness.templates import UndefinedTemplateVariableError


def page_with_a_handler(request):
    return HttpResponse('<p onclick="f()">x</p>')


urlpatterns = [path("inline/", page_with_a_handler)]


def render(source, **values):
    return Engine.get_default().from_string(source).render(Context(values))


@pytest.mark.parametrize(
    "source",
    ["{{ absent }}", "{% if absent %}x{% endif %}", "{% for x in absent %}x{% endfor %}", "{{ known.absent }}"],
)
def test_an_undefined_template_variable_fails(source):
    with pytest.raises(UndefinedTemplateVariableError, match="absent"):
        render(source, known={"a": 1})


def test_a_variable_with_a_default_may_be_absent():
    assert "rien" == render('{{ absent|default:"rien" }}')


@pytest.mark.django_db
def test_an_unordered_query_comes_back_in_a_random_order():
    Group.objects.bulk_create(Group(name=f"G{n}") for n in range(40))

    orders = {tuple(Group.objects.values_list("pk", flat=True)) for _ in range(4)}

    assert len(orders) > 1


@pytest.mark.django_db
def test_an_ordered_query_keeps_its_order():
    Group.objects.bulk_create(Group(name=f"G{n}") for n in range(40))

    found = list(Group.objects.order_by("pk").values_list("pk", flat=True))

    assert sorted(found) == found


@pytest.mark.django_db
def test_counting_and_grouping_still_work_on_shuffled_queries():
    Group.objects.create(name="a")

    assert (1, True, 1) == (
        Group.objects.count(),
        Group.objects.exists(),
        len(Group.objects.values("name").distinct()),
    )


@pytest.mark.django_db
def test_a_lock_over_a_join_must_name_its_table():
    with pytest.raises(LockWithoutOfError, match="of="), transaction.atomic():
        list(Departement.objects.select_related("region").select_for_update())


@pytest.mark.django_db
def test_a_lock_that_names_its_table_is_accepted():
    with transaction.atomic():
        assert [] == list(Departement.objects.filter(pk="?").select_related("region").select_for_update(of=("self",)))


def test_a_moment_in_a_date_field_is_refused():
    with pytest.raises(MomentInDateFieldError, match="localdate"):
        DateField().get_prep_value(datetime(2023, 7, 5, 23, 30, tzinfo=UTC))


@pytest.mark.django_db
def test_a_naive_moment_is_refused():
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        User.objects.filter(date_joined__lt=datetime(2023, 7, 5)).first()  # noqa: DTZ001 - the fault under test


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning):
        warnings.warn("x", stacklevel=1)


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::1"])
def test_a_connection_to_another_machine_is_refused(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with socket.socket(family) as outbound, pytest.raises(OutboundNetworkError):
        outbound.connect((host, 443))


def test_a_lookup_of_another_name_is_refused():
    with pytest.raises(OutboundNetworkError):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.urls("tests.architecture.test_harness")
def test_the_test_client_refuses_a_page_with_an_event_handler(settings):
    settings.MIDDLEWARE = []

    with pytest.raises(UnsafePageError, match="onclick"):
        Client().get("/inline/")


@pytest.mark.parametrize(
    "page",
    [
        "<script>f()</script>",
        '<a href="javascript:f()">x</a>',
        '<form hx-on:submit="f()"></form>',
        "<p>{{ amount }}</p>",
        '<p title="{% url %}">x</p>',
    ],
)
def test_each_fault_of_a_page_is_found(page):
    assert 1 == len(faults_of(page))


def test_a_sound_page_has_no_fault():
    page = '<script src="/a.js"></script><script type="application/json">{"a": 1}</script><p class="on">{ }</p>'

    assert [] == faults_of(page)


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_starts_with_what_the_migrations_loaded():
    assert Departement.objects.filter(pk="971").exists()


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_rows_deleted_by_a_test_that_commits_come_back_for_the_next(turn):
    assert Departement.objects.filter(pk="978").exists()

    Departement.objects.all().delete()

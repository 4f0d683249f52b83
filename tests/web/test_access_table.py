"""Every URL of the site × every persona: a URL that is not in the table fails."""

import importlib
import pkgutil
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.web import access
from tests.web.access import PERSONAS
from tests.web.conftest import BACKEND
from tests.web.world import build_world


def _rows():
    for module in sorted(pkgutil.iter_modules(access.__path__), key=lambda found: found.name):
        for row in importlib.import_module(f"tests.web.access.{module.name}").ROWS:
            yield pytest.param(row, id=f"{module.name}-{row.url_name}-{row.method}{row.query}")


def _url_names(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if namespace == "admin:" and str(pattern.pattern) in DJANGO_ONLY:
                continue
            # Another unnamed pattern could not be in the table: its route stands for it, and fails there.
            yield namespace + (pattern.name or str(pattern.pattern))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _url_names(pattern, inner)


# In its own administration Django redirects the addresses of before 1.9, and answers the unknown ones.
DJANGO_ONLY = {"<path:object_id>/", "(?P<url>.*)$"}
ROWS = list(_rows())


def test_every_url_of_the_site_is_in_the_table():
    in_the_table = {parameter.values[0].url_name for parameter in ROWS}

    assert in_the_table == set(_url_names(get_resolver()))


def test_every_row_says_what_each_persona_gets():
    incomplete = [row.url_name for parameter in ROWS for row in parameter.values if set(row.statuses) != set(PERSONAS)]

    assert [] == incomplete


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker):
    """The world, built once for the whole table: what a row changes in it is rolled back with its test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS)
def test_each_persona_gets_the_status_of_the_table(shared_world, row):
    cache.clear()
    world = deepcopy(shared_world)
    if row.setup:
        row.setup(world)
    url = reverse(row.url_name, kwargs=row.kwargs) + row.query

    assert row.statuses == {persona: _status(row, url, world.users[persona]) for persona in PERSONAS}


def _status(row, url, user):
    client = Client()
    send = {"GET": client.get, "POST": client.post}[row.method]
    point = transaction.savepoint()
    try:
        if user:
            client.force_login(user, backend=BACKEND)
        response = send(url, row.data)
        for close in response._resource_closers:  # response.close() would close the connection of the test too
            close()
        return response.status_code
    finally:
        # What one persona did must not change what the next one finds.
        transaction.savepoint_rollback(point)

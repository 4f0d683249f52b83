"""What the migrations load (territories…) is put back after a test that emptied every table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection
from django.test import TransactionTestCase


def read_seeds() -> dict[str, bytes]:
    """The rows of every table that is not empty, as COPY writes them."""
    seeds = {}
    for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
        with connection.cursor() as cursor, cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as rows:
            content = b"".join(rows)
        if content:
            seeds[table] = content
    return seeds


def write_seeds(seeds: dict[str, bytes]) -> None:
    """Replace the rows of these tables by those read, ids included."""
    tables = ", ".join(map(connection.ops.quote_name, seeds))
    with connection.cursor() as cursor:
        cursor.execute(f"SET session_replication_role = replica; TRUNCATE {tables} CASCADE")
        for table, content in seeds.items():
            with cursor.copy(f"COPY {connection.ops.quote_name(table)} FROM STDIN") as rows:
                rows.write(content)
        cursor.execute("SET session_replication_role = DEFAULT")
    ContentType.objects.clear_cache()
    Site.objects.clear_cache()


@contextmanager
def seeds_survive(seeds: dict[str, bytes]) -> Iterator[None]:
    """After each test that commits, its tables are emptied by Django, then these rows are put back."""
    original = TransactionTestCase._fixture_teardown

    def refilled(self):
        original(self)
        write_seeds(seeds)

    TransactionTestCase._fixture_teardown = refilled
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = original

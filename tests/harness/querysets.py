"""Queries that hope for an order, lock too much, or put a moment where a day belongs, fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import DateField, DateTimeField
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


class LockWithoutOfError(AssertionError):
    """`select_for_update()` over a join locks every joined row: say which one with `of=`."""


class MomentInDateFieldError(AssertionError):
    """A datetime was given to a DateField: which day it is depends on the time zone."""


@contextmanager
def unordered_queries_are_shuffled() -> Iterator[None]:
    """A query without an order comes back in a random one, so that no test passes by luck."""
    original = SQLCompiler._order_by_pairs

    def shuffled(self):
        pairs = list(original(self))
        yield from pairs
        query = self.query
        fixed = query.combinator or query.distinct or query.group_by is not None or query.subquery
        if not pairs and not fixed:
            yield OrderBy(Random()), False

    SQLCompiler._order_by_pairs = shuffled
    try:
        yield
    finally:
        SQLCompiler._order_by_pairs = original


@contextmanager
def locks_name_their_table() -> Iterator[None]:
    """`select_for_update()` without `of` is refused as soon as the query joins."""
    original = SQLCompiler.as_sql

    def checked(self, *args, **kwargs):
        sql = original(self, *args, **kwargs)
        # Read in the statement: Django forgets which tables it joined as soon as the statement is written.
        if self.query.select_for_update and not self.query.select_for_update_of and " JOIN " in sql[0]:
            msg = f"select_for_update() over a join: name the rows to lock with of=(…) in {sql[0]}"
            raise LockWithoutOfError(msg)
        return sql

    SQLCompiler.as_sql = checked
    try:
        yield
    finally:
        SQLCompiler.as_sql = original


@contextmanager
def dates_refuse_moments() -> Iterator[None]:
    """A datetime saved in, or compared with, a DateField raises."""
    original = DateField.to_python

    def strict(self, value):
        if isinstance(value, datetime) and not isinstance(self, DateTimeField):
            msg = f"{self}: a date was expected, found the moment {value!r}; use timezone.localdate(value)"
            raise MomentInDateFieldError(msg)
        return original(self, value)

    DateField.to_python = strict
    try:
        yield
    finally:
        DateField.to_python = original

"""Where rows come from: a list kept in memory or a queryset; the same five readings of either."""

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any, Protocol

from django.contrib.postgres.lookups import Unaccent
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, Q, QuerySet, Sum, TextField
from django.db.models.functions import Lower

from bareme.display import fold, french_sort_key
from tandem.web.tables.cells import text_writer
from tandem.web.tables.columns import Column, Filter


class Source(Protocol):
    """Rows that can be narrowed, ordered, counted, summed and read."""

    def narrowed(self, columns: list[Column], words: str, filters: dict[str, str]) -> "Source": ...
    def ordered(self, column: Column, *, descending: bool) -> "Source": ...
    def count(self) -> int: ...
    def sums(self, columns: list[Column]) -> dict[str, Any]: ...
    def read(self, start: int, stop: int | None) -> Sequence[Any]: ...
    def values(self, column: Column) -> list[tuple[str, str]]: ...


def source_of(rows: QuerySet | Sequence[Any]) -> Source:
    """Wrap rows."""
    return QuerySetSource(rows) if isinstance(rows, QuerySet) else ListSource(list(rows))


class ListSource:
    """Dataclasses, dictionaries or model instances already read."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    def narrowed(self, columns, words, filters):
        """Keep the rows that hold every word in a searched column, and every filter."""
        rows = self.rows
        if words:
            needles = fold(words).split()
            readers = [(column.reader(), text_writer(column)) for column in columns if column.search]
            rows = [row for row in rows if _holds(_haystack(row, readers), needles)]
        for column in columns:
            if asked := filters.get(column.key):
                read = column.reader()
                if column.filter == Filter.TEXT:
                    rows = [row for row in rows if _holds(fold(_written(read(row))), fold(asked).split())]
                else:
                    rows = [row for row in rows if _written(read(row)) == asked]
        return ListSource(rows)

    def ordered(self, column, *, descending):
        """Order by the column, missing values last whatever the direction; ties keep their place."""
        read = column.sort_key or column.reader()
        keyed = [(read(row), row) for row in self.rows]
        present = [pair for pair in keyed if pair[0] is not None and pair[0] != ""]
        absent = [row for key, row in keyed if key is None or key == ""]
        present.sort(key=lambda pair: _comparable(pair[0]), reverse=descending)
        return ListSource([row for _, row in present] + absent)

    def count(self):
        """Return the number of rows."""
        return len(self.rows)

    def sums(self, columns):
        """Return the sum of each column, None when no row has a value."""
        totals = {}
        for column in columns:
            read = column.reader()
            present = [value for value in map(read, self.rows) if value is not None]
            totals[column.key] = sum(present) if present else None
        return totals

    def read(self, start, stop):
        """Return a slice of the rows."""
        return self.rows[start:stop]

    def values(self, column):
        """Return the distinct values of a column with their labels, in French order."""
        read, write = column.reader(), text_writer(column)
        found = {_written(value): write(value) for value in map(read, self.rows) if value is not None and value != ""}
        return sorted(found.items(), key=lambda pair: french_sort_key(pair[1]))


class QuerySetSource:
    """Rows still in the database: narrowing, order, totals and pages are done there."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset

    def narrowed(self, columns, words, filters):
        """Keep the rows that hold every word in a searched column, and every filter."""
        queryset = self.queryset
        searched = [column for column in columns if column.search and column.orm_path]
        for word in words.split():
            if searched:
                queryset = queryset.filter(reduce(operator.or_, (self._contains(column, word) for column in searched)))
        for column in columns:
            asked = filters.get(column.key)
            if not asked or not column.orm_path:
                continue
            if column.filter == Filter.TEXT:
                for word in asked.split():
                    queryset = queryset.filter(self._contains(column, word))
            else:
                queryset = self._equal(queryset, column, asked)
        return QuerySetSource(queryset)

    def ordered(self, column, *, descending):
        """Order by the column then by key, missing values last whatever the direction."""
        if not column.orm_path:
            return self
        expression = F(column.orm_path)
        if not column.order_by and self._is_text(column):
            # French readers expect « École » between « Agora » and « Élan »; a stored key, when there is one, is named.
            expression = Lower(Unaccent(expression))
        ordering = expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)
        return QuerySetSource(self.queryset.order_by(ordering, "pk"))

    def count(self):
        """Return the number of rows."""
        return self.queryset.count()

    def sums(self, columns):
        """Return the sum of each column, None when no row has a value."""
        if not columns:
            return {}
        return self.queryset.order_by().aggregate(
            **{column.key: Sum(column.orm_path, default=None) for column in columns}
        )

    def read(self, start, stop):
        """Read a slice of the rows."""
        return list(self.queryset[start:stop])

    def values(self, column):
        """Return the distinct values of a column with their labels, in French order."""
        present = self.queryset.order_by().values_list(column.orm_path, flat=True).distinct()
        write = text_writer(column)
        found = {str(value): write(value) for value in sorted(filter(_is_present, present), key=str)}
        return sorted(found.items(), key=lambda pair: french_sort_key(pair[1]))

    def _contains(self, column: Column, word: str) -> Q:
        """Accents count no more than case in a text; in anything else the written value is searched."""
        lookup = "unaccent__icontains" if self._is_text(column) else "icontains"
        return Q(**{f"{column.orm_path}__{lookup}": word})

    def _is_text(self, column: Column) -> bool:
        model, parts = self.queryset.model, column.orm_path.split("__")
        try:
            for part in parts[:-1]:
                model = model._meta.get_field(part).related_model
            return isinstance(model._meta.get_field(parts[-1]), CharField | TextField)
        except (FieldDoesNotExist, AttributeError):
            return isinstance(getattr(self.queryset.query.annotations.get(parts[-1]), "output_field", None), CharField)

    def _equal(self, queryset: QuerySet, column: Column, asked: str) -> QuerySet:
        """Keep the rows whose value is the one asked; an unknown value keeps none."""
        wanted = [value for value, _ in self.values(column) if value == asked]
        return queryset.filter(**{f"{column.orm_path}__in": wanted}) if wanted else queryset.none()


def _holds(haystack: str, needles: list[str]) -> bool:
    return all(needle in haystack for needle in needles)


def _haystack(row, readers) -> str:
    return fold(" ".join(write(value) for read, write in readers if _is_present(value := read(row))))


def _written(value) -> str:
    return "" if value is None else str(value)


def _is_present(value) -> bool:
    return value is not None and value != ""


def _comparable(key):
    return french_sort_key(key) if isinstance(key, str) else key

"""Cells as HTML. A page of 1 167 rows is some 15 000 cells: plain functions and f-strings, chosen once per column."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

from tandem import formats
from tandem.web.tables.columns import Column, Kind
from tandem.web.templatetags.components import Tone, badge
from tandem.web.templatetags.format import MISSING

WRITERS = {
    Kind.INT: formats.number,
    Kind.EURO: formats.euros,
    Kind.CENTIME: formats.euros_from_centimes,
    Kind.SIGNED_EURO: formats.signed_euros,
    Kind.RATE: formats.percentage,
    Kind.DECIMAL: formats.number,
    Kind.DATE: formats.short_date,
    Kind.MOMENT: formats.long_moment,
    Kind.SIRET: formats.siret,
}
WITH_DECIMALS = frozenset({Kind.EURO, Kind.SIGNED_EURO, Kind.RATE, Kind.DECIMAL})
MISSING_HTML = str(MISSING)


def text_writer(column: Column) -> Callable[[Any], str]:
    """Return the function that writes a value of the column as words, for the screen."""
    writer = WRITERS.get(column.kind)
    if writer is None:
        labels = column.choice_labels
        return (lambda value: labels.get(str(value), str(value))) if labels else str
    if column.kind in WITH_DECIMALS and column.decimals is not None:
        return partial(_with_decimals, writer, column.decimals)
    return writer


def cell_writer(column: Column) -> Callable[[Any], str]:
    """Return the function row -> inner HTML of its cell."""
    read, write = column.reader(), text_writer(column)
    if column.kind == Kind.HTML:
        inner = partial(_html, read)
    elif column.kind == Kind.BADGE:
        inner = partial(_badge, read, write, column)
    else:
        inner = partial(_text, read, write)
    return partial(_linked, inner, column.link) if column.link else inner


def cell_class(column: Column) -> str:
    """Return the classes of the cells of a column."""
    natural = "num" if column.is_numeric else ""
    if column.kind in {Kind.DATE, Kind.MOMENT, Kind.SIRET}:
        natural = "nowrap"
    return f"{natural} {column.css}".strip()


def _text(read, write, row) -> str:
    value = read(row)
    return MISSING_HTML if value is None or value == "" else escape(write(value))


def _html(read, row) -> str:
    """HTML columns give safe strings; anything else is escaped."""
    value = read(row)
    if value is None or value == "":
        return MISSING_HTML
    return str(value) if hasattr(value, "__html__") else escape(str(value))


def _badge(read, write, column: Column, row) -> str:
    value = read(row)
    if value is None or value == "":
        return MISSING_HTML
    return str(badge(write(value), column.tone(row) if column.tone else Tone.NEUTRAL))


def _linked(inner, link, row) -> str:
    content, url = inner(row), link(row)
    return f'<a href="{escape(url)}">{content}</a>' if url else content


def _with_decimals(write, decimals: int, value) -> str:
    return write(value, decimals)

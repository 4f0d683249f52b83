"""Safe exports: a text that a spreadsheet would run as a formula is neutralised in every file that goes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from bareme.tables.layout import is_formula


def neutralise_formula(text: str) -> str:
    """The text after an apostrophe when a spreadsheet would run it (= + - @ tab return); plain numbers are kept."""
    return f"'{text}" if is_formula(text) else text


def restore_formula(text: str) -> str:
    """The text before `neutralise_formula`: a file given out and brought back holds what it held."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str | int]], *, separator: str = ";") -> str:
    """A csv text: lines end with a line feed, texts are neutralised, quotes only where needed."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerow(headers)
    return stream.getvalue() + write_csv_rows(rows, separator=separator)


def write_csv_rows(rows: Iterable[Sequence[str | int]], *, separator: str = ";") -> str:
    """The same without titles, for a csv written part after part."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
    for row in rows:
        writer.writerow([neutralise_formula(cell) if isinstance(cell, str) else cell for cell in row])
    return stream.getvalue()

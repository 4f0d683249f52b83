"""Files made from a table: two flavours of CSV and a spreadsheet. No text of a cell can become a formula."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter
from django.utils import timezone

from bareme.display import plain_decimal
from tandem.web.tables.cells import text_writer
from tandem.web.tables.columns import Column, Kind

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
FRACTION_DECIMALS = 6
XLSX_FORMATS = {
    Kind.INT: "#,##0",
    Kind.EURO: '#,##0.00 "€"',
    Kind.CENTIME: '#,##0.00 "€"',
    Kind.SIGNED_EURO: '+#,##0.00 "€";-#,##0.00 "€";0 "€"',
    Kind.RATE: "0.0%",
    Kind.DATE: "dd/mm/yyyy",
    Kind.MOMENT: "dd/mm/yyyy hh:mm",
}
MAX_WIDTH = 60


def export_values(columns: Iterable[Column], rows: Iterable[Any]) -> Iterable[list[Any]]:
    """Yield the typed values of each row: numbers exact, dates as dates, the rest as text, None when missing."""
    readers = [_reader(column) for column in columns]
    for row in rows:
        yield [read(row) for read in readers]


def to_csv_fr(columns: list[Column], rows: Iterable[Any]) -> bytes:
    """Return a file that a French Excel opens at once: semicolons, UTF-8 with BOM, decimal comma, day first."""
    content = _csv(columns, rows, delimiter=";", write=_french)
    return b"\xef\xbb\xbf" + content.encode()


def to_csv_machine(columns: list[Column], rows: Iterable[Any]) -> bytes:
    """Return a file for programs: commas, UTF-8, decimal point, ISO dates, column keys as header."""
    return _csv(columns, rows, delimiter=",", write=_plain, header=[column.key for column in columns]).encode()


def to_xlsx(columns: list[Column], rows: Iterable[Any], title: str, totals: dict[str, Any]) -> bytes:
    """Return a workbook of one sheet: frozen header, filters, typed cells, totals as values."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {**options, "remove_timezone": True}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = {"bold": True, "bottom": 2, "text_wrap": True, "valign": "vcenter"}
        heads = book.add_format(bold)
        styles = [book.add_format(_style(column)) for column in columns]
        total_styles = [book.add_format({**_style(column), "bold": True, "top": 2}) for column in columns]
        widths = [min(max(len(column.label), 8), 24) for column in columns]
        for index, column in enumerate(columns):
            sheet.write_string(0, index, column.label, heads)
        line = 0
        for line, values in enumerate(export_values(columns, rows), start=1):
            for index, value in enumerate(values):
                _write_cell(sheet, line, index, value=value, style=styles[index])
                widths[index] = min(max(widths[index], len(_plain(value)) + 2), MAX_WIDTH)
        sheet.autofilter(0, 0, line, len(columns) - 1)
        sheet.freeze_panes(1, 1)
        if totals and line:
            _write_totals(sheet, line + 1, columns, totals=totals, styles=total_styles)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def neutralised(text: str) -> str:
    """Return the text with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _reader(column: Column) -> Callable[[Any], Any]:
    """Return the function that reads the value to export; labels for choices, text for anything not typed."""
    read = column.export or column.reader()
    if column.kind in {Kind.TEXT, Kind.BADGE, Kind.HTML, Kind.SIRET}:
        write = str if column.export or column.kind == Kind.SIRET else text_writer(column)
        return lambda row: None if (value := read(row)) is None or value == "" else write(value)
    if column.kind == Kind.CENTIME and not column.export:
        return lambda row: None if (value := read(row)) is None else Decimal(value) / 100
    return read


def _csv(columns, rows, *, delimiter: str, write: Callable[[Any], str], header: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header or [neutralised(column.label) for column in columns])
    for values in export_values(columns, rows):
        writer.writerow([neutralised(value) if isinstance(value, str) else write(value) for value in values])
    return out.getvalue()


def _plain(value: Any) -> str:
    """Write a value for a program."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Fraction):
        return plain_decimal(value, FRACTION_DECIMALS)
    if isinstance(value, datetime):
        return _local(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _french(value: Any) -> str:
    """Write a value for a French spreadsheet: no thousands separator, so that it stays a number."""
    if isinstance(value, datetime):
        return f"{_local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal | Fraction):
        return _plain(value).replace(".", ",")
    return _plain(value)


def _write_cell(sheet, line: int, index: int, *, value: Any, style) -> None:
    if value is None:
        sheet.write_blank(line, index, None, style)
    elif isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction | date):
        sheet.write_string(line, index, _plain(value) if isinstance(value, bool) else str(value), style)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, index, _local(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(line, index, value, style)
    else:
        exact = Decimal(plain_decimal(value, FRACTION_DECIMALS)) if isinstance(value, Fraction) else value
        sheet.write_number(line, index, exact, style)


def _write_totals(sheet, line: int, columns: list[Column], *, totals: dict[str, Any], styles) -> None:
    for index, column in enumerate(columns):
        value = totals.get(column.key)
        if column.kind == Kind.CENTIME and value is not None:
            value = Decimal(value) / 100
        if index == 0:
            sheet.write_string(line, index, "Total", styles[index])
        elif column.key in totals:
            _write_cell(sheet, line, index, value=value, style=styles[index])
        else:
            sheet.write_blank(line, index, None, styles[index])


def _style(column: Column) -> dict[str, Any]:
    shown = XLSX_FORMATS.get(column.kind)
    if column.kind == Kind.EURO and column.decimals == 0:
        shown = '#,##0 "€"'
    return {"num_format": shown} if shown else {}


def _sheet_name(title: str) -> str:
    """Return a name that Excel accepts: 31 characters, none of its seven forbidden ones."""
    return "".join(" " if character in "[]:*?/\\" else character for character in title)[:31].strip("' ") or "Tableau"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value

"""The file given back to be corrected: the lines as received, the faulty cells marked, one column that says why.

The very same file, corrected, is imported again: its last column is ignored on the way in.
"""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass

import xlsxwriter

from bareme.display import typography
from bareme.tables import RawTable
from bareme.tables.writing import neutralise_formula
from tandem.imports.importer import ANOMALIES_COLUMN

# In points of a character: enough for a name, short enough for a screen.
NARROWEST, WIDEST, REASON_WIDTH = 12, 48, 90
SAMPLE = 200


@dataclass(frozen=True)
class MarkedRow:
    """One line of the file: its cells, which of them are faulty (by position) and why."""

    line: int
    cells: tuple[str, ...]
    faulty: frozenset[int]
    reasons: tuple[str, ...]
    is_error: bool


def marked_rows(table: RawTable, anomalies, mapping) -> tuple[list[str], list[MarkedRow]]:
    """Return the headers and the lines of a file, totals last, confronted with its anomalies.

    `anomalies` are the rows kept with the import, `mapping` its {header: field code}.
    """
    keep = [i for i, header in enumerate(table.headers) if not is_anomalies_column(header)]
    headers = [table.headers[i] for i in keep]
    position = {header: i for i, header in enumerate(headers)}
    position |= {mapping[header]: i for header, i in position.items() if mapping.get(header)}
    by_line = defaultdict(list)
    for anomaly in anomalies:
        by_line[anomaly["ligne"]].append(anomaly)
    rows = []
    for raw in (*table.rows, *table.totals):
        found = [anomaly for anomaly in by_line[str(raw.line)] if anomaly["gravite"] != "information"]
        rows.append(
            MarkedRow(
                line=raw.line,
                cells=tuple(raw.cells[i] for i in keep),
                faulty=frozenset(position[each["colonne"]] for each in found if each["colonne"] in position),
                reasons=tuple(reason(each) for each in found),
                is_error=any(each["gravite"] == "erreur" for each in found),
            )
        )
    return headers, rows


def is_anomalies_column(header):
    """Whether a column is the one that this platform adds to a file to be corrected."""
    return header.strip().casefold() == ANOMALIES_COLUMN


def reason(anomaly):
    """Return an anomaly as the sentence written at the end of its line."""
    start = "Avertissement – " if anomaly["gravite"] == "avertissement" else ""
    place = f"{anomaly['colonne']} : " if anomaly["colonne"] else ""
    return typography(f"{start}{place}{anomaly['attendu']}. {anomaly['remede']}.")


def as_csv(headers, rows) -> bytes:
    """Return the file as a French spreadsheet opens it: semicolons, UTF-8 with BOM, formulas made harmless."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(neutralise_formula, headers), ANOMALIES_COLUMN])
    for row in rows:
        writer.writerow([*map(neutralise_formula, row.cells), " | ".join(row.reasons)])
    return "\ufeff".encode() + stream.getvalue().encode()


def as_xlsx(headers, rows) -> bytes:
    """Return the file as a workbook: every cell as text, as it was received, the faulty ones on a red ground."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        sheet = workbook.add_worksheet("À corriger")
        head = workbook.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        plain = workbook.add_format({"valign": "top", "num_format": "@"})
        bad = workbook.add_format(
            {"valign": "top", "num_format": "@", "bg_color": "#F9D3CF", "bold": True, "border": 1}
        )
        why = workbook.add_format({"valign": "top", "text_wrap": True})
        for column, header in enumerate((*headers, ANOMALIES_COLUMN)):
            sheet.write_string(0, column, header, head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row.cells):
                sheet.write_string(number, column, cell, bad if column in row.faulty else plain)
            sheet.write_string(number, len(headers), "\n".join(row.reasons), why)
        _fit(sheet, headers, rows)
    return stream.getvalue()


def _fit(sheet, headers, rows):
    sheet.freeze_panes(1, 0)
    last_row, last_column = len(rows), len(headers)
    sheet.autofilter(0, 0, max(last_row, 1), last_column)
    for column, header in enumerate(headers):
        longest = max([len(header), *(len(row.cells[column]) for row in rows[:SAMPLE])])
        sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST))
    sheet.set_column(last_column, last_column, REASON_WIDTH)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})

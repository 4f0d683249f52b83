"""xlsx bytes to a grid. The one module that knows a spreadsheet library, which is an extra: bareme[batch]."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from bareme.anomalies import error
from bareme.tables.fields import spreadsheet_number
from bareme.tables.layout import Grid
from bareme.tables.raw import Limits
from bareme.tables.xlsx_package import refuse_package

try:
    import python_calamine as calamine
except ImportError:  # the engine alone has no spreadsheet reader
    calamine = None  # type: ignore[assignment, unused-ignore]

_UNREADABLE = "Ouvrez le fichier dans un tableur et enregistrez-le à nouveau au format .xlsx"


def read_xlsx(data: bytes, *, sheet: str | None, limits: Limits) -> Grid:
    """Cells of one sheet: the one named, else the first that is not empty. Line numbers are those of the sheet."""
    if calamine is None:
        missing = error(
            "lecteur_absent", "le lecteur de classeurs était attendu", "Installez bareme[batch], ou donnez un .csv"
        )
        return Grid("xlsx", anomalies=(missing,))
    refusal = refuse_package(data, limits)
    if refusal is not None:
        return Grid("xlsx", anomalies=(refusal,))
    try:
        workbook = calamine.load_workbook(io.BytesIO(data))
        names = tuple(workbook.sheet_names)
        if sheet is not None and sheet not in names:
            absent = error(
                "feuille_absente",
                f"une feuille du classeur était attendue ({', '.join(names)})",
                "Corrigez son nom",
                value=sheet,
            )
            return Grid("xlsx", sheets=names, anomalies=(absent,))
        for name in (sheet,) if sheet is not None else names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if sheet is not None or any(_text(cell) for row in rows for cell in row):
                return Grid("xlsx", rows=_numbered(rows), sheet=name, sheets=names)
    except (calamine.CalamineError, ValueError, OSError) as broken:
        unreadable = error(
            "xlsx_illisible", f"un classeur .xlsx lisible était attendu (lecteur : {broken})", _UNREADABLE
        )
        return Grid("xlsx", anomalies=(unreadable,))
    return Grid("xlsx", sheets=names)


def _numbered(rows: Sequence[Sequence[object]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((line, tuple(_text(cell) for cell in row)) for line, row in enumerate(rows, start=1))


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return spreadsheet_number(cell)
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)

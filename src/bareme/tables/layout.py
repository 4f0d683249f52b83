"""From a grid of cells to a table: headers, data lines, repeated page headers, TOTAUX lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bareme.anomalies import Anomalie, error, information, warning
from bareme.display import fold, format_integer
from bareme.tables.fields import squeeze
from bareme.tables.raw import RawRow, RawTable

TOTAL_NAMES = frozenset({"total", "totaux", "total general", "totaux generaux", "sous-total", "total :", "totaux :"})
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# UTF-8 read as Windows-1252 and saved again: every accent becomes two signs.
_MOJIBAKE = ("Ã©", "Ã¨", "Ãª", "Ã\u00a0", "Ã‰", "â€™", "ï»¿", "\ufffd")


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells with the real line number of each row, before anyone looked for headers."""

    format: str
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    anomalies: tuple[Anomalie, ...] = ()

    def with_anomalies(self, anomalies: Iterable[Anomalie]) -> Grid:
        return replace(self, anomalies=tuple(anomalies))


def lay_out(grid: Grid, filename: str) -> RawTable:
    """Find the header (the first line with at least two filled cells, or the first filled one) and sort the lines."""
    table = RawTable(
        filename,
        grid.format,
        encoding=grid.encoding,
        separator=grid.separator,
        sheet=grid.sheet,
        sheets=grid.sheets,
        anomalies=grid.anomalies,
    )
    if table.has_errors:
        return table
    filled = [(line, cells) for line, cells in grid.rows if any(squeeze(cell) for cell in cells)]
    if not filled:
        nothing = error(
            "fichier_vide", "une ligne de titres et des données étaient attendues", "Choisissez un autre fichier"
        )
        return replace(table, anomalies=(*table.anomalies, nothing))
    start = next((index for index, (_, cells) in enumerate(filled) if _filled_count(cells) > 1), 0)
    header_line, header_cells = filled[start]
    headers = _headers(header_cells)
    found = [*table.anomalies, *_check_headers(headers, header_line)]
    found += [
        information(
            "ligne_avant_titres",
            "les titres de colonnes étaient attendus",
            "Ligne ignorée",
            line=line,
            value=_first(cells),
        )
        for line, cells in filled[:start]
    ]
    rows, totals, notes = _sort_lines(filled[start + 1 :], headers)
    return replace(
        table,
        headers=headers,
        header_line=header_line,
        rows=tuple(rows),
        totals=tuple(totals),
        anomalies=tuple(found + notes),
    )


def _sort_lines(
    lines: Sequence[tuple[int, tuple[str, ...]]], headers: tuple[str, ...]
) -> tuple[list[RawRow], list[RawRow], list[Anomalie]]:
    rows: list[RawRow] = []
    totals: list[RawRow] = []
    notes: list[Anomalie] = []
    repeated = tuple(fold(header) for header in headers)
    for line, cells in lines:
        row = RawRow(line, _fit(cells, len(headers)))
        if tuple(fold(cell) for cell in row.cells) == repeated:
            notes.append(
                information(
                    "titres_repetes",
                    "une ligne de données était attendue, ce sont les titres répétés",
                    "Ligne ignorée",
                    line=line,
                )
            )
        elif fold(_first(cells)) in TOTAL_NAMES:
            totals.append(row)
            notes.append(
                information(
                    "ligne_total",
                    "une ligne de total a été reconnue",
                    "Ligne mise à part",
                    line=line,
                    value=_first(cells),
                )
            )
        else:
            rows.append(row)
            notes += _check_row(line, cells, headers)
    return rows, totals, notes


def _check_headers(headers: Sequence[str], line: int) -> list[Anomalie]:
    found = []
    for name, times in Counter(fold(header) for header in headers if header).items():
        if times > 1:
            remedy = "Renommez ou retirez l’une des colonnes"
            found.append(
                error("titre_en_double", "des titres tous différents étaient attendus", remedy, line=line, value=name)
            )
    return found


def _check_row(line: int, cells: tuple[str, ...], headers: tuple[str, ...]) -> list[Anomalie]:
    found = []
    extra = [cell for cell in cells[len(headers) :] if squeeze(cell)]
    if extra:
        expected = f"au plus {format_integer(len(headers))} cellules étaient attendues, comme dans les titres"
        remedy = "Vérifiez les séparateurs et les guillemets de cette ligne"
        found.append(error("ligne_decalee", expected, remedy, line=line, value=extra[0]))
    for header, cell in zip(headers, cells, strict=False):
        if not cell:
            continue
        if cell.startswith(_FORMULA_STARTS) and is_formula(cell):
            found.append(
                warning(
                    "formule",
                    "un texte simple était attendu, celui-ci ressemble à une formule de tableur",
                    "Il est gardé comme texte et neutralisé dans les exports ; vérifiez-le",
                    line=line,
                    column=header,
                    value=cell,
                )
            )
        if any(mark in cell for mark in _MOJIBAKE):
            remedy = "Rouvrez le fichier d’origine et enregistrez-le en UTF-8"
            expected = "un texte bien encodé était attendu"
            found.append(warning("encodage_douteux", expected, remedy, line=line, column=header, value=cell))
    return found


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run this text: it begins with = + - @ tab or return, and is not a plain number."""
    if not cell.startswith(_FORMULA_STARTS):
        return False
    bare = squeeze(cell).lstrip("+-").removesuffix("€").replace(" ", "").replace(",", "").replace(".", "")
    return bool(bare) and not bare.isdigit()


def _headers(cells: tuple[str, ...]) -> tuple[str, ...]:
    names = [squeeze(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _fit(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("" for _ in range(width - len(cells))))


def _filled_count(cells: Sequence[str]) -> int:
    return sum(bool(squeeze(cell)) for cell in cells)


def _first(cells: Sequence[str]) -> str:
    return next((squeeze(cell) for cell in cells if squeeze(cell)), "")

"""One door for every file that comes in: what it is, whether it is safe, then its cells."""

from __future__ import annotations

from pathlib import PurePath

from bareme.anomalies import Anomalie, error
from bareme.display import format_integer
from bareme.tables.csv_reader import read_csv
from bareme.tables.layout import Grid, lay_out
from bareme.tables.raw import DEFAULT_LIMITS, Limits, RawTable
from bareme.tables.xlsx_reader import read_xlsx

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SPREADSHEETS = frozenset({".xlsx", ".xlsm"})


def read_table(data: bytes, filename: str, *, sheet: str | None = None, limits: Limits = DEFAULT_LIMITS) -> RawTable:
    """Cut a csv or xlsx file into cells. Never raises: `anomalies` says what is wrong, `has_errors` if it is unusable.

    `filename` is only shown and gives its extension; the content decides. `sheet` chooses one of the workbook (by
    default the first that is not empty).
    """
    suffix = PurePath(filename).suffix.lower()
    refusal = _refuse_container(data, suffix, limits)
    if refusal is not None:
        return RawTable(filename, suffix.removeprefix("."), anomalies=(refusal,))
    grid = read_xlsx(data, sheet=sheet, limits=limits) if data.startswith(_ZIP) else read_csv(data, limits=limits)
    return lay_out(_within_limits(grid, limits), filename)


def _refuse_container(data: bytes, suffix: str, limits: Limits) -> Anomalie | None:
    if not data:
        return error("fichier_vide", "un fichier non vide était attendu", "Choisissez un autre fichier")
    if len(data) > limits.file_bytes:
        most = limits.file_bytes // (1024 * 1024)
        return error("fichier_trop_gros", f"un fichier d’au plus {most} Mo était attendu", "Découpez le fichier")
    if data.startswith(_OLD_OFFICE):
        return error(
            "format_ancien",
            "un fichier .xlsx ou .csv était attendu, celui-ci est un ancien format (.xls) ou un classeur protégé",
            "Enregistrez-le au format .xlsx, sans mot de passe",
        )
    if suffix in _SPREADSHEETS and not data.startswith(_ZIP):
        return error(
            "xlsx_illisible", "un classeur .xlsx était attendu", "Ouvrez-le dans un tableur et enregistrez-le à nouveau"
        )
    return None


def _within_limits(grid: Grid, limits: Limits) -> Grid:
    found = list(grid.anomalies)
    if len(grid.rows) > limits.rows:
        found.append(
            error(
                "trop_de_lignes",
                f"au plus {format_integer(limits.rows)} lignes étaient attendues",
                "Découpez le fichier",
            )
        )
    for line, cells in grid.rows:
        if len(cells) > limits.columns:
            expected = f"au plus {format_integer(limits.columns)} colonnes étaient attendues"
            found.append(error("trop_de_colonnes", expected, "Retirez les colonnes en trop", line=line))
            break
    for line, cells in grid.rows:
        for position, cell in enumerate(cells, start=1):
            if len(cell) > limits.field_characters:
                expected = f"une cellule d’au plus {format_integer(limits.field_characters)} caractères était attendue"
                place = {"line": line, "column": str(position), "value": cell[:40]}
                found.append(error("cellule_trop_longue", expected, "Vérifiez les guillemets et le contenu", **place))
    return grid.with_anomalies(found)

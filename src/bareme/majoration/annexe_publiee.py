"""Reading a published « Annexe 1 »: csv, xlsx, or the text copied from the act, with names that end in digits.

In the text « ASSOCIATION INGENIEURS 2000 394 055 € » nothing separates the name from the amount. The identity of the
line, majoration + majoration exceptionnelle = majoration totale, says where the amount begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bareme.anomalies import Anomalie, error, has_errors, information
from bareme.display import fold, format_euros, format_integer
from bareme.majoration.annexe_text import parse_text_row, read_text_rows
from bareme.tables import RawRow, RawTable, read_table
from bareme.tables.csv_reader import decode
from bareme.tables.fields import FieldError, parse_count, parse_euros, squeeze

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "of_cfa": ("of_cfa", "of cfa beneficiaires", "of-cfa beneficiaires", "of cfa", "organisme"),
    "majoration": ("majoration", "majoration des couts contrats", "majoration des couts-contrats"),
    "dont_bonus_vert": ("dont_bonus_vert", "dont bonus vert", "bonus vert"),
    "exceptionnelle": ("exceptionnelle", "majoration_exceptionnelle", "majoration exceptionnelle"),
    "totale": ("totale", "majoration_totale", "majoration totale"),
    "contrats": ("contrats", "nombre_contrats", "nombre de contrats"),
}
FIELDS = tuple(_COLUMNS)
_AMOUNTS = ("majoration", "dont_bonus_vert", "exceptionnelle", "totale", "contrats")


@dataclass(frozen=True, slots=True)
class AnnexeLine:
    """One published line, in whole euros. `line` is where it ends in the file."""

    of_cfa: str
    majoration: int
    dont_bonus_vert: int | None
    exceptionnelle: int
    totale: int
    contrats: int
    line: int


@dataclass(frozen=True, slots=True)
class AnnexePubliee:
    """A published annexe in its own order. `totals` is its TOTAUX line: its bonus vert is None when not printed."""

    lines: tuple[AnnexeLine, ...]
    totals: AnnexeLine | None
    anomalies: tuple[Anomalie, ...]

    @property
    def has_errors(self) -> bool:
        return has_errors(self.anomalies)

    @property
    def resolved_names(self) -> tuple[str, ...]:
        """Names ending in digits that the identity of their line told apart from the amount."""
        return tuple(item.value or "" for item in self.anomalies if item.code == "nom_avec_chiffres")


def read_annexe(data: bytes, filename: str, *, sheet: str | None = None) -> AnnexePubliee:
    """Read an annexe. Never raises: with an error among `anomalies` the lines are not to be relied on."""
    if filename.lower().endswith(".txt"):
        return read_annexe_table(text_table(data, filename))
    return read_annexe_table(read_table(data, filename, sheet=sheet))


def text_table(data: bytes, filename: str) -> RawTable:
    """The text copied from the act, cut into cells under the field names: what `read_table` is to a csv."""
    lines, totals, anomalies = _from_text(data)
    return RawTable(
        filename,
        "txt",
        headers=FIELDS,
        rows=tuple(_raw_row(line) for line in lines),
        totals=(_raw_row(totals),) if totals else (),
        anomalies=tuple(anomalies),
    )


def read_annexe_table(table: RawTable) -> AnnexePubliee:
    """Read an annexe already cut into cells, its columns under the field names or the published titles."""
    lines, totals, anomalies = _from_table(table)
    if not has_errors(anomalies):
        anomalies += _check_lines(lines)
        anomalies += _check_totals(lines, totals)
    return AnnexePubliee(tuple(lines), totals, tuple(anomalies))


def _raw_row(line: AnnexeLine) -> RawRow:
    figures = (getattr(line, field) for field in _AMOUNTS)
    return RawRow(line.line, (line.of_cfa, *("" if figure is None else str(figure) for figure in figures)))


def _from_text(data: bytes) -> tuple[list[AnnexeLine], AnnexeLine | None, list[Anomalie]]:
    text, _, refusal = decode(data)
    if text is None:
        return [], None, [refusal] if refusal is not None else []
    lines: list[AnnexeLine] = []
    totals: AnnexeLine | None = None
    rows, anomalies = read_text_rows(text)
    for row in rows:
        line = AnnexeLine(
            row.of_cfa, row.majoration, row.dont_bonus_vert, row.exceptionnelle, row.totale, row.contrats, row.line
        )
        if row.is_total:
            totals = line
        else:
            lines.append(line)
    if not lines and not anomalies:
        anomalies.append(error("aucune_ligne", "des lignes d’annexe étaient attendues", "Choisissez un autre fichier"))
    return lines, totals, anomalies


def _from_table(table: RawTable) -> tuple[list[AnnexeLine], AnnexeLine | None, list[Anomalie]]:
    anomalies = list(table.anomalies)
    if table.has_errors:
        return [], None, anomalies
    titles = {name: field for field, names in _COLUMNS.items() for name in names}
    columns = {titles[fold(header)]: index for index, header in enumerate(table.headers) if fold(header) in titles}
    for name in _COLUMNS:
        if name not in columns:
            expected = f"une colonne « {_COLUMNS[name][1]} » était attendue"
            anomalies.append(error("colonne_absente", expected, "Ajoutez-la", line=table.header_line, column=name))
    if has_errors(anomalies):
        return [], None, anomalies
    lines = [line for row in table.rows if (line := _read_row(row, columns, anomalies, total=False)) is not None]
    totals = [line for row in table.totals if (line := _read_row(row, columns, anomalies, total=True)) is not None]
    return lines, totals[-1] if totals else None, anomalies


def _read_row(row: RawRow, columns: Mapping[str, int], anomalies: list[Anomalie], *, total: bool) -> AnnexeLine | None:
    name = squeeze(row.cells[columns["of_cfa"]])
    if not total and not squeeze(row.cells[columns["majoration"]]):
        return _read_unsplit_row(row, anomalies)
    figures: dict[str, int | None] = {}
    for field in _AMOUNTS:
        text = row.cells[columns[field]]
        if not squeeze(text) and (field == "exceptionnelle" or (total and field == "dont_bonus_vert")):
            # The printed table leaves these two blank: nothing granted, and a total that is not printed.
            figures[field] = 0 if field == "exceptionnelle" else None
            continue
        try:
            figures[field] = parse_count(text) if field == "contrats" else parse_euros(text)
        except FieldError as broken:
            place = {"line": row.line, "column": field, "value": text}
            anomalies.append(error(broken.code, broken.expected, broken.remedy, **place))
    if len(figures) < len(_AMOUNTS):
        return None
    return AnnexeLine(
        of_cfa=name,
        majoration=figures["majoration"] or 0,
        dont_bonus_vert=figures["dont_bonus_vert"],
        exceptionnelle=figures["exceptionnelle"] or 0,
        totale=figures["totale"] or 0,
        contrats=figures["contrats"] or 0,
        line=row.line,
    )


def _read_unsplit_row(row: RawRow, anomalies: list[Anomalie]) -> AnnexeLine | None:
    """A line whose name and first amount were pasted in one cell: read as text."""
    parsed, found = parse_text_row(" ".join(row.cells), row.line)
    anomalies += found
    if parsed is None:
        return None
    return AnnexeLine(
        parsed.of_cfa,
        parsed.majoration,
        parsed.dont_bonus_vert,
        parsed.exceptionnelle,
        parsed.totale,
        parsed.contrats,
        row.line,
    )


def _check_lines(lines: Sequence[AnnexeLine]) -> list[Anomalie]:
    found = []
    seen: dict[str, int] = {}
    for line in lines:
        place = {"line": line.line, "value": line.of_cfa}
        if line.majoration + line.exceptionnelle != line.totale:
            expected = (
                f"majoration + exceptionnelle = totale était attendu : {format_euros(line.majoration)} + "
                f"{format_euros(line.exceptionnelle)} ≠ {format_euros(line.totale)}"
            )
            found.append(error("identite", expected, "Corrigez les montants de cette ligne", **place))
        if line.dont_bonus_vert is not None and line.dont_bonus_vert > line.majoration:
            expected = "un bonus vert compris dans la majoration était attendu"
            found.append(error("vert_en_trop", expected, "Corrigez les montants de cette ligne", **place))
        if line.of_cfa in seen:
            expected = f"une ligne par organisme était attendue, déjà ligne {seen[line.of_cfa]}"
            found.append(error("doublon", expected, "Retirez l’une des deux", **place))
        seen.setdefault(line.of_cfa, line.line)
    return found


def _check_totals(lines: Sequence[AnnexeLine], totals: AnnexeLine | None) -> list[Anomalie]:
    if totals is None:
        expected = "une ligne TOTAUX était attendue pour vérifier la somme des lignes"
        return [information("total_absent", expected, "Les totaux n’ont pas pu être comparés")]
    found = []
    for field in _AMOUNTS:
        printed = getattr(totals, field)
        computed = sum(getattr(line, field) or 0 for line in lines)
        if printed is not None and printed != computed:
            expected = f"la somme des lignes est {format_integer(computed)}"
            place = {"line": totals.line, "column": field, "value": str(printed)}
            found.append(error("total_different", expected, "Vérifiez qu’il ne manque pas de ligne", **place))
    return found

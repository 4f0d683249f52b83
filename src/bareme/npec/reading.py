"""The NPEC file in: typed, checked, and everything wrong with it at once.

Brings Polars. Each spelling of a cell is read once, whatever the number of rows that hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

from bareme.anomalies import Anomalie, Severity, error
from bareme.contrats.cells import DTYPES, type_columns
from bareme.contrats.findings import Finding, Findings
from bareme.contrats.reading import read_source
from bareme.contrats.source import Lines
from bareme.display import format_number
from bareme.npec.building import Rows, code_rows, index_rows, link_conventions
from bareme.npec.checks import check_index, check_links
from bareme.npec.codes import cpne_code, idcc_numbers, is_carence, is_known_statut, is_nc, rncp_number
from bareme.npec.model import Succession
from bareme.npec.referentiel import Referentiel
from bareme.npec.schema import NPEC, columns
from bareme.rounding import half_up
from bareme.tables.fields import FieldError, parse_number

Value = TypeVar("Value")

_PLAIN_AMOUNT: Final = r"^[0-9]{1,9}([.,][0-9]{1,2})?$"
_CODES: Final = ("rncp", "cpne", "idcc", "npec")
_DAYS: Final = ("valide_du", "valide_au", "connu_le")


@dataclass(frozen=True, slots=True)
class Reading:
    """A référentiel, or None with errors among the findings."""

    referentiel: Referentiel | None
    lines: Lines
    findings: Findings

    @property
    def has_errors(self) -> bool:
        return self.findings.has_errors

    @property
    def anomalies(self) -> list[Anomalie]:
        """Errors first, each severity by line, with a count of those that are not shown."""
        return self.findings.anomalies(self.lines)


def read_referentiel(path: Path, successions: Iterable[Succession] = ()) -> Reading:
    """Read an NPEC file (npec.schema.json), csv or parquet, with successions already read.

    Raises OSError when the file cannot be opened; the rest is in the findings.
    """
    findings = Findings()
    known = columns(NPEC)
    source = read_source(path, known, findings)
    if source.frame.is_empty() and not findings.has_errors:
        findings.add([error("aucune_ligne", "au moins une ligne était attendue", "Choisissez un autre fichier")])
    if not {"rncp", "npec"}.issubset(source.frame.columns):
        return Reading(None, source.lines, findings)
    written = _with_texts(source.frame)
    frame = _completed(type_columns(written, known, findings))
    rows = _read_rows(frame, findings)
    followed = tuple(successions)
    codes = code_rows(rows, followed)
    index = index_rows(rows, codes)
    if findings.has_errors:
        index = _sound(index, rows, written)
    check_index(rows, index, source.lines, findings)
    links = link_conventions(rows)
    check_links(links, findings)
    if findings.has_errors:
        return Reading(None, source.lines, findings)
    return Reading(Referentiel(rows, source.lines, index, codes, links, followed), source.lines, findings)


def _with_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes and amounts as they are written, and « NC » where the statut says so of an empty cell."""
    numbers = [name for name in _CODES if name in frame.columns and frame.schema[name].is_numeric()]
    frame = frame.with_columns(_written(frame[name]) for name in numbers)
    if "statut" not in frame.columns or frame.schema["statut"] != pl.String:
        return frame
    empty = pl.col("npec").is_null() & pl.col("statut").is_in(_spellings(frame["statut"], is_nc))
    return frame.with_columns(pl.when(empty).then(pl.lit("NC")).otherwise(pl.col("npec")).alias("npec"))


def _written(numbers: pl.Series) -> pl.Series:
    # A column of codes with empty cells often comes out of a data frame as floating numbers: 1404.0 is written 1404.
    if numbers.dtype.is_float() and (numbers == numbers.round()).all():
        numbers = numbers.cast(pl.Int64, strict=False)
    return numbers.cast(pl.String)


def _completed(frame: pl.DataFrame) -> pl.DataFrame:
    """Every column of the schema, null where the file has none."""
    return frame.select(
        pl.col(name) if name in frame.columns else pl.lit(None, DTYPES[column.kind]).alias(name)
        for name, column in columns(NPEC).items()
    )


def _sound(index: pl.DataFrame, rows: Rows, written: pl.DataFrame) -> pl.DataFrame:
    """The rows whose codes and days could be read: an unreadable bound is not an open one, and contradicts nothing."""
    dated = [name for name in _DAYS if name in written.columns]
    broken = [written[name].is_not_null() & rows.frame[name].is_null() for name in dated]
    idcc = rows.frame["idcc"]
    broken.append(idcc.is_not_null() & ~idcc.is_in(list(rows.idcc)).fill_null(value=False))
    broken.append(~rows.frame["rncp"].is_in(list(rows.rncp)).fill_null(value=False))
    places = {place for wrong in broken if wrong.any() for place in wrong.arg_true()}
    return index.filter(~pl.col("row").is_in(sorted(places))) if places else index


def _read_rows(frame: pl.DataFrame, findings: Findings) -> Rows:
    _tell_unknown_statuts(frame["statut"], findings)
    _check_intervals(frame, findings)
    return Rows(
        frame,
        rncp={text: number for text, number in _read(frame["rncp"], rncp_number, findings).items() if number},
        cpne=_read(frame["cpne"], cpne_code, findings),
        idcc=_read(frame["idcc"], idcc_numbers, findings),
        npec=_read_amounts(frame, findings),
        carence=frozenset(_spellings(frame["statut"], is_carence)),
    )


def _read(
    cells: pl.Series, parse: Callable[[str], Value], findings: Findings, spellings: pl.Series | None = None
) -> dict[str, Value]:
    """What each spelling of a column is; those that cannot be read are told with every line that holds them."""
    read: dict[str, Value] = {}
    refused: dict[Finding, list[str]] = defaultdict(list)
    for cell in (cells.unique().drop_nulls() if spellings is None else spellings).sort():
        try:
            read[cell] = parse(cell)
        except FieldError as wrong:
            refused[Finding(wrong.code, cells.name, wrong.expected, wrong.remedy)].append(cell)
    for finding, wrong_cells in refused.items():
        findings.add_rows(finding, cells.is_in(wrong_cells).fill_null(value=False), cells)
    return read


def _read_amounts(frame: pl.DataFrame, findings: Findings) -> pl.Series:
    """Centimes, half up; null for « NC », in the cell or in the statut."""
    cells = frame["npec"]
    spellings = cells.unique().drop_nulls()
    plain = spellings.str.contains(_PLAIN_AMOUNT)
    usual = spellings.filter(plain)
    euros = usual.str.replace(",", ".", literal=True).str.to_decimal(scale=2)
    cents = (euros * Decimal(100)).cast(pl.Int64)
    others = _read(cells, _cents, findings, spellings.filter(~plain))
    read = {text: amount for text, amount in others.items() if amount is not None}
    old = pl.concat([usual, pl.Series(list(read), dtype=pl.String)])
    new = pl.concat([cents, pl.Series(list(read.values()), dtype=pl.Int64)])
    amounts = cells.replace_strict(old, new, default=None, return_dtype=pl.Int64)
    _check_bounds(cells, amounts, findings)
    unknown = frame["statut"].is_in(_spellings(frame["statut"], is_nc)).fill_null(value=False)
    known: pl.Series = amounts.zip_with(~unknown, pl.repeat(None, len(amounts), dtype=pl.Int64, eager=True))
    return known


def _cents(text: str) -> int | None:
    return None if is_nc(text) else half_up(parse_number(text) * 100)


def _check_bounds(cells: pl.Series, amounts: pl.Series, findings: Findings) -> None:
    column = columns(NPEC)["npec"]
    smallest, largest = column.minimum, column.maximum
    if smallest is None or largest is None:
        raise ValueError("npec.schema.json gives no bounds to the column npec")
    expected = f"un montant entre {format_number(smallest)} € et {format_number(largest)} € était attendu"
    remedy = "Corrigez le montant ; une valeur qui n’est pas connue s’écrit « NC »"
    wrong = ((amounts < int(smallest * 100)) | (amounts > int(largest * 100))).fill_null(value=False)
    findings.add_rows(Finding("hors_bornes", "npec", expected, remedy), wrong, cells)


def _tell_unknown_statuts(statuts: pl.Series, findings: Findings) -> None:
    unknown = _spellings(statuts, lambda text: not is_known_statut(text))
    expected = "un statut « CPNE », « R », « A », « D », « carence » ou « NC » était attendu"
    remedy = "La ligne compte comme fixée par la branche ; vérifiez son statut"
    finding = Finding("statut_inconnu", "statut", expected, remedy, Severity.AVERTISSEMENT)
    findings.add_rows(finding, statuts.is_in(unknown).fill_null(value=False), statuts)


def _check_intervals(frame: pl.DataFrame, findings: Findings) -> None:
    expected = "une fin de validité égale ou postérieure à son début était attendue"
    finding = Finding("intervalle_inverse", "valide_au", expected, "Corrigez valide_du ou valide_au")
    wrong = (frame["valide_au"] < frame["valide_du"]).fill_null(value=False)
    findings.add_rows(finding, wrong, frame["valide_au"].cast(pl.Date))


def _spellings(cells: pl.Series, wanted: Callable[[str], bool]) -> list[str]:
    return [text for text in cells.unique().drop_nulls() if wanted(text)]

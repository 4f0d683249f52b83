"""Columns of cells turned into columns of integers: fast for the usual spellings, by the field parsers for the others.

A cell that cannot be read is told once per row, and is missing afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from bareme.anomalies import Anomalie, Severity, error
from bareme.contrats.cell_parsers import OUI, bounds_of, read_cell
from bareme.contrats.findings import Finding, Findings
from bareme.contrats.schema import Column, Kind, date_of
from bareme.display import format_date, format_number
from bareme.tables.fields import FieldError
from bareme.tables.layout import is_formula

DTYPES: Mapping[Kind, type[pl.DataType]] = {
    Kind.TEXTE: pl.String,
    Kind.DATE: pl.Int32,
    Kind.EUROS: pl.Int64,
    Kind.HEURES: pl.Int32,
    Kind.ENTIER: pl.Int8,
    Kind.OUI_NON: pl.Int8,
    Kind.CHOIX: pl.Int8,
    Kind.AMORCAGE: pl.Int64,
}

_HUNDREDTHS = frozenset({Kind.EUROS, Kind.HEURES, Kind.AMORCAGE})
_TWO_DECIMALS = r"^[0-9]{1,9}([.,][0-9]{1,2})?$"
_FAR = 10**12  # beyond any bound of the schema; a hundred times more still fits 64 bits
# Every sign of them: a date parser forgives signs, blanks and years of any length.
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_FRENCH = r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$"
_LONGEST_INTEGER = 9
# Nothing to clean, nothing that a spreadsheet would run.
_PLAIN_TEXT = r"^[0-9A-Za-zÀ-ÿ]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$"
_LOOKS_RUN = r"^[=+\-@]"


def type_columns(frame: pl.DataFrame, columns: Mapping[str, Column], findings: Findings) -> pl.DataFrame:
    """The same columns as integers (texts stay texts), null where nothing is to be read."""
    read = {name: columns[name] for name in frame.columns}
    odd = {name for name, column in read.items() if not _suits(column.kind, frame.schema[name])}
    findings.add(_wrong_type(read[name], frame.schema[name]) for name in read if name in odd)
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in odd)
    coded = {name: _from_codes(column, frame[name]) for name, column in read.items() if _is_coded(frame.schema[name])}
    done = {name: column for name, column in coded.items() if column is not None}
    typed = frame.select(
        pl.lit(done[name]) if name in done else _fitted(_quick(column, frame.schema[name]), column).alias(name)
        for name, column in read.items()
    )
    checked = []
    for name, column in read.items():
        cells = typed[name]
        if name not in done and name not in odd:
            cells = _checked(column, frame[name], cells, findings)
        elif column.required and name in done:
            _check_filled(column, cells.is_null(), findings)
        checked.append(cells)
    return pl.DataFrame(checked)


def _fitted(cells: pl.Expr, column: Column) -> pl.Expr:
    """In the type of the column; null when a number is too large for it, so that it is told with its bounds."""
    return cells.cast(DTYPES[column.kind], strict=False)


def _checked(column: Column, raw: pl.Series, quick: pl.Series, findings: Findings) -> pl.Series:
    """The column with the cells that the quick reading left; what is wrong is added to the findings."""
    told = None
    for another in _QUICK_TEXTS[column.kind][1:] if raw.dtype == pl.String else ():
        if quick.null_count() != raw.null_count():
            more = pl.DataFrame(raw).select(_fitted(another(pl.col(raw.name), column), column)).to_series()
            quick = quick.zip_with(quick.is_not_null(), more)
    if quick.null_count() != raw.null_count():
        quick, told = _read_rest(column, raw, quick, findings)
        _tell_formulas(column, quick, findings)
    if column.required and quick.null_count():
        _check_filled(column, quick.is_null() if told is None else quick.is_null() & ~told, findings)
    _check_bounds(column, quick, raw, findings)
    return quick


def _check_filled(column: Column, empty: pl.Series, findings: Findings) -> None:
    expected = f"une valeur était attendue, par exemple {column.example}"
    findings.add_rows(Finding("vide", column.name, expected, "Renseignez la cellule"), empty)


def _is_coded(dtype: pl.DataType) -> bool:
    return dtype == pl.Categorical or isinstance(dtype, pl.Enum)


def _from_codes(column: Column, raw: pl.Series) -> pl.Series | None:
    """A column written as codes of a few texts: each text read once. None when one of them needs more than that."""
    distinct = pl.Series(raw.dtype.categories, dtype=raw.dtype) if isinstance(raw.dtype, pl.Enum) else raw.unique()
    distinct = distinct.drop_nulls().alias(column.name)
    texts = distinct.cast(pl.String)
    ways = (_fitted(way(pl.col(column.name), column), column) for way in _QUICK_TEXTS[column.kind])
    quick = pl.DataFrame(texts).select(pl.coalesce(*ways)).to_series()
    told = Findings()
    _check_bounds(column, quick, texts, told)
    if quick.null_count() or told.total_of_all:
        return None
    if column.kind is Kind.TEXTE or not len(distinct):
        return raw if len(distinct) else pl.Series(column.name, [None], DTYPES[column.kind]).new_from_index(0, len(raw))
    codes = distinct.to_physical().cast(pl.UInt32)
    by_code = pl.DataFrame({"code": codes, "value": quick})
    places = pl.DataFrame({"code": pl.int_range(0, int(codes.max()) + 1, dtype=pl.UInt32, eager=True)})  # type: ignore[arg-type]
    lookup = places.join(by_code, on="code", how="left", maintain_order="left")["value"]
    return lookup.gather(raw.to_physical().cast(pl.UInt32)).alias(column.name)


def _suits(kind: Kind, dtype: pl.DataType) -> bool:
    if dtype in (pl.String, pl.Null, pl.Categorical) or isinstance(dtype, pl.Enum):
        return True
    if kind is Kind.DATE:
        return isinstance(dtype, pl.Date | pl.Datetime)
    if kind in {Kind.EUROS, Kind.HEURES, Kind.ENTIER}:
        return dtype.is_numeric()
    if kind is Kind.OUI_NON:
        return dtype == pl.Boolean or dtype.is_integer()
    if kind is Kind.AMORCAGE:
        return dtype == pl.Boolean or dtype.is_numeric()
    return kind is Kind.TEXTE and dtype.is_integer()


def _wrong_type(column: Column, dtype: pl.DataType) -> Anomalie:
    return error(
        "type_de_colonne",
        f"une colonne de {_NAMES[column.kind]} était attendue, celle-ci est de type {dtype}",
        "Convertissez la colonne avant d’écrire le fichier parquet",
        column=column.name,
    )


_NAMES: Mapping[Kind, str] = {
    Kind.TEXTE: "textes",
    Kind.DATE: "dates",
    Kind.EUROS: "montants",
    Kind.HEURES: "nombres d’heures",
    Kind.ENTIER: "nombres entiers",
    Kind.OUI_NON: "« oui » ou « non »",
    Kind.CHOIX: "mots",
    Kind.AMORCAGE: "montants, ou de « oui » ou « non »",
}


def _quick(column: Column, dtype: pl.DataType) -> pl.Expr:
    """The usual spellings, by expressions; null for any other cell."""
    cell = pl.col(column.name)
    if dtype == pl.Null:
        return pl.lit(None, DTYPES[column.kind])
    if dtype == pl.Categorical or isinstance(dtype, pl.Enum) or dtype.is_float():
        cell, dtype = cell.cast(pl.String), pl.String()
    if dtype == pl.String:
        return _QUICK_TEXTS[column.kind][0](cell, column)
    if column.kind is Kind.DATE:
        return _quick_typed_date(cell, dtype)
    if column.kind in _HUNDREDTHS:
        return _quick_hundredths(cell, dtype)
    if column.kind is Kind.OUI_NON and dtype != pl.Boolean:
        return pl.when(cell.is_in([0, 1])).then(cell)
    return cell.cast(pl.Int64, strict=False) if isinstance(dtype, pl.Decimal) else cell


def _quick_typed_date(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Date:
        return cell.to_physical()
    midnight = cell.dt.truncate("1d") == cell
    return pl.when(midnight).then(cell.dt.date().to_physical())


def _quick_hundredths(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Boolean:
        return pl.when(cell).then(pl.lit(OUI))
    if isinstance(dtype, pl.Decimal):
        hundredfold = cell * Decimal(100)
        whole = hundredfold.cast(pl.Int64, strict=False)
        # A negative amount is told by the parsers: -1 is the amorçage « oui ».
        exact = (whole.cast(pl.Decimal(38, dtype.scale)) == hundredfold) & (whole >= 0)
        return pl.when(exact).then(whole)
    return pl.when(cell.is_between(-_FAR, _FAR)).then(cell.cast(pl.Int64, strict=False) * 100)


def _quick_iso(cell: pl.Expr, _column: Column) -> pl.Expr:
    return pl.when(cell.str.contains(_ISO)).then(cell).str.to_date("%Y-%m-%d", strict=False).to_physical()


def _quick_french(cell: pl.Expr, _column: Column) -> pl.Expr:
    return pl.when(cell.str.contains(_FRENCH)).then(cell).str.to_date("%d/%m/%Y", strict=False).to_physical()


def _quick_euros(cell: pl.Expr, column: Column) -> pl.Expr:
    return _quick_integer(cell, column).cast(pl.Int64) * 100


def _quick_decimals(cell: pl.Expr, _column: Column) -> pl.Expr:
    plain = pl.when(cell.str.contains(_TWO_DECIMALS)).then(cell.str.replace(",", ".", literal=True))
    return (plain.str.to_decimal(scale=2) * Decimal(100)).cast(pl.Int64)


def _quick_integer(cell: pl.Expr, _column: Column) -> pl.Expr:
    signed = cell.str.starts_with("-") | cell.str.starts_with("+")
    return pl.when((cell.str.len_bytes() <= _LONGEST_INTEGER) & ~signed).then(cell).str.to_integer(strict=False)


def _quick_boolean(cell: pl.Expr, _column: Column) -> pl.Expr:
    return pl.when(cell == "oui").then(pl.lit(1)).when(cell == "non").then(pl.lit(0))


def _quick_choice(cell: pl.Expr, column: Column) -> pl.Expr:
    found = pl.lit(None, pl.Int8)
    for position, choice in enumerate(column.choices):
        found = pl.when(cell == choice).then(pl.lit(position, pl.Int8)).otherwise(found)
    return found


def _quick_plain_text(cell: pl.Expr, _column: Column) -> pl.Expr:
    return pl.when(cell.str.contains(_PLAIN_TEXT)).then(cell)


_Quick = Callable[[pl.Expr, Column], pl.Expr]

_QUICK_TEXTS: Mapping[Kind, tuple[_Quick, ...]] = {
    Kind.TEXTE: (_quick_plain_text,),
    Kind.DATE: (_quick_iso, _quick_french),
    Kind.EUROS: (_quick_euros, _quick_decimals),
    Kind.HEURES: (_quick_euros, _quick_decimals),
    Kind.ENTIER: (_quick_integer,),
    Kind.OUI_NON: (_quick_boolean,),
    Kind.CHOIX: (_quick_choice,),
    Kind.AMORCAGE: (_quick_euros, _quick_decimals),
}
"""The ways to read a column of texts: each reads what the ones before it could not."""


def _read_rest(column: Column, raw: pl.Series, quick: pl.Series, findings: Findings) -> tuple[pl.Series, pl.Series]:
    """The cells that the quick reading left, each spelling once, by the parsers of `bareme.tables.fields`.

    The whole column, and the mask of the cells that were refused.
    """
    cells = raw.cast(pl.String)
    # The point of a number is its decimal sign, where that of a text may separate thousands.
    is_number = raw.dtype.is_numeric()
    left = raw.is_not_null() & quick.is_null()
    values: dict[str, int | str | None] = {}
    refused: dict[Finding, list[str]] = defaultdict(list)
    for cell in cells.filter(left).unique().sort():
        try:
            values[cell] = read_cell(column, cell.replace(".", ",") if is_number else cell)
        except FieldError as wrong:
            refused[Finding(wrong.code, column.name, wrong.expected, wrong.remedy)].append(cell)
    told = pl.repeat(value=False, n=len(raw), eager=True)
    for finding, wrong_cells in refused.items():
        same = left & cells.is_in(wrong_cells)
        findings.add_rows(finding, same, cells)
        told |= same
    dtype = DTYPES[column.kind]
    read = cells.replace_strict(list(values), list(values.values()), default=None, return_dtype=dtype)
    return read.zip_with(left, quick).alias(column.name), told


def _check_bounds(column: Column, typed: pl.Series, raw: pl.Series, findings: Findings) -> None:
    if column.kind is Kind.TEXTE:
        _check_texts(column, typed, findings)
        return
    if column.minimum is None and column.maximum is None:
        return
    scale = 100 if column.kind in _HUNDREDTHS else 1
    lowest, highest = typed.min(), typed.max()
    if lowest is None or highest is None:
        return
    wrong = pl.repeat(value=False, n=len(typed), eager=True)
    if column.minimum is not None and Fraction(str(lowest)) < column.minimum * scale:
        wrong |= typed < int(column.minimum * scale)
    if column.kind is Kind.AMORCAGE:
        wrong &= typed != OUI
    if column.maximum is not None and Fraction(str(highest)) > column.maximum * scale:
        wrong |= typed > int(column.maximum * scale)
    expected, remedy = bounds_of(column)
    finding = Finding("hors_bornes", column.name, expected, remedy)
    if raw.dtype == pl.String:
        findings.add_rows(finding, wrong.fill_null(value=False), raw)
    else:
        findings.add_rows(finding, wrong.fill_null(value=False), typed, shown_by(column))


def shown_by(column: Column) -> Callable[[Any], str]:
    """How a typed cell of the column is written in a message."""
    if column.kind is Kind.DATE:
        return _shown_day
    if column.kind in _HUNDREDTHS:
        return lambda hundredths: format_number(Fraction(hundredths, 100), 2)
    if column.kind is Kind.OUI_NON:
        return lambda flag: "oui" if flag else "non"
    if column.kind is Kind.CHOIX:
        return lambda position: column.choices[position]
    return str


def _shown_day(number: int) -> str:
    try:
        return format_date(date_of(number))
    except (ValueError, OverflowError):
        return f"jour n° {number}"


def _check_texts(column: Column, typed: pl.Series, findings: Findings) -> None:
    if column.longest is not None:
        too_long = (typed.str.len_bytes() > column.longest).fill_null(value=False)
        if too_long.any():
            too_long &= (typed.str.len_chars() > column.longest).fill_null(value=False)
            expected = f"un texte d’au plus {column.longest} caractères était attendu"
            findings.add_rows(Finding("trop_long", column.name, expected, "Raccourcissez-le"), too_long, typed)


def _tell_formulas(column: Column, typed: pl.Series, findings: Findings) -> None:
    if column.kind is not Kind.TEXTE:
        return
    suspect = typed.str.contains(_LOOKS_RUN).fill_null(value=False)
    if suspect.any():
        running = [cell for cell in typed.filter(suspect).unique() if is_formula(cell)]
        finding = Finding(
            "formule",
            column.name,
            "un texte simple était attendu, celui-ci ressemble à une formule de tableur",
            "Il est gardé comme texte et neutralisé dans les exports ; vérifiez-le",
            Severity.AVERTISSEMENT,
        )
        findings.add_rows(finding, typed.is_in(running).fill_null(value=False), typed)

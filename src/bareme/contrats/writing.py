"""What is computed from contracts, as files: csv, json, parquet, or a table to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from bareme.contrats.contrats import Contrats
from bareme.contrats.schema import columns
from bareme.display import counted, format_cents, format_date, format_integer
from bareme.funding import NATURES, VERSIONS
from bareme.tables.layout import is_formula
from bareme.tables.writing import neutralise_formula

LINE_HEADERS = ("numero", "annee", "rang", "nature", "exigible_le", "montant")
SUMMARY_HEADERS = ("numero", "version", "jours", "mois", "npec_retenu", "du_brut", "participation", "du_opco")

_CSV: Mapping[str, Any] = {"separator": ";", "line_terminator": "\n", "date_format": "%Y-%m-%d"}
_CENT = Decimal("0.01")
_MONEY = pl.Decimal(18, 2)
_MONEY_COLUMNS = frozenset({"montant", "npec_retenu", "du_brut", "participation", "du_opco"})
_FORMULA_STARTS = r"^[=+\-@\t\r]"
_TITLES = {
    "numero": "Contrat",
    "annee": "Année",
    "rang": "Rang",
    "nature": "Nature",
    "exigible_le": "Exigible le",
    "montant": "Montant",
    "version": "Version",
    "jours": "Jours",
    "mois": "Mois",
    "npec_retenu": "NPEC retenu",
    "du_brut": "Dû brut",
    "participation": "Participation",
    "du_opco": "Dû par l’OPCO",
}
_NATURES = {
    "avance": "avance",
    "echeance_7e_mois": "échéance du 7e mois",
    "echeance_10e_mois": "échéance du 10e mois",
    "solde": "solde",
    "maintien": "maintien au CFA",
    "regularisation": "régularisation",
    "recuperation": "récupération",
}
_TEXTS = frozenset({"numero", "nature", "version"})


def line_table(contrats: Contrats, lines: pl.DataFrame) -> pl.DataFrame:
    """The lines as they are written (LINE_HEADERS): numbers of contracts, names, dates, euros with two decimals."""
    return lines.select(
        contrats.numero.gather(lines["contrat"]),
        "annee",
        "rang",
        pl.col("nature").replace_strict(list(range(len(NATURES))), NATURES, return_dtype=pl.Enum(NATURES)),
        pl.col("exigible_le").cast(pl.Date),
        euros("montant"),
    )


def summary_table(contrats: Contrats, figures: pl.DataFrame) -> pl.DataFrame:
    """The figures as they are written (SUMMARY_HEADERS). A contract paid by the hour has no npec_retenu."""
    kinds, rates = contrats.columns["type"], contrats.columns["taux_horaire"]
    hourly = kinds.replace_strict(VERSIONS, default=None, return_dtype=pl.String)
    versions = figures.select(pl.coalesce(pl.lit(hourly), pl.format("v{}", "version")).alias("version")).to_series()
    return figures.select(
        contrats.numero,
        versions,
        "jours",
        "mois",
        pl.when(pl.lit(rates) == 0).then(euros("npec_retenu")).alias("npec_retenu"),
        euros("du_brut"),
        euros("participation"),
        euros("du_opco"),
    )


def euros(name: str) -> pl.Expr:
    """A column of centimes as exact euros."""
    return (pl.col(name).cast(pl.Decimal(18, 0)) * _CENT).cast(_MONEY).alias(name)


def write_csv(table: pl.DataFrame, destination: Path | None = None) -> str:
    """« ; », a decimal point, ISO dates, texts that a spreadsheet would run neutralised; the text when no file."""
    return _safe(table).write_csv(destination, **_CSV) or ""


def write_csv_parts(tables: Iterable[pl.DataFrame], destination: Path) -> None:
    """The same for a table that comes part after part."""
    with destination.open("wb") as stream:
        for rank, table in enumerate(tables):
            _safe(table).write_csv(stream, include_header=rank == 0, **_CSV)


def _safe(table: pl.DataFrame) -> pl.DataFrame:
    numero = table["numero"]
    suspect = numero.filter(numero.str.contains(_FORMULA_STARTS))
    running = {text: neutralise_formula(text) for text in suspect.unique() if is_formula(text)}
    return table.with_columns(numero.replace(running)) if running else table


def write_parquet(table: pl.DataFrame, destination: Path) -> None:
    """Dates as date32, money as decimal(18, 2), names as dictionaries of texts."""
    table.write_parquet(destination, metadata=_described(table.columns))


def write_parquet_parts(tables: Iterable[pl.DataFrame], destination: Path) -> None:
    """The same for a table that comes part after part: one row group each, or more."""
    parts = iter(tables)
    first = next(parts, None)
    if first is None:
        return

    def source(*_pushed_down: object) -> Iterator[pl.DataFrame]:
        yield first
        yield from parts

    lazy = register_io_source(source, schema=first.schema)
    lazy.sink_parquet(destination, metadata=_described(first.columns), maintain_order=True)


def _described(names: Iterable[str]) -> dict[str, str]:
    known = columns("fund")
    titles = {name: known[name].title for name in names if name in known}
    return {"bareme": json.dumps(titles, ensure_ascii=False)}


def as_json(table: pl.DataFrame, noun: str) -> str:
    """One object per row under `noun`; amounts are texts, so that no reader makes them floats."""
    rows = [dict(zip(table.columns, map(_plain, row), strict=True)) for row in table.iter_rows()]
    return json.dumps({noun: rows}, ensure_ascii=False, indent=2) + "\n"


def _plain(value: object) -> object:
    return value if isinstance(value, int | None) else str(value)


def as_table(table: pl.DataFrame) -> str:
    """Aligned columns with French numbers, and the total of each column of money."""
    titles = [_TITLES[name] for name in table.columns]
    if "nature" in table.columns:
        table = table.with_columns(pl.col("nature").cast(pl.String).replace(_NATURES))
    rows = [[_shown(value) for value in row] for row in table.iter_rows()]
    totals = [_total(table, name) for name in table.columns]
    totals[0] = f"TOTAL ({counted(table['numero'].n_unique(), 'contrat')})"
    widths = [max(map(len, cells)) for cells in zip(titles, totals, *rows, strict=True)]
    left = [name in _TEXTS for name in table.columns]
    rule = "  ".join("─" * width for width in widths)
    body = [_aligned(row, widths, left) for row in rows]
    return "\n".join([_aligned(titles, widths, left), rule, *body, rule, _aligned(totals, widths, left)]) + "\n"


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_cents(int(value.scaleb(2)))
    if isinstance(value, int):
        return format_integer(value)
    return value if isinstance(value, str) else format_date(value)  # type: ignore[arg-type]


def _total(table: pl.DataFrame, name: str) -> str:
    return _shown(table[name].sum()) if name in _MONEY_COLUMNS else ""


def _aligned(cells: Sequence[str], widths: Iterable[int], left: Iterable[bool]) -> str:
    shown = [
        cell.ljust(width) if to_left else cell.rjust(width)
        for cell, width, to_left in zip(cells, widths, left, strict=True)
    ]
    return "  ".join(shown).rstrip()

"""The lines and the figures of contracts as columns: the plain rules for a few, the compiled ones for many.

Both give the same columns, so that whatever is written from them is the same to the byte.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import polars as pl

from bareme.contrats.contrats import Contrats
from bareme.legislation import law_table
from bareme.rules.contrat import Contrat
from bareme.rules.funding import MAX_LINES, Sink, Summary, summarise, write_lines
from bareme.rules.law import Law

PLAIN_UP_TO = 3_000
"""Contracts that the plain rules compute sooner than the compiled ones are loaded."""

LINE_COLUMNS = {
    "contrat": pl.UInt32,
    "annee": pl.Int8,
    "rang": pl.Int8,
    "nature": pl.Int8,
    "exigible_le": pl.Int32,
    "montant": pl.Int64,
}
"""One row per line: position of the contract, year, rank, code of the nature, day number, centimes."""

SUMMARY_COLUMNS = {
    "version": pl.Int8,
    "jours": pl.Int32,
    "mois": pl.Int32,
    "npec_retenu": pl.Int64,
    "du_brut": pl.Int64,
    "participation": pl.Int64,
    "du_opco": pl.Int64,
}
"""One row per contract, in their order: the fields of `bareme.rules.funding.Summary`; money is centimes."""


def schedule(contrats: Contrats) -> pl.DataFrame:
    """Every line of every contract, as LINE_COLUMNS, in the order of the contracts."""
    if len(contrats) > PLAIN_UP_TO:
        lines: pl.DataFrame = _batch().schedule(contrats.columns, law_table())
        return lines.rename({"row": "contrat"}).select(pl.col(name).cast(dtype) for name, dtype in LINE_COLUMNS.items())
    columns: dict[str, list[int]] = {name: [] for name in LINE_COLUMNS}
    sink = Sink(*([0] * MAX_LINES for _ in Sink._fields))
    for position, (law, contrat) in enumerate(_met(contrats)):
        last = write_lines(law, contrat, sink, 0)
        columns["contrat"] += [position] * last
        for name, values in zip(Sink._fields, sink, strict=True):
            columns[name] += values[:last]
    return pl.DataFrame(columns, schema=LINE_COLUMNS)


def summary(contrats: Contrats) -> pl.DataFrame:
    """The figures of every contract, as SUMMARY_COLUMNS."""
    if len(contrats) > PLAIN_UP_TO:
        figures: pl.DataFrame = _batch().summaries(contrats.columns, law_table())
        return figures.select(pl.col(name).cast(dtype) for name, dtype in SUMMARY_COLUMNS.items())
    rows: list[Summary] = [summarise(law, contrat) for law, contrat in _met(contrats)]
    return pl.DataFrame(rows, schema=SUMMARY_COLUMNS, orient="row")


def _met(contrats: Contrats) -> Iterator[tuple[Law, Contrat]]:
    """Each contract with the law that it meets."""
    starts, laws = law_table()
    for contrat in contrats:
        yield laws[bisect_right(starts, contrat.conclusion) - 1], contrat


def _batch() -> Any:
    # Loaded only when it is needed: it brings Numba and its compiled code.
    return import_module("bareme.batch")

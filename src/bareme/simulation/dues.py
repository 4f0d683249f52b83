"""What every contract is due under a law, whole or by calendar year: the plain rules for a few, compiled for many."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import polars as pl

from bareme.contrats.computing import PLAIN_UP_TO
from bareme.rules.calendar import year_of
from bareme.rules.contrat import Contrat
from bareme.rules.funding import MAX_LINES, Sink, summarise, write_lines
from bareme.rules.law import Law
from bareme.simulation.measures import LawTable

ANNEE: Final = "annee"

DUES: Final = {"contrat": pl.UInt32, "montant": pl.Int64}
DUES_BY_YEAR: Final = {"contrat": pl.UInt32, ANNEE: pl.Int16, "montant": pl.Int64}


def dues(columns: pl.DataFrame, table: LawTable) -> pl.DataFrame:
    """`du_opco` of every contract (DUES: its row, centimes), in their order."""
    if columns.height > PLAIN_UP_TO:
        amounts = _batch().summaries(columns, table)["du_opco"]
    else:
        amounts = pl.Series([summarise(law, contrat).du_opco for law, contrat in _met(columns, table)], dtype=pl.Int64)
    return pl.DataFrame({"contrat": _rows(columns), "montant": amounts})


def dues_by_year(columns: pl.DataFrame, table: LawTable) -> pl.DataFrame:
    """The same split by calendar year of `exigible_le` (DUES_BY_YEAR): a row for every year that has a line.

    What is due: a solde lost by forfeiture, which is a fact of payment, counts in the year of its line. The parts of a
    contract add up to its `du_opco`.
    """
    starts, laws = table
    due = starts, tuple(law._replace(forclusion_mois=0) for law in laws)
    if columns.height > PLAIN_UP_TO:
        lines = _batch().schedule(columns, due).select(
            pl.col("row").alias("contrat"), pl.col("exigible_le").dt.year().cast(pl.Int16).alias(ANNEE), "montant"
        )  # fmt: skip
    else:
        lines = pl.DataFrame(list(_plain_lines(columns, due)), schema=DUES_BY_YEAR, orient="row")
    summed: pl.DataFrame = lines.group_by("contrat", ANNEE, maintain_order=True).agg(pl.col("montant").sum())
    return summed


def _plain_lines(columns: pl.DataFrame, table: LawTable) -> Iterator[tuple[int, int, int]]:
    sink = Sink(*([0] * MAX_LINES for _ in Sink._fields))
    for row, (law, contrat) in enumerate(_met(columns, table)):
        for line in range(write_lines(law, contrat, sink, 0)):
            yield row, year_of(sink.exigible_le[line]), sink.montant[line]


def _met(columns: pl.DataFrame, table: LawTable) -> Iterator[tuple[Law, Contrat]]:
    """Each contract with the law that it meets."""
    starts, laws = table
    for row in columns.iter_rows():
        contrat = Contrat(*row)
        yield laws[bisect_right(starts, contrat.conclusion) - 1], contrat


def _rows(columns: pl.DataFrame) -> pl.Series:
    return pl.int_range(columns.height, dtype=pl.UInt32, eager=True)


def _batch() -> Any:
    # Loaded only when it is needed: it brings Numba and its compiled code.
    return import_module("bareme.batch")

"""The impact of reforms: what every group of contracts is due without and with each of them, exact to the centime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from bareme.contrats.contrats import Contrats
from bareme.legislation import law_table
from bareme.simulation.dues import ANNEE, dues, dues_by_year
from bareme.simulation.labels import in_one_form
from bareme.simulation.measures import LawTable, reformed_columns, reformed_law, touched
from bareme.simulation.scenario import Scenario

BY: Final = ("cfa", "rncp", "cpne", "region", ANNEE)
"""What an impact can be grouped by: labels of the contracts, and the calendar year of `exigible_le`."""

FIGURES: Final = ("contrats", "du_reference", "du_scenario", "ecart", "gagnants", "perdants", "inchanges")
"""Counts of contracts and centimes. Winners, losers and unchanged are judged inside the group."""

Dues = Callable[[pl.DataFrame, LawTable], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Impact:
    """What one scenario changes.

    `groups` has the columns of `by` (texts, null where the file says nothing; `annee` is Int16), sorted, and FIGURES.
    Certifications and CPNE are in one form (« RNCP100 », « 7 »), however they are written.
    A contract counts once in every group in which it has an amount, once in `total`, a frame of one row with FIGURES.
    `concerned` is the number of contracts that the scenario can change.
    """

    scenario: Scenario
    by: tuple[str, ...]
    groups: pl.DataFrame
    total: pl.DataFrame
    concerned: int


def impacts(contrats: Contrats, scenarios: Sequence[Scenario], by: Sequence[str]) -> list[Impact]:
    """The impact of each scenario on the same contracts. `by` names columns of BY, none twice, that are not empty.

    Raises SimulationError when a scenario raises a level out of its bounds.
    """
    contrats = Contrats(contrats.columns, in_one_form(contrats.labels))
    compute = dues_by_year if ANNEE in by else dues
    reference = compute(contrats.columns, law_table())
    return [_impact(contrats, scenario, tuple(by), (compute, reference)) for scenario in scenarios]


def _impact(contrats: Contrats, scenario: Scenario, by: tuple[str, ...], baseline: tuple[Dues, pl.DataFrame]) -> Impact:
    compute, reference = baseline
    rows = pl.Series(touched(scenario, contrats))
    reformed = reformed_columns(scenario, contrats).filter(rows)
    amounts = compute(reformed, reformed_law(scenario))
    after = amounts.with_columns(rows.arg_true().gather(amounts["contrat"]).alias("contrat"))
    both = _compared(reference, after, rows)
    labelled = both.with_columns(contrats.labels[name].gather(both["contrat"]) for name in by if name != ANNEE)
    groups = labelled.group_by(by).agg(*_figures()).sort(by, nulls_last=True)
    whole = both.group_by("contrat").agg(pl.col("reference", "scenario").sum())
    return Impact(scenario, by, groups, whole.select(_figures()), int(rows.sum()))


def _compared(reference: pl.DataFrame, after: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Both amounts of every contract, or of every year of it in which one of the two has a line."""
    keys = [name for name in reference.columns if name != "montant"]
    kept = reference.filter(~rows.gather(reference["contrat"]))
    amount, nothing = pl.col("montant"), pl.lit(0, pl.Int64)
    sides = (
        reference.select(*keys, amount.alias("reference"), nothing.alias("scenario")),
        kept.select(*keys, nothing.alias("reference"), amount.alias("scenario")),
        after.select(*keys, nothing.alias("reference"), amount.alias("scenario")),
    )
    return pl.concat(sides).group_by(keys).agg(pl.col("reference", "scenario").sum())


def _figures() -> list[pl.Expr]:
    before, after = pl.col("reference"), pl.col("scenario")
    return [
        pl.len().cast(pl.Int64).alias("contrats"),
        before.sum().alias("du_reference"),
        after.sum().alias("du_scenario"),
        (after - before).sum().alias("ecart"),
        (after > before).sum().cast(pl.Int64).alias("gagnants"),
        (after < before).sum().cast(pl.Int64).alias("perdants"),
        (after == before).sum().cast(pl.Int64).alias("inchanges"),
    ]

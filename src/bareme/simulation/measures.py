"""A scenario applied to columns: the levels that it changes, and the law that it makes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np
import polars as pl

from bareme.anomalies import Anomalie, error
from bareme.batch.bounds import MOST_CENTIMES
from bareme.contrats.contrats import Contrats
from bareme.display import format_cents
from bareme.legislation import law_table
from bareme.npec.codes import cpne_code, single_rncp
from bareme.rules.law import Law
from bareme.simulation.scenario import Kind, Measure, Scenario

Levels = np.ndarray[tuple[int], np.dtype[np.int64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
LawTable = tuple[tuple[int, ...], tuple[Law, ...]]

_EPOCH: Final = date(1970, 1, 1)
_LEVELS: Final = ("npec", "npec_initial")


class SimulationError(Exception):
    """A scenario that cannot be applied to these contracts."""

    def __init__(self, name: str, anomalie: Anomalie) -> None:
        self.name = name
        self.anomalie = anomalie
        super().__init__(f"{name} – {anomalie.message}")


def touched(scenario: Scenario, contrats: Contrats) -> Mask:
    """The contracts that the scenario can change: concluded from its date of effect, in the selection of a measure."""
    if scenario.figures:
        return concerned(scenario, contrats)
    found = np.zeros(len(contrats), dtype=np.bool_)
    for measure in scenario.on_level:
        found |= selected(measure, contrats)
    return found & concerned(scenario, contrats)


def concerned(scenario: Scenario, contrats: Contrats) -> Mask:
    """The contracts concluded from the date of effect."""
    return (contrats.columns["conclusion"] >= (scenario.date_effet - _EPOCH).days).to_numpy()


def reformed_columns(scenario: Scenario, contrats: Contrats) -> pl.DataFrame:
    """The columns of the contracts with their levels after the measures: the one known, and the one paid before it.

    Every measure in its order, each half up to the centime. Raises SimulationError when a level leaves its bounds.
    """
    levels = {name: contrats.columns[name].to_numpy().astype(np.int64) for name in _LEVELS}
    since = concerned(scenario, contrats)
    for measure in scenario.on_level:
        rows = since & selected(measure, contrats)
        for level in levels.values():
            level[rows] = changed(measure, level[rows])
            if level.max(initial=0) > MOST_CENTIMES:
                raise SimulationError(scenario.name, too_high(measure))
    return contrats.columns.with_columns(pl.Series(name, level) for name, level in levels.items())


def too_high(measure: Measure) -> Anomalie:
    """A level that a measure raises above what the rules can hold."""
    return error(
        "niveau_trop_haut",
        f"un niveau de prise en charge d’au plus {format_cents(MOST_CENTIMES)} était attendu après chaque mesure",
        f"Vérifiez la mesure « {measure.kind.value} » et les niveaux des contrats",
    )


def reformed_law(scenario: Scenario) -> LawTable:
    """The law of the scenario: unchanged for the contracts concluded before its date of effect.

    From that date its parameters hold, even those that the law did not have yet: a past reform can be tried on an
    earlier generation of contracts.
    """
    figures = scenario.figures
    starts, laws = law_table()
    if not figures:
        return starts, laws
    effect = max((scenario.date_effet - _EPOCH).days, starts[0])
    before = bisect_left(starts, effect)
    current = laws[bisect_right(starts, effect) - 1]
    after = bisect_right(starts, effect)
    return (
        (*starts[:before], effect, *starts[after:]),
        (*laws[:before], *(law._replace(**figures) for law in (current, *laws[after:]))),
    )


def selected(measure: Measure, contrats: Contrats) -> Mask:
    """The contracts in the selection of a measure, whatever their date."""
    kept = np.ones(len(contrats), dtype=np.bool_)
    if measure.niveaux:
        kept &= contrats.columns["niveau"].is_in(list(measure.niveaux)).to_numpy()
    if measure.cpne:
        kept &= _matches(contrats.labels["cpne"], lambda text: cpne_code(text) in measure.cpne)
    if measure.rncp:
        kept &= _matches(contrats.labels["rncp"], lambda text: single_rncp(text) in measure.rncp)
    return kept


def _matches(labels: pl.Series, accepted: Callable[[str], bool]) -> Mask:
    spellings = [text for text in labels.unique().drop_nulls() if accepted(text)]
    return labels.is_in(spellings).fill_null(value=False).to_numpy()


def changed(measure: Measure, levels: Levels) -> Levels:
    """Levels after one measure, half up to the centime."""
    if measure.kind is Kind.PLAFOND:
        return np.minimum(levels, measure.value.numerator)
    if measure.kind is Kind.PLANCHER:
        return np.maximum(levels, measure.value.numerator)
    factor = Fraction(1) + measure.value
    return (2 * levels * factor.numerator + factor.denominator) // (2 * factor.denominator)

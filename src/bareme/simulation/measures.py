"""A scenario applied to columns: the levels that it changes, and the law that it makes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl

from bareme.legislation import law_table
from bareme.rules.law import Law
from bareme.simulation.scenario import Kind, Measure, Scenario

_EPOCH = date(1970, 1, 1)
Levels = np.ndarray[tuple[int], np.dtype[np.int64]]
LawTable = tuple[tuple[int, ...], tuple[Law, ...]]


def reformed_levels(scenario: Scenario, frame: pl.DataFrame, levels: Levels) -> Levels:
    """Annual levels before modulation, in centimes, after every measure in its order, each half up to the centime.

    `frame` has `conclusion` (day numbers), `niveau`, `cpne` and `rncp`, in the order of `levels`.
    """
    concerned = (frame["conclusion"] >= (scenario.date_effet - _EPOCH).days).to_numpy()
    reformed = levels.astype(np.int64, copy=True)
    for measure in scenario.mesures:
        if measure.kind is not Kind.PARAMETRE:
            touched = concerned & _selected(measure, frame)
            reformed[touched] = _changed(measure, reformed[touched])
    return reformed


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


def _selected(measure: Measure, frame: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    kept = pl.repeat(value=True, n=frame.height, eager=True)
    if measure.niveaux:
        kept &= frame["niveau"].is_in(list(measure.niveaux))
    for name, values in (("cpne", measure.cpne), ("rncp", measure.rncp)):
        if values:
            kept &= frame[name].cast(pl.String).is_in(list(values)).fill_null(value=False)
    return kept.to_numpy()


def _changed(measure: Measure, levels: Levels) -> Levels:
    if measure.kind is Kind.PLAFOND:
        return np.minimum(levels, measure.value.numerator)
    if measure.kind is Kind.PLANCHER:
        return np.maximum(levels, measure.value.numerator)
    factor = Fraction(1) + measure.value
    return (2 * levels * factor.numerator + factor.denominator) // (2 * factor.denominator)

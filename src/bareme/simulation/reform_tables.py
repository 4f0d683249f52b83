"""Scenarios as the columns of the tables that a sweep reads (`bareme.batch.sweep_layout.Tables`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import compress, product
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bareme.batch.bounds import FIRST_DAY, LAST_DAY, MOST_CENTIMES
from bareme.batch.sweep_layout import NIVEAUX, TABLE_DTYPES, Tables
from bareme.npec.codes import cpne_code, single_rncp
from bareme.rules.law import Law
from bareme.rules.level import CENT
from bareme.rules.rounding import half_up
from bareme.simulation.measures import LawTable, reformed_law
from bareme.simulation.scenario import Kind, Measure, Scenario

_EPOCH: Final = date(1970, 1, 1)
_ENDLESS: Final = np.inf
_NEVER_MET: Final = 1_000_000
_ALONE: Final = 1

Text = str | None


class Step(NamedTuple):
    """One rounding and what follows it: level → round(level × num / den), then within `low` and `high`."""

    num: int
    den: int
    low: int
    high: int | None

    def applied(self, level: int) -> int:
        """The level after the rounding, before the bounds."""
        return half_up(level * self.num, self.den)

    def bounded(self, level: int) -> int:
        low = max(level, self.low)
        return low if self.high is None else min(low, self.high)


_SAME: Final = Step(1, 1, 0, None)


def steps_of(measures: Iterable[Measure]) -> tuple[Step, ...]:
    """Measures in their order as steps: ceilings and floors join the percentage that they follow."""
    steps: list[Step] = []
    for measure in measures:
        if measure.kind is Kind.POURCENTAGE:
            den = measure.value.denominator
            steps.append(Step(den + measure.value.numerator, den, 0, None))
            continue
        last, bound = steps.pop() if steps else _SAME, measure.value.numerator
        if measure.kind is Kind.PLAFOND:
            lowered = bound if last.high is None else min(last.high, bound)
            steps.append(last._replace(low=min(last.low, bound), high=lowered))
        else:
            raised = None if last.high is None else max(last.high, bound)
            steps.append(last._replace(low=max(last.low, bound), high=raised))
    return tuple(steps)


def rises_too_high(steps: Iterable[Step], highest: int) -> bool:
    """Whether the highest level of the contracts could leave the bounds: steps never lower the higher of two levels."""
    level = highest
    for step in steps:
        level = step.applied(level)
        if level > MOST_CENTIMES:
            return True
        level = step.bounded(level)
    return level > MOST_CENTIMES


class Classes(NamedTuple):
    """Labels that every measure treats alike: the class of each label, and one label of each class."""

    of: NDArray[np.int32]
    samples: tuple[Hashable, ...]


def _classes(keys: Sequence[Hashable], selections: Iterable[frozenset[Any]]) -> Classes:
    known: dict[tuple[bool, ...], int] = {}
    samples: list[Hashable] = []
    wanted = list(dict.fromkeys(selection for selection in selections if selection))
    places = np.zeros(max(1, len(keys)), np.int32)
    for place, key in enumerate(keys):
        signature = tuple(key in selection for selection in wanted)
        if signature not in known:
            known[signature] = len(samples)
            samples.append(key)
        places[place] = known[signature]
    return Classes(places, tuple(samples) or (None,))


@dataclass(frozen=True)
class Reforms:
    """Scenarios over contracts whose CPNE and certifications are these texts (None: nothing written)."""

    scenarios: tuple[Scenario, ...]
    cpne: tuple[Text, ...]
    rncp: tuple[Text, ...]

    @cached_property
    def laws(self) -> list[Law]:
        """Every law that some contract meets under some scenario."""
        return list(dict.fromkeys(law for _, laws in self._tables for law in laws))

    @cached_property
    def _tables(self) -> list[LawTable]:
        return [reformed_law(scenario) for scenario in self.scenarios]

    @cached_property
    def _starts(self) -> list[int]:
        """First days of the intervals in which no law and no scope changes."""
        lawful = {start for starts, _ in self._tables for start in starts}
        effects = {(scenario.date_effet - _EPOCH).days for scenario in self.scenarios}
        first = min(lawful)
        return sorted(lawful | {max(first, effect) for effect in effects})

    @cached_property
    def law_ranks(self) -> NDArray[np.int32]:
        """The rank in `laws` of the law of each interval under each scenario."""
        ranks = {law: rank for rank, law in enumerate(self.laws)}
        met = [
            [ranks[laws[bisect_right(starts, day) - 1]] for starts, laws in self._tables] for day in self._starts
        ]  # fmt: skip
        return np.array(met, np.int32)

    @cached_property
    def chains(self) -> dict[tuple[int, int, int], list[tuple[Step, ...]]]:
        """The steps of each scenario for (niveau, class of cpne, class of rncp), once the scenario applies."""
        places = list(product(range(NIVEAUX), enumerate(self._cpne.samples), enumerate(self._rncp.samples)))
        by_scenario = [
            _steps_by_contrat(scenario.on_level, [(niveau, code, number) for niveau, (_, code), (_, number) in places])
            for scenario in self.scenarios
        ]
        return {
            (niveau, cpne, rncp): steps
            for (niveau, (cpne, _), (rncp, _)), *steps in zip(places, *by_scenario, strict=True)
        }

    def too_high(self, highest: int) -> list[Scenario]:
        """The scenarios that could raise a level out of its bounds, the highest level being this."""
        by_scenario = zip(self.scenarios, *self.chains.values(), strict=True)
        return [
            scenario
            for scenario, *chains in by_scenario
            if any(rises_too_high(steps, highest) for steps in dict.fromkeys(chains))
        ]

    def tables(self) -> Tables:
        """The tables of the sweep."""
        days = np.arange(FIRST_DAY, LAST_DAY + 1)
        interval = np.maximum(0, np.searchsorted(np.array(self._starts), days, side="right") - 1)
        found = {
            "interval": interval,
            "cpne": self._cpne.of,
            "rncp": self._rncp.of,
            **self._step_tables(),
            **self._law_tables(),
            "law": self.law_ranks,
        }
        return Tables(**{name: np.ascontiguousarray(found[name], dtype) for name, (dtype, _) in TABLE_DTYPES.items()})

    @cached_property
    def _cpne(self) -> Classes:
        keys = [None if text is None else cpne_code(text) for text in self.cpne]
        return _classes(keys, (measure.cpne for measure in self._measures))

    @cached_property
    def _rncp(self) -> Classes:
        return _classes([single_rncp(text) for text in self.rncp], (measure.rncp for measure in self._measures))

    @property
    def _measures(self) -> list[Measure]:
        return [measure for scenario in self.scenarios for measure in scenario.on_level]

    def _step_tables(self) -> dict[str, NDArray[Any]]:
        """`chain` by interval, niveau and classes; the steps of each, neutral where a scenario does not apply yet."""
        effects = [(scenario.date_effet - _EPOCH).days for scenario in self.scenarios]
        chain = np.zeros((len(self._starts), NIVEAUX, len(self._cpne.samples), len(self._rncp.samples)), np.int32)
        rows: dict[tuple[tuple[Step, ...], ...], int] = {}
        for interval, day in enumerate(self._starts):
            applies = [day >= effect for effect in effects]
            for place, steps in self.chains.items():
                now = tuple(mine if held else () for mine, held in zip(steps, applies, strict=True))
                chain[(interval, *place)] = rows.setdefault(now, len(rows))
        longest = max((len(steps) for row in rows for steps in row), default=0)
        shape = (len(rows), max(1, longest), len(self.scenarios))
        num2, den, low, high = np.full(shape, 2.0), np.ones(shape), np.zeros(shape), np.full(shape, _ENDLESS)
        for row, rank in rows.items():
            for scenario, mine in enumerate(row):
                for order, step in enumerate(mine):
                    num2[rank, order, scenario], den[rank, order, scenario] = 2 * step.num, step.den
                    low[rank, order, scenario] = step.low
                    high[rank, order, scenario] = _ENDLESS if step.high is None else step.high
        lengths = [max(map(len, row), default=0) for row in rows]
        return {
            "chain": chain, "steps": np.array(lengths), "num2": num2, "den": den, "den2": 2 * den, "low": low,
            "high": high,
        }  # fmt: skip

    def _law_tables(self) -> dict[str, NDArray[Any]]:
        seuils = sorted({law.distance_seuil_pour_cent for law in self.laws if law.distance_reduction_pour_cent > 0})
        expected = self._of_law(_expected).transpose(0, 2, 3, 1)
        bases = [self.laws[rank].base_jours * CENT * CENT for rank in self.law_ranks[:, 0]]
        return {
            "seuils": np.array(seuils, np.int64),
            "need": self._of_law(
                lambda law: (
                    _NEVER_MET
                    if law.distance_reduction_pour_cent == 0
                    else seuils.index(law.distance_seuil_pour_cent) + _ALONE
                )
            ),
            "kept": self._of_law(lambda law: CENT - law.distance_reduction_pour_cent),
            "plancher": self._of_law(lambda law: law.distance_plancher * CENT),
            "strict": self._of_law(lambda law: law.hypothese_plancher_sans_hausse),
            "plafond": self._of_law(lambda law: law.handicap_plafond * CENT),
            "plafond_pour_cent": self._of_law(lambda law: law.handicap_plafond_pour_cent),
            "expected": expected,
            "asked": expected.max(axis=-1) > 0,
            "rupture_pour_cent": self._of_law(lambda law: law.participation_rupture_pour_cent),
            "base": np.array(bases),
        }

    def _of_law(self, figure: Callable[[Law], Any]) -> NDArray[Any]:
        """A figure of the law, or an array of figures, by interval and scenario."""
        return np.array([figure(law) for law in self.laws])[self.law_ranks]


def _steps_by_contrat(
    measures: Sequence[Measure], contrats: Iterable[tuple[int, Hashable, Hashable]]
) -> list[tuple[Step, ...]]:
    """The steps of one scenario for each (niveau, cpne, rncp); most of them meet the same measures."""
    known: dict[tuple[bool, ...], tuple[Step, ...]] = {}
    found = []
    for contrat in contrats:
        met = tuple(_touches(measure, contrat) for measure in measures)
        if met not in known:
            known[met] = steps_of(compress(measures, met))
        found.append(known[met])
    return found


def _touches(measure: Measure, contrat: tuple[int, Hashable, Hashable]) -> bool:
    niveau, cpne, rncp = contrat
    return (
        (not measure.niveaux or niveau in measure.niveaux)
        and (not measure.cpne or cpne in measure.cpne)
        and (not measure.rncp or rncp in measure.rncp)
    )


def _expected(law: Law) -> NDArray[np.int64]:
    """The participation by level, and by employer: that of the law, that of a new employer (R6332-25-1)."""
    amounts = np.zeros((NIVEAUX, 2), np.int64)
    if law.participation > 0:
        amounts[law.participation_niveau :] = law.participation, law.participation_nouvel_employeur
    return amounts

"""The scores of a whole list at once: the same points as `scoring`, each value met once, whole numbers throughout."""

from __future__ import annotations

import operator
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

from bareme.anomalies import Anomalie, error, quoted
from bareme.majoration.candidature import Candidature
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import Bareme, Critere, Indicateur, Notation, Value
from bareme.majoration.scoring import Evaluations, off_scale, points_of


class Notes(NamedTuple):
    """Score of one candidature, times `Scores.scale`. A criterion is None when « non noté »."""

    total: int | Fraction
    by_critere: tuple[int | Fraction | None, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of a list by reference. `scale` makes them whole numbers, unless their denominators are monstrous."""

    scale: int
    notes: dict[str, Notes]
    critere_positions: dict[str, int]


class _Met:
    """One value of one indicator, met for the first time: its points, or what was expected instead."""

    __slots__ = ("denominator", "expected", "numerator", "scaled")

    def __init__(self, bareme: Bareme, value: Value, factor: Fraction) -> None:
        self.expected = off_scale(bareme, value)
        points = None if self.expected else points_of(bareme, value)
        numerator, denominator = (points or Fraction(0)).as_integer_ratio()
        numerator, denominator = numerator * factor.numerator, denominator * factor.denominator
        common = gcd(numerator, denominator)
        self.numerator, self.denominator = numerator // common, denominator // common
        self.scaled: int | Fraction = 0


class _Known(dict[object, _Met]):
    """The values met on one scale: a number by its numerator and denominator, anything else by itself."""

    def __init__(self, bareme: Bareme, factor: Fraction) -> None:
        super().__init__()
        self._bareme = bareme
        self._factor = factor

    def __missing__(self, key: Any) -> _Met:
        value = Fraction(*key) if isinstance(key, tuple) else key
        found = self[key] = _Met(self._bareme, value, self._factor)
        return found


class _Column(NamedTuple):
    """The values of one indicator in the order of the candidatures, shared between those who have the same."""

    values: list[_Met]
    absent: tuple[int, ...]


def score_all(
    candidatures: Sequence[Candidature], reglement: Reglement, evaluations: Evaluations
) -> tuple[Scores, list[Anomalie]]:
    """The scores of every candidature, and the values that are off their scale (the scores are then not to be used)."""
    anomalies: list[Anomalie] = []
    met: list[_Met] = []
    columns = {
        (critere.code, indicateur.code): _column(candidatures, (critere, indicateur), evaluations, (met, anomalies))
        for critere in reglement.criteres
        for indicateur in critere.indicateurs
    }
    scale = lcm(*{item.denominator for item in met})
    # Past a machine word, whole numbers are no lighter than Fractions.
    scale = scale if scale < sys.maxsize else 1
    for item in met:
        whole, rest = divmod(item.numerator * scale, item.denominator)
        item.scaled = Fraction(item.numerator * scale, item.denominator) if rest else whole
    notes = _notes(len(candidatures), reglement, columns)
    positions = {critere.code: position for position, critere in enumerate(reglement.criteres)}
    by_reference = dict(zip((item.reference for item in candidatures), notes, strict=True))
    return Scores(scale, by_reference, positions), anomalies


def _column(
    candidatures: Sequence[Candidature],
    place: tuple[Critere, Indicateur],
    evaluations: Evaluations,
    found: tuple[list[_Met], list[Anomalie]],
) -> _Column:
    """The column of one indicator; what it meets for the first time and what is off its scale is added to `found`."""
    critere, indicateur = place
    met, anomalies = found
    code, bareme = indicateur.code, indicateur.bareme
    values: list[Value] = [item.indicateurs.get(code) for item in candidatures]
    if evaluations and isinstance(bareme, Notation):
        values = [
            evaluations.get((item.reference, critere.code), value)
            for item, value in zip(candidatures, values, strict=True)
        ]
    known = _Known(bareme, critere.factor)
    # Two integers hash in a tenth of the time of a Fraction.
    column = [known[value.as_integer_ratio() if type(value) is Fraction else value] for value in values]
    met += known.values()
    if any(item.expected for item in known.values()):
        for candidature, value, item in zip(candidatures, values, column, strict=True):
            if item.expected:
                anomalies.append(_off_scale_anomalie(candidature, code, value, item.expected))
    absent = known.get(None)
    if absent is None:
        return _Column(column, ())
    return _Column(column, tuple(position for position, item in enumerate(column) if item is absent))


def _notes(count: int, reglement: Reglement, columns: Mapping[tuple[str, str], _Column]) -> list[Notes]:
    """The notes in the order of the candidatures, summed column by column."""
    totals: list[int | Fraction] = [0] * count
    missing: list[tuple[str, ...]] = [()] * count
    by_critere: list[list[int | Fraction | None]] = []
    for critere in reglement.criteres:
        sums: list[int | Fraction] = [0] * count
        unscored: set[int] = set()
        for indicateur in critere.indicateurs:
            column = columns[critere.code, indicateur.code]
            sums = [before + item.scaled for before, item in zip(sums, column.values, strict=True)]
            unscored.update(column.absent)
            for position in column.absent:
                missing[position] += (indicateur.code,)
        for position in unscored:
            sums[position] = 0
        totals = list(map(operator.add, totals, sums))
        notes: list[int | Fraction | None] = [*sums]
        for position in unscored:
            notes[position] = None
        by_critere.append(notes)
    rows = zip(*by_critere, strict=True) if by_critere else [()] * count
    return list(map(Notes, totals, rows, missing))


def _off_scale_anomalie(item: Candidature, code: str, value: object, expected: str) -> Anomalie:
    place = {"line": item.line, "column": code, "value": str(value)}
    return error("hors_bareme", f"{expected} pour {quoted(item.reference)}", "Corrigez cette valeur", **place)

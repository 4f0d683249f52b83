"""Scoring: the points of a candidature, criterion by criterion, exact, with every step at hand.

A criterion one of whose figures is missing is « non noté »: it has no points at all, and the candidature is listed as
incomplete. What becomes of an incomplete candidature is a rule of the règlement, never a silent zero.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from bareme.anomalies import Anomalie, error, quoted
from bareme.majoration.candidature import Candidature
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import (
    Bareme,
    Critere,
    Indicateur,
    Lineaire,
    Notation,
    Paliers,
    Valeurs,
    Value,
)

Evaluations = Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True, slots=True)
class IndicateurScore:
    """Points of one figure. `points` None: the figure is missing. `threshold` is the step reached, if steps."""

    indicateur: Indicateur
    value: Value
    threshold: Fraction | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class CritereScore:
    """Note of one criterion: poids × points / points_max; None when « non noté »."""

    critere: Critere
    indicateurs: tuple[IndicateurScore, ...]
    note: Fraction | None

    @property
    def points(self) -> Fraction | None:
        if self.note is None:
            return None
        return sum((item.points for item in self.indicateurs if item.points is not None), Fraction(0))


@dataclass(frozen=True, slots=True)
class Score:
    """Score of one candidature: the sum of the notes. `missing` names the indicators without a figure."""

    total: Fraction
    criteres: tuple[CritereScore, ...]
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


def points_of(bareme: Bareme, value: Value) -> Fraction | None:
    """Points of a value on a scale; None when it is missing. Raises KeyError or TypeError on a value off the scale."""
    if value is None:
        return None
    if isinstance(bareme, Valeurs):
        if isinstance(value, bool):
            return bareme.points["oui" if value else "non"]
        return bareme.points[str(value)]
    if not isinstance(value, Fraction):
        raise TypeError(f"a Fraction was expected, not {type(value).__name__}")
    if isinstance(bareme, Paliers):
        return max((step for step in bareme.seuils if step[0] <= value), key=lambda step: step[0])[1]
    if isinstance(bareme, Lineaire):
        share = min(max((value - bareme.de) / (bareme.a - bareme.de), Fraction(0)), Fraction(1))
        return bareme.points_de + share * (bareme.points_a - bareme.points_de)
    return value


class _Noted(NamedTuple):
    """What a value is worth on a scale, worked out once: scaled points, or what was expected instead of it."""

    points: int | Fraction
    expected: str | None


def _whole(number: int | Fraction) -> int | Fraction:
    """The same number, as an int when it is one: ints add and compare ten times faster."""
    return number.numerator if number.denominator == 1 else number


class _Scale:
    """One indicator ready to note: its factor brings points to the criterion's weight and to whole numbers."""

    known: dict[object, _Noted]

    def __init__(self, indicateur: Indicateur, factor: Fraction) -> None:
        self.code = indicateur.code
        self.by_hand = isinstance(indicateur.bareme, Notation)
        self._bareme = indicateur.bareme
        self._factor = factor
        self.known = {}

    def note(self, value: Value) -> _Noted:
        # Two integers hash in a tenth of the time of a Fraction.
        key = value.as_integer_ratio() if type(value) is Fraction else value
        noted = self.known.get(key)
        if noted is None:
            noted = self.known[key] = self._work_out(value)
        return noted

    def rescale(self, factor: int) -> None:
        """Multiply what is known by `factor`, and what is to come."""
        self._factor *= factor
        self.known = {key: _Noted(_whole(noted.points * factor), noted.expected) for key, noted in self.known.items()}

    def _work_out(self, value: Value) -> _Noted:
        expected = _off_scale(self._bareme, value)
        points = None if expected else points_of(self._bareme, value)
        if points is None:
            return _Noted(0, expected)
        return _Noted(_whole(points * self._factor), None)


class Scorer:
    """Scores candidatures on one règlement."""

    def __init__(self, reglement: Reglement, evaluations: Evaluations) -> None:
        self._reglement = reglement
        self._evaluations = evaluations
        self._factors = {critere.code: critere.poids / critere.points_max for critere in reglement.criteres}
        self.scale = _common_denominator(reglement, self._factors)
        self._scales = {
            critere.code: [
                _Scale(indicateur, self._factors[critere.code] * self.scale) for indicateur in critere.indicateurs
            ]
            for critere in reglement.criteres
        }

    def scaled_total(self, candidature: Candidature) -> tuple[int | Fraction, list[str]]:
        """The score times `scale` (a whole number unless a linear scale made it otherwise), and what is missing.

        Only for values that `prepare` accepts.
        """
        total: int | Fraction = 0
        missing: list[str] = []
        for critere in self._scales:
            note, absent = self._scaled_note(candidature, critere)
            missing += absent
            total += 0 if absent else note
        return total, missing

    def scaled_note(self, candidature: Candidature, critere: str) -> int | Fraction | None:
        """The note of one criterion times `scale`; None when « non noté »."""
        note, absent = self._scaled_note(candidature, critere)
        return None if absent else note

    def _scaled_note(self, candidature: Candidature, critere: str) -> tuple[int | Fraction, list[str]]:
        figures = candidature.indicateurs
        note: int | Fraction = 0
        absent = []
        for scale in self._scales[critere]:
            value = figures.get(scale.code)
            if scale.by_hand:
                value = self._evaluations.get((candidature.reference, critere), value)
            if value is None:
                absent.append(scale.code)
            else:
                note += scale.note(value).points
        return note, absent

    def detail(self, candidature: Candidature) -> Score:
        """The same score with every step kept."""
        criteres = tuple(self._critere_score(candidature, critere) for critere in self._reglement.criteres)
        return Score(
            total=sum((item.note for item in criteres if item.note is not None), Fraction(0)),
            criteres=criteres,
            missing=tuple(
                step.indicateur.code for item in criteres for step in item.indicateurs if step.points is None
            ),
        )

    def prepare(self, candidatures: Iterable[Candidature]) -> list[Anomalie]:
        """Meet every value once: what is off its scale, and a `scale` for which the notes met are whole numbers."""
        found = [anomalie for candidature in candidatures for anomalie in self._check(candidature)]
        scales = [scale for group in self._scales.values() for scale in group]
        factor = lcm(*{noted.points.denominator for scale in scales for noted in scale.known.values()})
        if factor > 1 and factor < sys.maxsize:  # past a machine word, whole numbers are no lighter than Fractions
            self.scale *= factor
            for scale in scales:
                scale.rescale(factor)
        return found

    def _check(self, candidature: Candidature) -> list[Anomalie]:
        """Values off their scale: they would make the score meaningless."""
        found = []
        for critere, scales in self._scales.items():
            for scale in scales:
                value = candidature.indicateurs.get(scale.code)
                if scale.by_hand:
                    value = self._evaluations.get((candidature.reference, critere), value)
                expected = None if value is None else scale.note(value).expected
                if expected:
                    place = {"line": candidature.line, "column": scale.code, "value": str(value)}
                    expected = f"{expected} pour {quoted(candidature.reference)}"
                    found.append(error("hors_bareme", expected, "Corrigez cette valeur", **place))
        return found

    def _value(self, candidature: Candidature, critere: Critere, indicateur: Indicateur) -> Value:
        value = candidature.indicateurs.get(indicateur.code)
        if isinstance(indicateur.bareme, Notation):
            return self._evaluations.get((candidature.reference, critere.code), value)
        return value

    def _critere_score(self, candidature: Candidature, critere: Critere) -> CritereScore:
        steps = tuple(
            _indicateur_score(indicateur, self._value(candidature, critere, indicateur))
            for indicateur in critere.indicateurs
        )
        if any(step.points is None for step in steps):
            return CritereScore(critere, steps, None)
        points = sum((step.points for step in steps if step.points is not None), Fraction(0))
        return CritereScore(critere, steps, points * self._factors[critere.code])


def _indicateur_score(indicateur: Indicateur, value: Value) -> IndicateurScore:
    threshold = None
    if isinstance(indicateur.bareme, Paliers) and isinstance(value, Fraction):
        threshold = max(step for step, _ in indicateur.bareme.seuils if step <= value)
    return IndicateurScore(indicateur, value, threshold, points_of(indicateur.bareme, value))


def _common_denominator(reglement: Reglement, factors: Mapping[str, Fraction]) -> int:
    """A multiple of the denominators of every note that steps and lists can give."""
    denominators = [1]
    for critere in reglement.criteres:
        for indicateur in critere.indicateurs:
            denominators += [
                (points * factors[critere.code]).denominator for points in _fixed_points(indicateur.bareme)
            ]
    return lcm(*denominators)


def _fixed_points(bareme: Bareme) -> list[Fraction]:
    if isinstance(bareme, Paliers):
        return [points for _, points in bareme.seuils]
    if isinstance(bareme, Valeurs):
        return list(bareme.points.values())
    if isinstance(bareme, Lineaire):
        return [bareme.points_de, bareme.points_a]
    return [Fraction(1)]


def _off_scale(bareme: Bareme, value: Value) -> str | None:
    """What was expected, when the value is none of the scale's."""
    if value is None:
        return None
    if isinstance(bareme, Valeurs):
        name = ("oui" if value else "non") if isinstance(value, bool) else value
        return None if name in bareme.points else f"une de ces valeurs était attendue ({', '.join(bareme.points)})"
    if not isinstance(value, Fraction):
        return "un nombre exact était attendu"
    if value < 0:
        return "un nombre positif ou nul était attendu"
    if isinstance(bareme, Notation) and value > bareme.points_max:
        return f"une note entre 0 et {bareme.points_max} était attendue"
    return None

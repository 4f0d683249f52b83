"""Scoring: the points of a candidature, criterion by criterion, exact, with every step at hand.

A criterion one of whose figures is missing is « non noté »: it has no points at all, and the candidature is listed as
incomplete. What becomes of an incomplete candidature is a rule of the règlement, never a silent zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

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


class Scorer:
    """Scores candidatures on one règlement. Points of a value met before are not computed twice."""

    def __init__(self, reglement: Reglement, evaluations: Evaluations) -> None:
        self._reglement = reglement
        self._evaluations = evaluations
        self._factors = {critere.code: critere.poids / critere.points_max for critere in reglement.criteres}
        self.scale = _common_denominator(reglement, self._factors)
        self._known: dict[tuple[str, Value], int | Fraction | None] = {}

    def scaled_total(self, candidature: Candidature) -> tuple[int | Fraction, list[str]]:
        """The score times `scale` (a whole number unless a linear scale made it otherwise), and what is missing."""
        total: int | Fraction = 0
        missing: list[str] = []
        for critere in self._reglement.criteres:
            note: int | Fraction = 0
            absent = []
            for indicateur in critere.indicateurs:
                points = self._scaled_points(critere, indicateur, self._value(candidature, critere, indicateur))
                if points is None:
                    absent.append(indicateur.code)
                else:
                    note += points
            missing += absent
            total += 0 if absent else note
        return total, missing

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

    def check(self, candidature: Candidature) -> list[Anomalie]:
        """Values off their scale: they would make the score meaningless."""
        found = []
        for critere in self._reglement.criteres:
            for indicateur in critere.indicateurs:
                value = self._value(candidature, critere, indicateur)
                expected = _off_scale(indicateur.bareme, value)
                if expected:
                    found.append(
                        error(
                            "hors_bareme",
                            f"{expected} pour {quoted(candidature.reference)}",
                            "Corrigez cette valeur",
                            line=candidature.line,
                            column=indicateur.code,
                            value=str(value),
                        )
                    )
        return found

    def _value(self, candidature: Candidature, critere: Critere, indicateur: Indicateur) -> Value:
        if isinstance(indicateur.bareme, Notation):
            given = self._evaluations.get((candidature.reference, critere.code))
            if given is not None:
                return given
        return candidature.indicateurs.get(indicateur.code)

    def _scaled_points(self, critere: Critere, indicateur: Indicateur, value: Value) -> int | Fraction | None:
        key = (indicateur.code, value)
        if key in self._known:
            return self._known[key]
        points = points_of(indicateur.bareme, value)
        scaled: int | Fraction | None = None
        if points is not None:
            exact = points * self._factors[critere.code] * self.scale
            scaled = exact.numerator if exact.denominator == 1 else exact
        self._known[key] = scaled
        return scaled

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

"""Scoring: the points of a candidature, criterion by criterion, exact, with every step at hand.

A criterion one of whose figures is missing is « non noté »: it has no points at all, and the candidature is listed as
incomplete. What becomes of an incomplete candidature is a rule of the règlement, never a silent zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bareme.display import format_number
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
        return _step_reached(bareme, value)[1]
    if isinstance(bareme, Lineaire):
        return _on_line(bareme, value)
    return value


def _step_reached(bareme: Paliers, value: Fraction) -> tuple[Fraction, Fraction]:
    """The highest step that the value reaches: (threshold, points)."""
    numerator, denominator = value.as_integer_ratio()
    for step in reversed(bareme.seuils):
        # Compared crosswise: two Fractions take three times as long to compare.
        least, parts = step[0].as_integer_ratio()
        if least * denominator <= numerator * parts:
            return step
    raise ValueError(f"{value} is below the first step")


def _on_line(bareme: Lineaire, value: Fraction) -> Fraction:
    share = (value - bareme.de) / (bareme.a - bareme.de)
    if share.numerator <= 0:
        return bareme.points_de
    if share.numerator >= share.denominator:
        return bareme.points_a
    return bareme.points_de + share * (bareme.points_a - bareme.points_de)


class Scorer:
    """Scores candidatures one by one, every step kept. `batch_scoring` gives the same totals for a whole list."""

    def __init__(self, reglement: Reglement, evaluations: Evaluations) -> None:
        self._reglement = reglement
        self._evaluations = evaluations

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
        return CritereScore(critere, steps, points * critere.factor)


def _indicateur_score(indicateur: Indicateur, value: Value) -> IndicateurScore:
    threshold = None
    if isinstance(indicateur.bareme, Paliers) and isinstance(value, Fraction):
        threshold = _step_reached(indicateur.bareme, value)[0]
    return IndicateurScore(indicateur, value, threshold, points_of(indicateur.bareme, value))


def off_scale(bareme: Bareme, value: Value) -> str | None:
    """What was expected, when the value is none of the scale's."""
    if value is None:
        return None
    if isinstance(bareme, Valeurs):
        name = ("oui" if value else "non") if isinstance(value, bool) else value
        return None if name in bareme.points else f"une de ces valeurs était attendue ({', '.join(bareme.points)})"
    if not isinstance(value, Fraction):
        return "un nombre exact était attendu"
    if value.numerator < 0:
        return "un nombre positif ou nul était attendu"
    if isinstance(bareme, Notation) and value > bareme.points_max:
        return f"une note entre 0 et {format_number(bareme.points_max)} était attendue"
    return None

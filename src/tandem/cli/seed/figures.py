"""Invent the figures behind each criterion, so that a formation falls on its side of the cut-off.

The figures are « données fictives » and typed as the règlement asks; the score is always the engine's.
"""

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from bareme.majoration.candidatures import Candidature
from bareme.majoration.reglement import Reglement
from bareme.majoration.reglement.parts import (
    Bareme,
    Indicateur,
    IndicateurType,
    Lineaire,
    Notation,
    Paliers,
    Valeurs,
)
from bareme.majoration.scoring import Scorer

TRIES = 400
SHARES = (IndicateurType.TAUX, IndicateurType.PART)


class Figures(NamedTuple):
    """What is invented for one candidature: `indicateurs` as stored, `points` of the judged criteria."""

    indicateurs: dict[str, str | bool | None]
    points: dict[str, Fraction]
    score: Fraction


class FigureMaker:
    """Draws figures for one règlement; `goal` is the score of the cut-off."""

    def __init__(self, reglement: Reglement, goal: Fraction, rng: random.Random):
        self._reglement = reglement
        self._goal = goal
        self._rng = rng

    def make(self, candidature: Candidature, *, retained: bool, green: bool) -> Figures:
        """Draw until the score is on the right side. Raises RuntimeError when the règlement allows none."""
        for attempt in range(TRIES):
            level = self._level(attempt, retained=retained)
            values, points = self._draw(level, candidature, green=green)
            score = self._score(candidature, values, points)
            if (score >= self._goal) == retained:
                return Figures({code: _stored(value) for code, value in values.items()}, points, score)
        msg = f"no figures put {candidature.reference} on its side of {self._goal}"
        raise RuntimeError(msg)

    def _level(self, attempt: int, *, retained: bool) -> float:
        drift = attempt / TRIES
        if retained:
            return min(1.0, self._rng.uniform(0.45, 0.95) + drift)
        return max(0.0, self._rng.uniform(0.05, 0.6) - drift)

    def _draw(self, level: float, candidature: Candidature, *, green: bool):
        values: dict[str, Fraction | str | bool] = {}
        points: dict[str, Fraction] = {}
        vert = {seuil.champ: seuil.minimum for seuil in self._reglement.bonus_vert.seuils}
        for critere in self._reglement.criteres:
            for indicateur in critere.indicateurs:
                if isinstance(indicateur.bareme, Notation):
                    points[critere.code] = self._notation(indicateur.bareme, level)
                elif indicateur.code in vert:
                    values[indicateur.code] = self._around(vert[indicateur.code], indicateur, above=green)
                else:
                    values[indicateur.code] = self._value(indicateur, level, candidature)
        return values, points

    def _notation(self, bareme: Notation, level: float) -> Fraction:
        share = min(max(self._rng.gauss(level, 0.2), 0), 1)
        return Fraction(round(share * int(bareme.points_max)))

    def _around(self, minimum: Fraction, indicateur: Indicateur, *, above: bool) -> Fraction:
        percent = self._rng.randint(100, 260) if above else self._rng.randint(0, 90)
        return self._rounded(minimum * percent / 100, indicateur, up=above)

    def _value(self, indicateur: Indicateur, level: float, candidature: Candidature):
        share = Fraction(round(min(max(self._rng.gauss(level, 0.25), 0), 1) * 1000), 1000)
        bareme = indicateur.bareme
        if isinstance(bareme, Valeurs):
            ordered = sorted(bareme.points, key=lambda name: (bareme.points[name], name))
            chosen = ordered[min(int(share * len(ordered)), len(ordered) - 1)]
            return chosen == "oui" if indicateur.type is IndicateurType.BOOLEEN else chosen
        value = self._rounded(_on_scale(bareme, share, self._rng), indicateur, up=False)
        if indicateur.type is IndicateurType.EFFECTIF and indicateur.unite != "heures":
            return min(value, Fraction(candidature.contrats))
        return value

    def _rounded(self, value: Fraction, indicateur: Indicateur, *, up: bool) -> Fraction:
        step = 1000 if indicateur.type in SHARES else 1
        exact = value * step
        whole = -(-exact.numerator // exact.denominator) if up else exact.numerator // exact.denominator
        rounded = Fraction(whole, step)
        return min(rounded, Fraction(1)) if indicateur.type in SHARES else rounded

    def _score(self, candidature: Candidature, values: Mapping, points: Mapping[str, Fraction]) -> Fraction:
        drawn = Candidature(
            reference=candidature.reference,
            of_cfa=candidature.of_cfa,
            formation=candidature.formation,
            site=candidature.site,
            contrats=candidature.contrats,
            contrats_verts=candidature.contrats_verts,
            complement=candidature.complement,
            indicateurs=dict(values),
        )
        given = {(candidature.reference, critere): value for critere, value in points.items()}
        return Scorer(self._reglement, given).detail(drawn).total


def _on_scale(bareme: Bareme, share: Fraction, rng: random.Random) -> Fraction:
    """A value at this share of a numeric scale, from its worst to its best end."""
    if isinstance(bareme, Lineaire):
        low, high = sorted((bareme.de, bareme.a))
        towards_high = (bareme.points_a >= bareme.points_de) == (bareme.a >= bareme.de)
        place = share if towards_high else 1 - share
        return low + place * (high - low)
    if isinstance(bareme, Paliers):
        steps = sorted(bareme.seuils, key=lambda step: step[1])
        threshold = steps[min(int(share * len(steps)), len(steps) - 1)][0]
        following = min((seuil for seuil, _ in bareme.seuils if seuil > threshold), default=threshold * 3 / 2)
        return threshold + (following - threshold) * rng.randint(0, 80) / 100
    raise TypeError(type(bareme).__name__)


def _stored(value: Fraction | str | bool) -> str | bool:
    """The text kept in the database: exact decimals."""
    if isinstance(value, Fraction):
        thousandths = value * 1000
        if thousandths.denominator != 1:
            raise ValueError(value)
        whole, rest = divmod(int(thousandths), 1000)
        return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
    return value

"""The scores of a whole list at once: the same points as `scoring`, each value met once, whole numbers throughout."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from bareme.anomalies import Anomalie, error, quoted
from bareme.majoration.candidature import Candidature
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import Notation
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

    __slots__ = ("expected", "points")

    def __init__(self, points: int | Fraction, expected: str | None) -> None:
        self.points = points
        self.expected = expected


_Row = list[_Met | None]


def score_all(
    candidatures: Sequence[Candidature], reglement: Reglement, evaluations: Evaluations
) -> tuple[Scores, list[Anomalie]]:
    """The scores of every candidature, and the values that are off their scale (the scores are then not to be used)."""
    rows, anomalies, met = _meet_values(candidatures, reglement, evaluations)
    scale = lcm(*{item.points.denominator for item in met})
    # Past a machine word, whole numbers are no lighter than Fractions.
    scale = scale if scale < sys.maxsize else 1
    for item in met:
        scaled = item.points * scale
        item.points = scaled.numerator if scaled.denominator == 1 else scaled
    codes = [indicateur.code for indicateur in reglement.indicateurs]
    spans = _spans(reglement)
    notes = {item.reference: _notes(row, spans, codes) for item, row in zip(candidatures, rows, strict=True)}
    positions = {critere.code: position for position, critere in enumerate(reglement.criteres)}
    return Scores(scale, notes, positions), anomalies


def _meet_values(
    candidatures: Sequence[Candidature], reglement: Reglement, evaluations: Evaluations
) -> tuple[list[_Row], list[Anomalie], list[_Met]]:
    """For each candidature the values it has, shared between those who have the same."""
    rows: list[_Row] = [[] for _ in candidatures]
    anomalies: list[Anomalie] = []
    met: list[_Met] = []
    for critere in reglement.criteres:
        factor = critere.factor
        for indicateur in critere.indicateurs:
            known: dict[object, _Met] = {}
            by_hand = isinstance(indicateur.bareme, Notation)
            for item, row in zip(candidatures, rows, strict=True):
                value = item.indicateurs.get(indicateur.code)
                if by_hand:
                    value = evaluations.get((item.reference, critere.code), value)
                if value is None:
                    row.append(None)
                    continue
                # Two integers hash in a tenth of the time of a Fraction.
                key = value.as_integer_ratio() if type(value) is Fraction else value
                found = known.get(key)
                if found is None:
                    expected = off_scale(indicateur.bareme, value)
                    points = None if expected else points_of(indicateur.bareme, value)
                    found = known[key] = _Met((points or Fraction(0)) * factor, expected)
                if found.expected:
                    anomalies.append(_off_scale_anomalie(item, indicateur.code, value, found.expected))
                row.append(found)
            met += known.values()
    return rows, anomalies, met


def _spans(reglement: Reglement) -> list[slice]:
    """Where the indicators of each criterion are in a row."""
    spans, start = [], 0
    for critere in reglement.criteres:
        end = start + len(critere.indicateurs)
        spans.append(slice(start, end))
        start = end
    return spans


def _notes(row: _Row, spans: list[slice], codes: list[str]) -> Notes:
    if None not in row:
        by_critere = tuple([sum([item.points for item in row[span] if item is not None]) for span in spans])
        return Notes(sum(by_critere), by_critere, ())
    partial = tuple(
        None if None in row[span] else sum(item.points for item in row[span] if item is not None) for span in spans
    )
    missing = tuple(code for code, item in zip(codes, row, strict=True) if item is None)
    return Notes(sum(note for note in partial if note is not None), partial, missing)


def _off_scale_anomalie(item: Candidature, code: str, value: object, expected: str) -> Anomalie:
    place = {"line": item.line, "column": code, "value": str(value)}
    return error("hors_bareme", f"{expected} pour {quoted(item.reference)}", "Corrigez cette valeur", **place)

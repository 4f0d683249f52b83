"""A candidature on its way through the pipeline, and what the solver needs to know of each organisme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from bareme.majoration.candidature import Candidature
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.result import StatutFormation
from bareme.majoration.solver import Demand


@dataclass(slots=True)
class Entry:
    """One candidature while the pipeline works on it; `contrats_verts` are those that count."""

    candidature: Candidature
    contrats_verts: int
    statut: StatutFormation | None = None
    reason: str = ""
    score: Fraction | None = None
    rank: int | None = None
    organisme_dropped: bool = False

    def settle(self, statut: StatutFormation, reason: str) -> None:
        self.statut = statut
        self.reason = reason


class ClassWeights(NamedTuple):
    """Rates of the complement classes as integers over one denominator."""

    denominator: int
    units: Mapping[str, int]


def class_weights(reglement: Reglement) -> ClassWeights:
    classes = reglement.complements.classes
    denominator = lcm(*(rate.denominator for rate in classes.values()))
    return ClassWeights(denominator, {name: (rate * denominator).numerator for name, rate in classes.items()})


def demands_by_organisme(retained: Iterable[Entry], reglement: Reglement, weights: ClassWeights) -> dict[str, Demand]:
    """One demand per organisme that has at least one retained contract."""
    sums: dict[str, list[int]] = {}
    for entry in retained:
        item = entry.candidature
        held = sums.get(item.of_cfa)
        if held is None:
            held = sums[item.of_cfa] = [0, 0, 0]
        held[0] += item.contrats
        held[1] += entry.contrats_verts
        held[2] += item.contrats * weights.units[item.complement]
    caps, floors = reglement.plafonds, reglement.planchers
    return {
        name: Demand(contrats, verts, weight, caps.total_for(name), floors.total_for(name))
        for name, (contrats, verts, weight) in sums.items()
        if contrats
    }

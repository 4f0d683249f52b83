"""The annual level after its modulations: L6332-14 I 1°, D6332-82, D6332-82-1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.bareme.twin import articles
from tests.bareme.twin.contract import Contract


@dataclass(frozen=True)
class Level:
    """Euros a year: what is paid for the formation, and what is added for the apprenti handicapé."""

    formation: Fraction
    handicap: Fraction

    @property
    def total(self) -> Fraction:
        return self.formation + self.handicap


def level(contract: Contract, npec: Fraction) -> Level:
    return Level(_after_distance(contract, npec), _handicap(contract, npec))


def _after_distance(contract: Contract, npec: Fraction) -> Fraction:
    """D6332-82-1. III forbids to go below 4 000; it does not raise a level that was below already (B20e)."""
    if contract.conclusion < articles.DISTANCE_FROM or contract.exempt_distance or not contract.heures_formation:
        return npec
    if contract.heures_distance / contract.heures_formation < articles.DISTANCE_THRESHOLD:
        return npec
    cut = npec * (1 - articles.DISTANCE_CUT)
    if cut >= articles.DISTANCE_FLOOR:
        return cut
    return min(articles.DISTANCE_FLOOR, npec)


def _handicap(contract: Contract, npec: Fraction) -> Fraction:
    if contract.conclusion < articles.HANDICAP_FROM:
        ceiling = articles.HANDICAP_SHARE_BEFORE * npec
    else:
        ceiling = articles.HANDICAP_CEILING
    return min(ceiling, contract.majoration_handicap)

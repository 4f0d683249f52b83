"""D6332-82 and D6332-82-1: the annual level of a contract after its modulations."""

from __future__ import annotations

from typing import NamedTuple

from bareme.rules.contrat import Contrat
from bareme.rules.law import Law
from bareme.rules.rounding import half_up

CENT = 100  # whole percents, and hundredths of a centime


class Niveau(NamedTuple):
    """Annual amounts in hundredths of a centime, exact: `base` after the distance, `majoration` of the handicap.

    `reduction` is what the distance took, `plancher_atteint` 1 when its floor decided.
    """

    base: int
    majoration: int
    reduction: int
    plancher_atteint: int


def at_distance(contrat: Contrat, law: Law) -> bool:
    """D6332-82-1 I: at least 80 % of the hours at a distance, unless the certification is on the list of II.

    A share of no hours is no share.
    """
    if law.distance_reduction_pour_cent == 0 or contrat.exempt_distance == 1:
        return False
    if contrat.heures_distance <= 0 or contrat.heures_formation <= 0:
        return False
    return contrat.heures_distance * CENT >= law.distance_seuil_pour_cent * contrat.heures_formation


def modulated_level(contrat: Contrat, law: Law, npec: int) -> Niveau:
    """The annual level, in hundredths of a centime, of an NPEC in centimes."""
    full = npec * CENT
    base, floor_met = full, 0
    if at_distance(contrat, law):
        base = npec * (CENT - law.distance_reduction_pour_cent)
        floor = law.distance_plancher * CENT
        if law.hypothese_plancher_sans_hausse == 1:
            floor = min(full, floor)
        if base < floor:
            base, floor_met = floor, 1
    return Niveau(base, handicap_increase(contrat, law, npec), full - base, floor_met)


def handicap_increase(contrat: Contrat, law: Law, npec: int) -> int:
    """D6332-82: the annual increase for a handicapped apprentice within its ceiling, in hundredths of a centime."""
    asked = contrat.majoration_handicap * CENT
    if asked == 0:
        return 0
    if law.handicap_plafond > 0:
        # The ceiling of the whole contract, when that is the reading, is applied to the sum (amounts.due).
        return asked if law.hypothese_handicap_par_contrat == 1 else min(asked, law.handicap_plafond * CENT)
    return min(asked, npec * law.handicap_plafond_pour_cent)


def rounded_level(niveau: Niveau) -> int:
    """The modulated annual level in centimes, half up: what is printed as `npec_retenu`."""
    return half_up(niveau.base + niveau.majoration, CENT)

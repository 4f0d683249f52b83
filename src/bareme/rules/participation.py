"""L6332-14 I 1° and III, R6332-25-1: the participation of the employer."""

from __future__ import annotations

from typing import NamedTuple

from bareme.rules.amounts import Plan
from bareme.rules.calendar import days
from bareme.rules.contrat import APPRENTISSAGE
from bareme.rules.law import Law
from bareme.rules.level import CENT
from bareme.rules.rounding import half_up


class Participation(NamedTuple):
    """Centimes. `prevue` is deducted while the contract runs, `fixee` is what the law sets in the end.

    `prorata` is the 50 % of R6332-25-1 al. 2 when it was computed, else 0.
    """

    prevue: int
    fixee: int
    prorata: int


def participation_of(law: Law, plan: Plan) -> Participation:
    """The participation of a contract: none below level 6 or before its date of effect."""
    contrat = plan.contrat
    if law.participation == 0 or contrat.niveau < law.participation_niveau or contrat.type != APPRENTISSAGE:
        return Participation(0, 0, 0)
    expected = law.participation_nouvel_employeur if contrat.suite_rupture == 1 else law.participation
    if plan.period.rompu == 0 or contrat.rupture_probatoire == 0:
        return Participation(expected, expected, 0)
    if contrat.formation_commencee == 0:
        return Participation(expected, 0, 0)
    prorata = probation_share(law, plan)
    if contrat.suite_rupture == 1 and law.hypothese_nouvel_employeur_proratise == 0:
        return Participation(expected, expected, prorata)
    return Participation(expected, min(expected, prorata), prorata)


def probation_share(law: Law, plan: Plan) -> int:
    """R6332-25-1 al. 2: half of the level for the days of the contract, the prior period and the maintien left out."""
    contrat = plan.contrat
    annual = plan.niveau.base + plan.niveau.majoration
    if law.hypothese_participation_base_modulee == 0:
        annual = plan.niveau.base + plan.niveau.reduction
    worked = days(contrat.debut, plan.period.terme)
    return half_up(annual * law.participation_rupture_pour_cent * worked, law.base_jours * CENT * CENT)

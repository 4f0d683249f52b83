"""R6332-25 III and IV: what a number of funded days, or months, is worth, exactly."""

from __future__ import annotations

from typing import NamedTuple

from bareme.rules.contrat import Contrat
from bareme.rules.law import Law
from bareme.rules.level import CENT, Niveau, modulated_level
from bareme.rules.period import Period, funded_period
from bareme.rules.rounding import half_up


class Plan(NamedTuple):
    """What the amounts of one contract are computed from: its period and its modulated level."""

    contrat: Contrat
    period: Period
    niveau: Niveau


def plan_of(contrat: Contrat, law: Law, npec: int) -> Plan:
    """The plan of a contract at an annual NPEC, in centimes."""
    return Plan(contrat, funded_period(contrat, law), modulated_level(contrat, law, npec))


def unit_base(law: Law) -> int:
    """365 days or 12 months: what the annual level pays."""
    return law.base_jours if law.par_jour == 1 else law.base_mois


def scale(law: Law) -> int:
    """The denominator of the exact amounts, in centimes: hundredths of a centime × whole percents × units of a year."""
    return unit_base(law) * CENT * CENT


def in_centimes(law: Law, exact: int) -> int:
    """An exact amount in centimes, half up."""
    return half_up(exact, scale(law))


def due(law: Law, plan: Plan, funded: int, rompu: int) -> int:
    """The exact amount of `funded` units from the first day, as a numerator over `scale(law)`.

    `rompu` 0 asks for the amount as agreed, 1 for the amount of a contract that was broken; on its last day it is no
    « rupture anticipée » (R6332-25 VI of v2 and v3).
    """
    if funded <= 0:
        return 0
    niveau = plan.niveau
    anticipee = rompu == 1 and plan.period.terme < plan.period.fin
    kept_whole = not anticipee or law.hypothese_titre_court_au_prorata == 0
    if kept_whole and paid_whole_year(law, plan):
        return niveau.base * unit_base(law) * CENT + handicap_due(law, niveau, unit_base(law))
    return niveau.base * funded * CENT + short_increase(law, plan, funded) + handicap_due(law, niveau, funded)


def short_increase(law: Law, plan: Plan, funded: int) -> int:
    """R6332-25 IV 2°: + 10 % for a formal réduction de durée, within the annual level; it never lowers the amount."""
    contrat = plan.contrat
    if plan.period.court == 0 or contrat.reduction_duree == 0 or contrat.titre_ministere_court == 1:
        return 0
    left = plan.niveau.base * CENT * (unit_base(law) - funded)
    return max(0, min(plan.niveau.base * funded * law.majoration_courte_pour_cent, left))


def handicap_due(law: Law, niveau: Niveau, funded: int) -> int:
    """The increase of D6332-82 for the funded units."""
    amount = niveau.majoration * funded * CENT
    if law.hypothese_handicap_par_contrat == 1 and law.handicap_plafond > 0:
        return min(amount, law.handicap_plafond * scale(law))
    return amount


def paid_whole_year(law: Law, plan: Plan) -> bool:
    """R6332-25 IV of v2 and v3, last but one sentence: the short title of the ministry is paid the annual level."""
    return plan.contrat.titre_ministere_court == 1 and law.titre_court_annuel == 1 and plan.period.court == 1

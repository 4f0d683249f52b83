"""How much of the contract is spent in training (L6211-2): at least a quarter, but for two exceptions."""

from __future__ import annotations

from fractions import Fraction

from bareme.display import format_number, format_rate
from bareme.validite.dates import exact_months
from bareme.validite.duree import AFTER_RUPTURE
from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, not_concerned, ok, refuse, unknown

SHARE = "validite/formation/part_minimale"
YEARLY = "validite/formation/heures_annuelles"
_MONTHS = 12


def minimum_hours(months: Fraction, yearly: Fraction, share: Fraction) -> Fraction:
    """The least hours of training of a contract of so many months: 12 months of 1 607 h at 25 % give 401,75 h."""
    return share * yearly * months / _MONTHS


def check_part_formation(facts: Facts, trace: Trace) -> Answer:
    """The hours at the CFA are at least 25 % of the contract."""
    on = facts.date_conclusion
    if facts.suite_rupture and trace.is_on(AFTER_RUPTURE, on):
        return not_concerned("Nouveau contrat après une rupture : la part minimale est écartée.", "R6222-23-1")
    share, yearly = trace.amount(SHARE, on), trace.amount(YEARLY, on)
    months = exact_months(facts.date_debut, facts.date_fin)
    least = minimum_hours(months, yearly, share)
    trace.note("durée du contrat", f"{format_number(months, 2)} mois")
    trace.note("heures exigées", f"{format_number(least, 2)} h")
    base = f"{format_rate(share)} de {format_number(yearly)} h × {format_number(months, 2)} mois / 12"
    required = f"il en faut {format_number(least, 2)} h ({base})"
    if facts.heures_formation is None:
        return unknown(f"Les heures de formation ne sont pas renseignées : {required}.", "heures_formation")
    trace.note("heures prévues", f"{format_number(facts.heures_formation, 2)} h")
    told = f"{format_number(facts.heures_formation, 2)} h de formation sont prévues"
    if facts.heures_formation >= least:
        return ok(f"{told} : {required}.")
    if facts.certificateur_deroge:
        return ok(f"{told} : {required}, mais le certificateur fixe d’autres règles.")
    return refuse(f"{told} : {required}.")

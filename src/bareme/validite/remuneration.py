"""The pay of the apprentice (D6222-26 to D6222-32): the grid is the ground D6224-2 4°."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from bareme.display import format_cents, format_date, format_rate
from bareme.validite.dates import is_at_most
from bareme.validite.facts import Facts
from bareme.validite.grille import (
    CEILING,
    LICENCE,
    THIRD,
    WEEKLY,
    apprenti_ages,
    apprenti_rate,
    bracket,
    minimum_pay,
    periods,
    smic,
    smic_told,
)
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, not_concerned, ok, refuse, unknown

SAME_LEVEL = "remuneration/apprentissage/majoration_meme_niveau"
SAME_LEVEL_MONTHS = "remuneration/apprentissage/duree_meme_niveau"
HANDICAP = "remuneration/apprentissage/majoration_handicap"


class Floor(NamedTuple):
    """The least pay on the first day: the rate, its base in centimes, the result, and the bracket that gave it."""

    rate: Fraction
    base: int
    amount: int
    bracket: int
    year: int


def check_remuneration(facts: Facts, trace: Trace) -> Answer:
    """The pay at the start is at least that of the grid: the age, the year of the cycle and the SMIC of that day."""
    floor = _floor(facts, trace)
    if isinstance(floor, Answer):
        return floor
    pay = facts.salaire_mensuel
    least = (
        f"{format_rate(floor.rate)} de {format_cents(floor.base)}, {format_cents(floor.amount)} (année {floor.year})"
    )
    if pay is None:
        return unknown(f"Le salaire mensuel n’est pas renseigné : il doit être d’au moins {least}.", "salaire_mensuel")
    trace.note("salaire", format_cents(pay))
    told = f"Le salaire est de {format_cents(pay)} par mois"
    if pay < floor.amount:
        return refuse(f"{told} : il doit être d’au moins {least}.")
    missing = _unsettled(facts, floor)
    if missing:
        return unknown(f"{told}, plus que le minimum certain : {least}.", *missing)
    return ok(f"{told} : il doit être d’au moins {least}.")


def _floor(facts: Facts, trace: Trace) -> Floor | Answer:
    """The floor with what is told: a missing year counts as the first, a missing SMC as the SMIC."""
    if facts.date_naissance is None:
        missing = facts.missing("date_naissance", "salaire_mensuel")
        return unknown("Le salaire minimal dépend de l’âge : la date de naissance n’est pas renseignée.", *missing)
    on, start = facts.date_conclusion, facts.date_debut
    position = bracket(facts.date_naissance, start, apprenti_ages(on, trace))
    year = first_year(facts, trace)
    rate = apprenti_rate(position, year, on, trace)
    lowest = smic(start, trace, facts.departement)
    base = max(lowest, facts.smc_mensuel or 0) if position >= THIRD else lowest
    amount = minimum_pay(rate, base, facts.duree_hebdo, trace.amount(WEEKLY, start))
    trace.note("SMIC mensuel", smic_told(start, trace, facts.departement))
    if position >= THIRD and facts.smc_mensuel is not None:
        trace.note("salaire minimum conventionnel", format_cents(facts.smc_mensuel))
    trace.note("minimum", f"{format_rate(rate)} de {format_cents(base)} = {format_cents(amount)}")
    return Floor(rate, base, amount, position, year)


def first_year(facts: Facts, trace: Trace) -> int:
    """The year of the cycle on the first day of the contract, the first when nothing else is told."""
    if facts.licence_professionnelle:
        return trace.whole(LICENCE, facts.date_conclusion)
    return facts.annee_cycle or 1


def _unsettled(facts: Facts, floor: Floor) -> tuple[str, ...]:
    """What could still raise the floor: the year of a cycle not begun here, the minimum of the branch from 21 on."""
    elsewhere = facts.reduction_duree or facts.suite_rupture or facts.prolongation_echec
    missing: tuple[str, ...] = ()
    if elsewhere and facts.annee_cycle is None and not facts.licence_professionnelle:
        missing = ("annee_cycle",)
    if floor.bracket >= THIRD and facts.smc_mensuel is None:
        return (*missing, "smc_mensuel")
    return missing


def check_periodes(facts: Facts, trace: Trace) -> Answer:
    """The rates that the contract writes reach those of the grid on every day of it."""
    missing = facts.missing("remunerations", "date_naissance")
    if facts.remunerations is None or facts.date_naissance is None:
        return unknown("Les taux de rémunération du contrat ne peuvent pas être suivis jusqu’à sa fin.", *missing)
    on = facts.date_conclusion
    ages = apprenti_ages(on, trace)
    year = first_year(facts, trace)
    whole = periods(facts.date_naissance, (facts.date_debut, facts.date_fin), year, ages=ages, anchor=facts.tested_on)
    faults = []
    for period in whole:
        least = apprenti_rate(period.bracket, year if facts.licence_professionnelle else period.year, on, trace)
        trace.note(f"du {format_date(period.start)} au {format_date(period.end)}", format_rate(least))
        changes = [start for start, _rate in facts.remunerations if period.start < start <= period.end]
        for day in (period.start, *changes):
            told = _rate_on(facts, day)
            if told is None or told < least:
                shown = "aucun taux" if told is None else format_rate(told)
                faults.append(f"{shown} à compter du {format_date(day)}, au lieu de {format_rate(least)}")
    if faults:
        return refuse(f"Taux inférieurs au minimum : {' ; '.join(faults)}.")
    return ok("Les taux écrits au contrat atteignent le minimum jusqu’à sa fin.")


def _rate_on(facts: Facts, day: date) -> Fraction | None:
    begun = [rate for start, rate in facts.remunerations or () if start <= day]
    return begun[-1] if begun else None


def check_majorations(facts: Facts, trace: Trace) -> Answer:
    """What D6222-29, D6222-30 and R6222-48 add to the grid, when the contract is one of their cases."""
    points, article = _points(facts, trace)
    if not points and facts.salaire_precedent is None:
        return not_concerned("Ni contrat précédent diplômant, ni même niveau, ni année supplémentaire pour handicap.")
    floor = _floor(facts, trace)
    if isinstance(floor, Answer):
        return floor
    legal = trace.amount(WEEKLY, facts.date_debut)
    raised = minimum_pay(floor.rate + points, floor.base, facts.duree_hebdo, legal)
    lowest = smic(facts.date_debut, trace, facts.departement)
    capped = minimum_pay(trace.amount(CEILING, facts.date_conclusion), lowest, facts.duree_hebdo, legal)
    least = max(floor.amount, min(raised, capped))
    why = f"{format_rate(floor.rate + points)} de {format_cents(floor.base)}, au plus le SMIC"
    if facts.salaire_precedent is not None and facts.salaire_precedent > least:
        least, article, why = facts.salaire_precedent, "D6222-29", "le dernier salaire du contrat précédent"
    trace.note("minimum majoré", f"{why} : {format_cents(least)}")
    pay = facts.salaire_mensuel
    required = f"il doit être d’au moins {format_cents(least)} ({why})"
    if pay is None:
        return unknown(f"Le salaire mensuel n’est pas renseigné : {required}.", "salaire_mensuel", article=article)
    phrase = f"Le salaire est de {format_cents(pay)} par mois : {required}."
    return refuse(phrase, article) if pay < least else ok(phrase, article)


def _points(facts: Facts, trace: Trace) -> tuple[Fraction, str]:
    on = facts.date_conclusion
    if facts.annee_supplementaire:
        return trace.amount(HANDICAP, on), "R6222-48"
    if facts.meme_niveau and is_at_most(facts.date_debut, facts.date_fin, trace.whole(SAME_LEVEL_MONTHS, on)):
        return trace.amount(SAME_LEVEL, on), "D6222-30"
    return Fraction(0), "D6222-29"

"""The contrat de professionnalisation (L6325-1 to L6325-14, D6325-15 to D6325-18)."""

from __future__ import annotations

from fractions import Fraction

from bareme.display import format_cents, format_date, format_number, format_rate
from bareme.validite.dates import completed_years, is_at_least, is_at_most, last_day
from bareme.validite.facts import Facts
from bareme.validite.grille import (
    PRO_ADULT,
    PRO_BRANCH,
    PRO_SECOND,
    WEEKLY,
    bracket,
    minimum_pay,
    pro_rate,
    smic,
    smic_told,
)
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, ok, refuse, unknown

_PRO = "validite/professionnalisation/"
AGE_MINIMUM = f"{_PRO}age_minimum"
AGE_MAXIMUM = f"{_PRO}age_maximum"
DURATION_MINIMUM = f"{_PRO}duree_minimale"
DURATION_MAXIMUM = f"{_PRO}duree_maximale"
DURATION_PRIORITY = f"{_PRO}duree_maximale_prioritaire"
DURATION_AGREED = f"{_PRO}duree_maximale_accord"
SHARE_MINIMUM = f"{_PRO}part_minimale"
SHARE_MAXIMUM = f"{_PRO}part_maximale"
HOURS_MINIMUM = f"{_PRO}heures_minimales"

JEUNE, DEMANDEUR = "jeune", "demandeur_emploi"
PUBLICS = (JEUNE, DEMANDEUR, "minima_sociaux", "autre")
_OTHER = "autre"


def check_public(facts: Facts, trace: Trace) -> Answer:
    """16 to 25 years, or a jobseeker from 26, or the minima sociaux of L6325-1 3°."""
    on = facts.date_debut
    if facts.date_naissance is None:
        return unknown("Le public ne peut pas être vérifié sans la date de naissance.", "date_naissance")
    age = completed_years(facts.date_naissance, on)
    youngest = trace.whole(AGE_MINIMUM, facts.date_conclusion)
    oldest = trace.whole(AGE_MAXIMUM, facts.date_conclusion)
    trace.note("âge lu", f"{age} ans révolus au {format_date(on)}")
    reads = f"Le salarié a {age} ans révolus au {format_date(on)}"
    if age < youngest:
        return refuse(f"{reads} : il doit en avoir au moins {youngest}.", "L6325-1, 1°")
    if age <= oldest:
        return ok(f"{reads} : de {youngest} à {oldest} ans, le contrat est ouvert.", "L6325-1, 1°")
    if facts.public is None:
        phrase = f"{reads} : après {oldest} ans, le contrat est ouvert aux demandeurs d’emploi et aux minima sociaux."
        return unknown(phrase, "public", article="L6325-1, 2° et 3°")
    if facts.public in {JEUNE, _OTHER}:
        return refuse(f"{reads}, sans être demandeur d’emploi ni bénéficiaire d’un minimum social.", "L6325-1")
    return ok(f"{reads} : {facts.public.replace('_', ' ')}.", "L6325-1, 2° et 3°")


def check_duree(facts: Facts, trace: Trace) -> Answer:
    """6 to 12 months, up to 36 for L6325-1-1, up to 24 by agreement."""
    on, start, end = facts.date_conclusion, facts.date_debut, facts.date_fin
    least, most = trace.whole(DURATION_MINIMUM, on), trace.whole(DURATION_MAXIMUM, on)
    article = "L6325-11"
    if facts.public_prioritaire:
        most = trace.whole(DURATION_PRIORITY, on)
    elif facts.accord_duree:
        most, article = trace.whole(DURATION_AGREED, on), "L6325-12"
    trace.note("contrat", f"du {format_date(start)} au {format_date(end)}")
    trace.note("durées admises", f"{least} à {most} mois")
    told = f"Du {format_date(start)} au {format_date(end)}"
    if not is_at_least(start, end, least):
        return refuse(f"{told} : {least} mois vont au moins jusqu’au {format_date(last_day(start, least))}.", article)
    if is_at_most(start, end, most):
        return ok(f"{told} : la durée est bien de {least} à {most} mois.", article)
    phrase = f"{told} : {most} mois vont au plus jusqu’au {format_date(last_day(start, most))}."
    settled = facts.public_prioritaire or facts.accord_duree is not None
    if settled or not is_at_most(start, end, trace.whole(DURATION_AGREED, on)):
        return refuse(phrase, article)
    return unknown(f"{phrase} Un accord de branche peut aller plus loin.", "accord_duree", article="L6325-12")


def check_heures(facts: Facts, trace: Trace) -> Answer:
    """15 to 25 % of the contract and at least 150 hours; more by agreement of the branch."""
    missing = facts.missing("heures_formation", "heures_contrat")
    if facts.heures_formation is None or facts.heures_contrat is None:
        return unknown("La part de la formation dans le contrat ne peut pas être calculée.", *missing)
    on, hours, whole = facts.date_conclusion, facts.heures_formation, facts.heures_contrat
    share = trace.amount(SHARE_MINIMUM, on)
    least = max(share * whole, trace.amount(HOURS_MINIMUM, on))
    most = trace.amount(SHARE_MAXIMUM, on) * whole
    trace.note("heures du contrat", f"{format_number(whole, 2)} h")
    trace.note("heures admises", f"{format_number(least, 2)} à {format_number(most, 2)} h")
    told = f"{format_number(hours, 2)} h de formation pour {format_number(whole, 2)} h de contrat"
    if hours < least:
        return refuse(f"{told} : il en faut au moins {format_number(least, 2)} h.", "L6325-13")
    if hours <= most:
        return ok(f"{told} : de {format_number(least, 2)} à {format_number(most, 2)} h.", "L6325-13")
    above = f"{told} : au-delà de {format_number(most, 2)} h, un accord de branche est nécessaire"
    if facts.accord_formation is None:
        return unknown(f"{above}.", "accord_formation", article="L6325-14")
    return ok(f"{above} ; il existe.", "L6325-14") if facts.accord_formation else refuse(f"{above}.", "L6325-14")


def check_remuneration(facts: Facts, trace: Trace) -> Answer:
    """55 to 80 % of the SMIC before 26; from 26, the SMIC and 85 % of the minimum of the branch."""
    missing = facts.missing("date_naissance", "salaire_mensuel")
    if facts.date_naissance is None or facts.salaire_mensuel is None:
        return unknown("Le salaire minimal ne peut pas être vérifié.", *missing)
    start = facts.date_debut
    ages = (trace.whole(PRO_SECOND, start), trace.whole(PRO_ADULT, start))
    position = bracket(facts.date_naissance, start, ages)
    base = smic(start, trace, facts.departement)
    legal = trace.amount(WEEKLY, start)
    trace.note("SMIC mensuel", smic_told(start, trace, facts.departement))
    trace.note("salaire", format_cents(facts.salaire_mensuel))
    if position == len(ages):
        return _adult(facts, trace, base, legal)
    rates = [pro_rate(position, qualified=qualified, on=start, trace=trace) for qualified in (False, True)]
    plain, qualified = (minimum_pay(rate, base, facts.duree_hebdo, legal) for rate in rates)
    told = f"Le salaire est de {format_cents(facts.salaire_mensuel)} par mois"
    low = f"{format_rate(rates[0])} du SMIC, {format_cents(plain)}"
    high = f"{format_rate(rates[1])} du SMIC, {format_cents(qualified)}, à partir du baccalauréat professionnel"
    if facts.salaire_mensuel < plain:
        return refuse(f"{told} : il doit être d’au moins {low}.", "D6325-15")
    if facts.salaire_mensuel >= qualified or facts.qualification_bac_pro is False:
        return ok(f"{told} : il doit être d’au moins {low} ; {high}.", "D6325-15")
    if facts.qualification_bac_pro is None:
        return unknown(f"{told} : il doit être d’au moins {low} ; {high}.", "qualification_bac_pro", article="D6325-15")
    return refuse(f"{told} : il doit être d’au moins {high}.", "D6325-15, second alinéa")


def _adult(facts: Facts, trace: Trace, base: int, legal: Fraction) -> Answer:
    pay = facts.salaire_mensuel or 0
    lowest = minimum_pay(Fraction(1), base, facts.duree_hebdo, legal)
    told = f"Le salaire est de {format_cents(pay)} par mois"
    if pay < lowest:
        return refuse(f"{told} : il doit être d’au moins {format_cents(lowest)}, le SMIC.", "L6325-9")
    share = trace.amount(PRO_BRANCH, facts.date_debut)
    if facts.minimum_branche is None:
        phrase = f"{told}, au moins le SMIC : il doit atteindre {format_rate(share)} du minimum de branche."
        return unknown(phrase, "minimum_branche", article="D6325-18")
    least = minimum_pay(share, facts.minimum_branche, facts.duree_hebdo, legal)
    required = f"{format_cents(least)}, {format_rate(share)} du minimum de branche"
    if pay < least:
        return refuse(f"{told} : il doit être d’au moins {required}.", "D6325-18")
    return ok(f"{told} : il doit être d’au moins {format_cents(lowest)} (SMIC) et {required}.", "L6325-9, D6325-18")

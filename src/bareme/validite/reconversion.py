"""The période de reconversion (L6324-1 to L6324-11, R6324-1 to R6324-5), from 2026."""

from __future__ import annotations

from bareme.display import format_date, format_number
from bareme.validite.dates import is_at_most, last_day
from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, not_concerned, ok, refuse, unknown

_KEYS = "validite/reconversion/"
HOURS_MINIMUM = f"{_KEYS}heures_minimales"
HOURS_MAXIMUM = f"{_KEYS}heures_maximales"
HOURS_AGREED = f"{_KEYS}heures_maximales_accord"
DURATION = f"{_KEYS}duree_maximale"
DURATION_AGREED = f"{_KEYS}duree_maximale_accord"
HOST = f"{_KEYS}duree_cdd_accueil"

INTERNE, EXTERNE = "interne", "externe"
RECONVERSIONS = (INTERNE, EXTERNE)


def check_heures(facts: Facts, trace: Trace) -> Answer:
    """150 to 450 hours, up to 2 100 by agreement; the socle CléA is free."""
    if facts.socle_clea:
        return not_concerned("Socle de connaissances et de compétences : sa durée est libre.")
    on = facts.date_conclusion
    least = trace.amount(HOURS_MINIMUM, on)
    most = trace.amount(HOURS_AGREED if facts.accord_reconversion else HOURS_MAXIMUM, on)
    trace.note("heures admises", f"{format_number(least)} à {format_number(most)} h")
    if facts.heures_formation is None:
        phrase = (
            f"Les heures de formation ne sont pas renseignées : de {format_number(least)} à {format_number(most)} h."
        )
        return unknown(phrase, "heures_formation")
    hours = facts.heures_formation
    phrase = (
        f"{format_number(hours, 2)} h de formation : il en faut de {format_number(least)} à {format_number(most)} h"
    )
    if hours < least:
        return refuse(f"{phrase}.")
    if hours <= most:
        return ok(f"{phrase}.")
    if facts.accord_reconversion is None and hours <= trace.amount(HOURS_AGREED, on):
        return unknown(f"{phrase} sans accord d’entreprise ou de branche.", "accord_reconversion")
    return refuse(f"{phrase}.")


def check_duree(facts: Facts, trace: Trace) -> Answer:
    """At most twelve months, thirty-six by agreement."""
    if facts.socle_clea:
        return not_concerned("Socle de connaissances et de compétences : sa durée est libre.")
    on, start, end = facts.date_conclusion, facts.date_debut, facts.date_fin
    most = trace.whole(DURATION_AGREED if facts.accord_reconversion else DURATION, on)
    trace.note("durée admise", f"{most} mois")
    latest = format_date(last_day(start, most))
    phrase = f"Du {format_date(start)} au {format_date(end)} : {most} mois vont au plus jusqu’au {latest}"
    if end < start:
        return refuse(f"La fin ({format_date(end)}) précède le début ({format_date(start)}).")
    if is_at_most(start, end, most):
        return ok(f"{phrase}.")
    if facts.accord_reconversion is None and is_at_most(start, end, trace.whole(DURATION_AGREED, on)):
        return unknown(f"{phrase} sans accord d’entreprise ou de branche.", "accord_reconversion")
    return refuse(f"{phrase}.")


def check_accueil(facts: Facts, trace: Trace) -> Answer:
    """Outside the company: an open-ended contract, or a fixed-term one of at least six months."""
    if facts.reconversion is None:
        return unknown("La reconversion est-elle interne ou externe à l’entreprise ?", "reconversion")
    if facts.reconversion == INTERNE:
        return not_concerned("Reconversion interne : le contrat de travail est maintenu.", "L6324-3, I")
    least = trace.whole(HOST, facts.date_conclusion)
    months = facts.duree_cdd_accueil
    trace.note("durée minimale du CDD d’accueil", f"{least} mois")
    if months is None:
        phrase = f"Le contrat de l’entreprise d’accueil est à durée indéterminée, ou d’au moins {least} mois (0 : CDI)."
        return unknown(phrase, "duree_cdd_accueil")
    if months == 0:
        return ok("L’entreprise d’accueil conclut un contrat à durée indéterminée.")
    phrase = f"Le contrat de l’entreprise d’accueil dure {months} mois : il en faut au moins {least}."
    return ok(phrase) if months >= least else refuse(phrase)

"""How long the contract lasts and when its parts begin (L6222-7-1, L6222-12, L6222-12-1)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bareme.display import format_date
from bareme.validite.dates import add_months, is_at_least, is_at_most, last_day
from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, alert, not_concerned, ok, refuse, unknown

MINIMUM = "validite/duree/minimale"
MAXIMUM = "validite/duree/maximale"
MAXIMUM_HANDICAP = "validite/duree/maximale_handicap"
MAXIMUM_SPORTIF = "validite/duree/maximale_sportif"
MAXIMUM_TRANSFRONTALIER = "validite/duree/maximale_transfrontalier"
PROLONGATION = "validite/duree/prolongation_echec"
AFTER_RUPTURE = "validite/duree/derogation_apres_rupture"
MARGIN = "validite/duree/marge_du_cycle"
COMPANY_START = "validite/debut/entreprise"
CFA_START = "validite/debut/cfa"
WITHOUT_EMPLOYER = "validite/debut/cycle_sans_employeur"


class Bounds(NamedTuple):
    """The durations allowed, in months (no minimum: 0), and the article that sets them."""

    minimum: int
    maximum: int
    article: str


def bounds(facts: Facts, trace: Trace) -> Bounds:
    """The durations that this contract may have."""
    on = facts.date_conclusion
    if facts.transfrontalier:
        return Bounds(0, trace.whole(MAXIMUM_TRANSFRONTALIER, on), "D6235-3")
    if facts.prolongation_echec:
        return Bounds(0, trace.whole(PROLONGATION, on), "L6222-11")
    article, highest = "L6222-7-1", trace.whole(MAXIMUM, on)
    if facts.rqth:
        article, highest = "R6222-46", trace.whole(MAXIMUM_HANDICAP, on)
    elif facts.sportif:
        article, highest = "R6222-60", trace.whole(MAXIMUM_SPORTIF, on)
    if facts.suite_rupture and trace.is_on(AFTER_RUPTURE, on):
        return Bounds(0, highest, f"{article}, R6222-23-1")
    return Bounds(trace.whole(MINIMUM, on), highest, article)


def check_duree(facts: Facts, trace: Trace) -> Answer:
    """Six months to three years, and the cases where the law says otherwise."""
    allowed = bounds(facts, trace)
    start, end = facts.date_debut, facts.date_fin
    trace.note("contrat", f"du {format_date(start)} au {format_date(end)}")
    trace.note("durées admises", f"{allowed.minimum} à {allowed.maximum} mois")
    if end < start:
        return refuse(f"La fin ({format_date(end)}) précède le début ({format_date(start)}).", allowed.article)
    if allowed.minimum and not is_at_least(start, end, allowed.minimum):
        latest = format_date(last_day(start, allowed.minimum))
        phrase = f"Le contrat finit le {format_date(end)} : {allowed.minimum} mois vont au moins jusqu’au {latest}."
        return refuse(phrase, allowed.article)
    if not is_at_most(start, end, allowed.maximum):
        latest = format_date(last_day(start, allowed.maximum))
        phrase = f"Le contrat finit le {format_date(end)} : {allowed.maximum} mois vont au plus jusqu’au {latest}."
        return refuse(phrase, allowed.article)
    lowest = (
        f"de {allowed.minimum} à {allowed.maximum} mois" if allowed.minimum else f"de {allowed.maximum} mois au plus"
    )
    return ok(f"Du {format_date(start)} au {format_date(end)} : la durée est bien {lowest}.", allowed.article)


def check_convention(facts: Facts, trace: Trace) -> Answer:
    """A duration that differs from the cycle asks for a convention tripartite, but in the cases of R6222-9."""
    exempt = _exemption(facts, trace)
    if exempt:
        return not_concerned("La convention tripartite n’est pas requise dans ce cas.", exempt)
    differs = _differs(facts, trace)
    if differs is None:
        return unknown("La durée du contrat ne peut pas être comparée à celle du cycle de formation.", "duree_cycle")
    if not differs:
        return ok("La durée du contrat est celle du cycle de formation : aucune convention n’est requise.")
    if facts.convention_tripartite is None:
        return unknown(f"{differs} : une convention tripartite est requise.", "convention_tripartite")
    if not facts.convention_tripartite:
        return refuse(f"{differs}, sans convention tripartite.", "L6222-7-1, troisième alinéa")
    return ok(f"{differs}, avec une convention tripartite.", "L6222-7-1, troisième alinéa")


def _exemption(facts: Facts, trace: Trace) -> str:
    if facts.suite_rupture and trace.is_on(AFTER_RUPTURE, facts.date_conclusion):
        return "R6222-23-1"
    before_contract = facts.tested_on < facts.date_debut
    listed = facts.prolongation_echec or before_contract or facts.rqth or facts.sportif
    if facts.transfrontalier:
        return "D6235-3"
    return "R6222-9" if listed else ""


def _differs(facts: Facts, trace: Trace) -> str | None:
    """How the duration differs from the cycle, "" when it does not, None when it cannot be told."""
    if facts.reduction_duree:
        return "La durée du contrat est réduite"
    if facts.duree_cycle is None:
        return None
    start, end, cycle = facts.date_debut, facts.date_fin, facts.duree_cycle
    longest = cycle + trace.whole(MARGIN, facts.date_conclusion)
    trace.note("durée du cycle", f"{cycle} mois")
    if not is_at_least(start, end, cycle):
        return f"Le contrat est plus court que le cycle de {cycle} mois"
    if not is_at_most(start, end, longest):
        return f"Le contrat dépasse de plus de {longest - cycle} mois le cycle de {cycle} mois"
    return ""


def check_debut_pratique(facts: Facts, trace: Trace) -> Answer:
    """The practical training begins at most three months after the start of execution."""
    return _starts(facts.debut_pratique, "debut_pratique", facts, trace)


def check_debut_formation(facts: Facts, trace: Trace) -> Answer:
    """The training at the CFA begins at most three months after the start of execution."""
    if facts.tested_on < facts.date_debut:
        return ok("Le cycle au CFA a commencé avant le contrat.", "L6222-12, troisième alinéa")
    return _starts(facts.debut_formation, "debut_formation", facts, trace)


_STARTS = {
    "debut_pratique": (COMPANY_START, "La formation pratique chez l’employeur", "L6222-12, deuxième alinéa"),
    "debut_formation": (CFA_START, "La formation au CFA", "L6222-12, troisième alinéa"),
}


def _starts(day: date | None, column: str, facts: Facts, trace: Trace) -> Answer:
    key, what, article = _STARTS[column]
    latest = add_months(facts.date_debut, trace.whole(key, facts.date_conclusion))
    trace.note("au plus tard", format_date(latest))
    if day is None:
        return unknown(f"{what} doit commencer au plus tard le {format_date(latest)}.", column, article=article)
    phrase = f"{what} commence le {format_date(day)} : elle devait commencer au plus tard le {format_date(latest)}."
    return refuse(phrase, article) if day > latest else ok(phrase.replace("devait", "doit"), article)


def check_cycle_sans_employeur(facts: Facts, trace: Trace) -> Answer:
    """A cycle without employer lasts at most three months before the contract."""
    start = facts.tested_on
    if start == facts.date_debut:
        return not_concerned("Le cycle n’a pas commencé avant le contrat.")
    latest = add_months(start, trace.whole(WITHOUT_EMPLOYER, facts.date_conclusion))
    trace.note("dernier début possible", format_date(latest))
    phrase = (
        f"Cycle commencé le {format_date(start)}, contrat le {format_date(facts.date_debut)} : "
        f"il doit commencer au plus tard le {format_date(latest)}."
    )
    return refuse(phrase) if facts.date_debut > latest else ok(phrase)


def check_signature(facts: Facts, trace: Trace) -> Answer:
    """The contract is signed before the apprentice is employed (L6222-4)."""
    signed, start = format_date(facts.date_conclusion), format_date(facts.date_debut)
    trace.note("signature et début", f"{signed}, {start}")
    if facts.date_conclusion > facts.date_debut:
        return refuse(f"Le contrat a été signé le {signed}, après le début de son exécution, le {start}.")
    return ok(f"Le contrat a été signé le {signed}, au plus tard le jour de son début, le {start}.")


def check_fin_formation(facts: Facts, trace: Trace) -> Answer:
    """The contract covers the cycle up to the last exam. Not a ground to refuse: the notice of the Cerfa says so."""
    end = facts.fin_formation
    if end is None:
        return unknown(
            "La fin du cycle de formation, dernière épreuve comprise, n’est pas renseignée.", "fin_formation"
        )
    trace.note("fin du contrat et du cycle", f"{format_date(facts.date_fin)}, {format_date(end)}")
    told = f"le cycle finit le {format_date(end)}, dernière épreuve comprise"
    if facts.date_fin < end:
        return alert(f"Le contrat finit le {format_date(facts.date_fin)} alors que {told}.")
    return ok(f"Le contrat finit le {format_date(facts.date_fin)} ; {told}.")

"""Filing and decision: the transmission, the twenty days, the silence, the rejection, the pieces of the solde.

Late filing is no ground to refuse: it is told as an alert. The clock of the decision starts with the complete file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from bareme.display import format_date
from bareme.parametres import ParametreMissingError
from bareme.validite.dates import add_days, add_months
from bareme.validite.etats import Etat, decided
from bareme.validite.facts import PROFESSIONNALISATION, RECONVERSION, Facts
from bareme.validite.jours_feries import add_jours_ouvrables
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, alert, not_concerned, ok, refuse, unknown

WORKING_DAYS = "validite/depot/jours_ouvrables"
AID = "validite/depot/mois_aide"
PRO_DAYS = "validite/professionnalisation/depot"
RECONVERSION_DAYS = "validite/reconversion/depot"
DECISION = "validite/decision/jours"
DECISION_PUBLIC = "validite/decision/jours_public"
DECISION_PRO = "validite/professionnalisation/decision"
DECISION_RECONVERSION = "validite/reconversion/decision"
SILENCE_RECONVERSION = "validite/reconversion/silence_refus"
REJECTION = "validite/decision/rejet"
FORFEITURE = "prise_en_charge/forclusion_solde"

ACCEPTATION, REFUS = "acceptation", "refus"
DECISIONS = (ACCEPTATION, REFUS)


def check_transmission(facts: Facts, trace: Trace) -> Answer:
    """Apprenticeship: sent within five working days after the start of execution (D6224-1)."""
    departement = facts.departement or ""
    days = trace.whole(WORKING_DAYS, facts.date_conclusion)
    latest = add_jours_ouvrables(facts.date_debut, days, departement)
    phrase = f"{days} jours ouvrables après le {format_date(facts.date_debut)} vont jusqu’au {format_date(latest)}"
    answer = _sent_by(facts, trace, latest, phrase)
    sent = facts.date_transmission
    if sent is None or sent <= latest:
        return answer
    return _without_aid(answer, facts, trace)


def _without_aid(answer: Answer, facts: Facts, trace: Trace) -> Answer:
    try:
        limit = add_months(facts.date_conclusion, trace.whole(AID, facts.date_conclusion))
    except ParametreMissingError:
        return answer
    if facts.date_transmission is not None and facts.date_transmission > limit:
        lost = f"Transmis après le {format_date(limit)}, il n’ouvre plus droit à l’aide à l’employeur (D6243-2)."
        return alert(f"{answer.phrase} {lost}")
    return answer


def check_transmission_pro(facts: Facts, trace: Trace) -> Answer:
    """Contrat de professionnalisation: sent within five calendar days after the start (D6325-1)."""
    days = trace.whole(PRO_DAYS, facts.date_conclusion)
    latest = add_days(facts.date_debut, days)
    phrase = f"{days} jours après le {format_date(facts.date_debut)} vont jusqu’au {format_date(latest)}"
    return _sent_by(facts, trace, latest, phrase)


def _sent_by(facts: Facts, trace: Trace, latest: date, phrase: str) -> Answer:
    trace.note("à transmettre au plus tard le", format_date(latest))
    sent = facts.date_transmission
    if sent is None:
        return unknown(f"La date de transmission n’est pas renseignée : {phrase}.", "date_transmission")
    trace.note("transmis le", format_date(sent))
    told = f"Transmis le {format_date(sent)}"
    if sent > latest:
        return alert(f"{told}, en retard : {phrase}. Le retard n’est pas un motif de refus.")
    return ok(f"{told} : {phrase}.")


def check_transmission_reconversion(facts: Facts, trace: Trace) -> Answer:
    """Période de reconversion: sent within the thirty days BEFORE the start (R6324-1)."""
    days = trace.whole(RECONVERSION_DAYS, facts.date_conclusion)
    first, last = add_days(facts.date_debut, -days), add_days(facts.date_debut, -1)
    trace.note("à transmettre", f"du {format_date(first)} au {format_date(last)}")
    window = f"du {format_date(first)} au {format_date(last)}, dans les {days} jours qui précèdent le début"
    sent = facts.date_transmission
    if sent is None:
        return unknown(
            f"La date de transmission n’est pas renseignée : le dossier s’adresse {window}.", "date_transmission"
        )
    trace.note("transmis le", format_date(sent))
    if first <= sent <= last:
        return ok(f"Transmis le {format_date(sent)} : le dossier s’adresse {window}.")
    moment = "trop tôt" if sent < first else "en retard"
    return alert(f"Transmis le {format_date(sent)}, {moment} : le dossier s’adresse {window}.")


class Regime(NamedTuple):
    """How an authority decides: its delay, what its silence makes, the article of the delay."""

    days: int
    silence: Etat
    article: str


def regime(facts: Facts, trace: Trace) -> Regime:
    """By type of contract, and by employer for apprenticeship. Raises ParametreMissingError."""
    on = facts.date_conclusion
    if facts.type == PROFESSIONNALISATION:
        return Regime(trace.whole(DECISION_PRO, on), Etat.ACCEPTATION_IMPLICITE, "D6325-2")
    if facts.type == RECONVERSION:
        refusal = trace.is_on(SILENCE_RECONVERSION, on)
        silence = Etat.REFUS_IMPLICITE if refusal else Etat.ACCEPTATION_IMPLICITE
        return Regime(trace.whole(DECISION_RECONVERSION, on), silence, "R6324-2")
    if facts.employeur_public:
        return Regime(trace.whole(DECISION_PUBLIC, on), Etat.ACCEPTATION_IMPLICITE, "R6275-3")
    return Regime(trace.whole(DECISION, on), Etat.REFUS_IMPLICITE, "R6224-3")


def decision_states(facts: Facts, trace: Trace, as_of: date | None = None) -> tuple[Etat, ...]:
    """The states of the file since it was complete; `as_of` is the day of the reading, for the silence."""
    if facts.date_dossier_complet is None:
        return ()
    ruled = regime(facts, trace)
    deadline = add_days(facts.date_dossier_complet, ruled.days)
    accepted = None if facts.decision is None else facts.decision == ACCEPTATION
    on = as_of if accepted is None else facts.date_decision
    return decided(deadline, ruled.silence, accepted, on)


_SILENCES = {
    Etat.REFUS_IMPLICITE: "refus implicite",
    Etat.ACCEPTATION_IMPLICITE: "acceptation implicite",
}


def decision_check(as_of: date | None) -> Callable[[Facts, Trace], Answer]:
    """The check of the decision, read on a day (None: silence stays open, its deadline is told)."""

    def check(facts: Facts, trace: Trace) -> Answer:
        return _decision(facts, trace, as_of)

    return check


def _decision(facts: Facts, trace: Trace, as_of: date | None) -> Answer:
    ruled = regime(facts, trace)
    complete = facts.date_dossier_complet
    if complete is None:
        phrase = f"Le délai de {ruled.days} jours court du dossier complet, dont la date n’est pas renseignée."
        return unknown(phrase, "date_dossier_complet", article=ruled.article)
    deadline = add_days(complete, ruled.days)
    trace.note("dossier complet", format_date(complete))
    trace.note("terme du délai", format_date(deadline))
    clock = (
        f"{ruled.days} jours après le dossier complet du {format_date(complete)} vont jusqu’au {format_date(deadline)}"
    )
    if facts.decision is not None and facts.date_decision is None:
        return unknown(
            f"La date de la décision n’est pas renseignée : {clock}.", "date_decision", article=ruled.article
        )
    states = decision_states(facts, trace, as_of)
    trace.note("états", ", ".join(state.replace("_", " ") for state in states))
    if facts.decision is None:
        return _silent(states, ruled, clock)
    return _explicit(facts, states, ruled, clock)


def _silent(states: tuple[Etat, ...], ruled: Regime, clock: str) -> Answer:
    effect = _SILENCES[ruled.silence]
    if states[-1] is Etat.COMPLET:
        phrase = f"Aucune décision n’est renseignée : {clock} ; passé ce jour, le silence vaut {effect}."
        return unknown(phrase, "decision", "date_decision", article=ruled.article)
    phrase = f"Aucune décision : {clock} ; le silence vaut {effect}."
    return refuse(phrase, ruled.article) if states[-1] is Etat.REFUS_IMPLICITE else ok(phrase, ruled.article)


def _explicit(facts: Facts, states: tuple[Etat, ...], ruled: Regime, clock: str) -> Answer:
    on = "" if facts.date_decision is None else f" le {format_date(facts.date_decision)}"
    late = len(states) > 1 and states[1] is ruled.silence
    before = f" après un silence qui valait {_SILENCES[ruled.silence]}" if late else ""
    if facts.decision == ACCEPTATION:
        return ok(f"Acceptation explicite{on}{before} : {clock}.", ruled.article)
    if states[-1] is not Etat.REFUSE:
        return alert(f"Refus{on}{before} : {clock}. L’acceptation implicite reste acquise.", ruled.article)
    return refuse(f"Refus explicite{on}{before} : {clock}.", ruled.article)


def check_rejet(facts: Facts, trace: Trace) -> Answer:
    """A rejection is motivated and notified within two months of the request (R6332-24)."""
    if facts.decision != REFUS:
        return not_concerned("Aucun refus explicite.")
    asked = facts.date_dossier_complet or facts.date_transmission
    missing = facts.missing("date_decision", "decision_motivee")
    if asked is None or facts.date_decision is None:
        return unknown(
            "Le délai de notification du refus ne peut pas être compté.",
            *(() if asked else ("date_transmission",)),
            *missing,
        )
    months = trace.whole(REJECTION, asked)
    latest = add_months(asked, months)
    trace.note("à notifier au plus tard le", format_date(latest))
    told = f"Refus du {format_date(facts.date_decision)}"
    if facts.date_decision > latest:
        limit = f"le refus se notifie dans les {months} mois de la demande"
        return alert(f"{told}, après le {format_date(latest)} : {limit}.")
    if facts.decision_motivee is None:
        return unknown(f"{told}, à temps : il doit être motivé.", "decision_motivee")
    if not facts.decision_motivee:
        return alert(f"{told}, sans motif : le refus doit être motivé.")
    return ok(f"{told}, motivé et notifié au plus tard le {format_date(latest)}.")


def check_pieces_solde(facts: Facts, trace: Trace) -> Answer:
    """The pieces of the solde reach the OPCO within four months of the term, or the solde is not due (R6332-25 III)."""
    try:
        months = trace.whole(FORFEITURE, facts.date_conclusion)
    except ParametreMissingError:
        return not_concerned("Contrat conclu avant que la forclusion du solde n’existe.")
    term = facts.date_fin if facts.date_rupture is None else min(facts.date_fin, facts.date_rupture)
    latest = add_months(term, months)
    trace.note("pièces à transmettre au plus tard le", format_date(latest))
    due = f"elles doivent l’être au plus tard le {format_date(latest)}, sans quoi le solde n’est pas dû"
    received = facts.pieces_recues_le
    if received is None:
        return unknown(f"La réception des pièces du solde n’est pas renseignée : {due}.", "pieces_recues_le")
    phrase = f"Pièces du solde reçues le {format_date(received)} : {due}."
    return alert(phrase) if received > latest else ok(phrase)

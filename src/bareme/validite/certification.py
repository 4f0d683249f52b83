"""What is prepared and where: RNCP (L6211-1), habilitation (R6113-16), Qualiopi (L6316-1, R6316-9)."""

from __future__ import annotations

from bareme.display import format_date
from bareme.validite.dates import add_months
from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, ok, refuse, unknown

GRACE = "validite/certification/grace_qualiopi"
COPY = "validite/certification/copie_contrat"

HABILITATIONS = ("oui", "non", "sans_objet")


def check_rncp_active(facts: Facts, trace: Trace) -> Answer:
    """The registration must be active at the start of the contract, or of the cycle when it began earlier."""
    on = facts.tested_on
    which = "au début de l’exécution" if on == facts.date_debut else "au début du cycle"
    trace.note("date de lecture", f"{format_date(on)}, {which}")
    end = facts.rncp_fin_enregistrement
    if end is None:
        return unknown(
            "La fin d’enregistrement de la certification au RNCP n’est pas renseignée.", "rncp_fin_enregistrement"
        )
    trace.note("fin d’enregistrement au RNCP", format_date(end))
    if end < on:
        return refuse(
            f"L’enregistrement au RNCP a pris fin le {format_date(end)}, avant le {format_date(on)} ({which})."
        )
    return ok(f"La certification est enregistrée au RNCP jusqu’au {format_date(end)} ; elle l’était {which}.")


def check_rncp_apprentissage(facts: Facts, trace: Trace) -> Answer:
    """The certification must be open to apprenticeship."""
    open_to = facts.rncp_apprentissage
    if open_to is None:
        return unknown("L’ouverture de la certification à l’apprentissage n’est pas renseignée.", "rncp_apprentissage")
    trace.note("certification ouverte à l’apprentissage", "oui" if open_to else "non")
    if not open_to:
        return refuse("La certification n’est pas ouverte à l’apprentissage.")
    return ok("La certification est ouverte à l’apprentissage.")


def check_habilitation(facts: Facts, trace: Trace) -> Answer:
    """A CFA that is not the certifier itself must be entitled by it, when the certifier requires it."""
    told = facts.cfa_habilite
    if told is None:
        return unknown("L’habilitation du CFA par le certificateur n’est pas renseignée.", "cfa_habilite")
    trace.note("habilitation du CFA", told.replace("_", " "))
    if told == "non":
        return refuse("Le CFA n’est pas habilité par le certificateur à préparer cette certification.")
    if told == "sans_objet":
        return ok("Le CFA est lui-même certificateur, ou la certification ne demande pas d’habilitation.")
    return ok("Le CFA est habilité par le certificateur à préparer cette certification.")


def check_qualiopi(facts: Facts, trace: Trace) -> Answer:
    """The training body must be certified, but for a new CFA during six months (R6316-9)."""
    if facts.cfa_qualiopi is None:
        return unknown("La certification qualité de l’organisme de formation n’est pas renseignée.", "cfa_qualiopi")
    trace.note("certification qualité", "oui" if facts.cfa_qualiopi else "non")
    if facts.cfa_qualiopi:
        return ok("L’organisme de formation est certifié.")
    return _new_cfa(facts, trace)


def check_qualiopi_pro(facts: Facts, trace: Trace) -> Answer:
    """The same without grace: R6316-9 is for apprenticeship only."""
    if facts.cfa_qualiopi is None or facts.cfa_qualiopi:
        return check_qualiopi(facts, trace)
    trace.note("certification qualité", "non")
    return refuse("L’organisme de formation n’est pas certifié.")


def _new_cfa(facts: Facts, trace: Trace) -> Answer:
    conclusion = facts.date_conclusion
    first = facts.cfa_premiere_convention
    if first is None:
        return unknown(
            "L’organisme de formation n’est pas certifié : un nouveau CFA en est d’abord dispensé.",
            "cfa_premiere_convention",
            article="L6316-1, R6316-9",
        )
    latest = add_months(first, trace.whole(GRACE, conclusion))
    copy_due = add_months(first, trace.whole(COPY, conclusion))
    trace.note("fin de la dispense", format_date(latest))
    trace.note("copie du contrat de certification due le", format_date(copy_due))
    began = f"première convention d’apprentissage signée le {format_date(first)}"
    if conclusion > latest:
        phrase = (
            f"L’organisme de formation n’est pas certifié ; sa dispense a pris fin le {format_date(latest)} ({began})."
        )
        return refuse(phrase, "L6316-1, R6316-9, I")
    sent = facts.cfa_copie_contrat_le
    if sent is None and conclusion > copy_due:
        return unknown(
            f"La copie du contrat de certification était due le {format_date(copy_due)} ({began}).",
            "cfa_copie_contrat_le",
            article="R6316-9, I, deuxième alinéa",
        )
    if sent is not None and sent > copy_due and conclusion > copy_due:
        late = f"due le {format_date(copy_due)}, est parvenue le {format_date(sent)}"
        return refuse(f"La copie du contrat de certification, {late}.", "R6316-9, I, deuxième alinéa")
    return ok(f"Nouveau CFA, dispensé de certification jusqu’au {format_date(latest)} ({began}).", "R6316-9, I")

"""The employer and the OPCO: opposition (L6225-1), attachment (R6332-23-1), findings of controls (R6332-26)."""

from __future__ import annotations

from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, alert, ok, refuse, unknown


def check_opposition(facts: Facts, trace: Trace) -> Answer:
    """No opposition, no suspension, no ban on hiring apprentices."""
    told = facts.opposition_en_cours
    if told is None:
        return unknown(
            "L’absence d’opposition, de suspension ou d’interdiction n’est pas renseignée.", "opposition_en_cours"
        )
    trace.note("opposition, suspension ou interdiction", "oui" if told else "non")
    if told:
        return refuse("L’employeur est sous le coup d’une opposition, d’une suspension ou d’une interdiction.")
    return ok("L’employeur n’est sous le coup d’aucune opposition, suspension ni interdiction.")


def check_rattachement(facts: Facts, trace: Trace) -> Answer:
    """The company belongs to the OPCO in the tables of France compétences, or can be attached. No ground to refuse."""
    told = facts.entreprise_rattachee
    if told is None:
        return unknown("Le rattachement de l’entreprise à l’OPCO n’est pas renseigné.", "entreprise_rattachee")
    trace.note("entreprise rattachée à l’OPCO", "oui" if told else "non")
    if not told:
        return alert(
            "L’entreprise n’est pas rattachée à l’OPCO dans les tables de France compétences : voyez si elle "
            "peut l’être, et dites-le à France compétences."
        )
    return ok("L’entreprise est rattachée à l’OPCO.")


def check_manquements(facts: Facts, trace: Trace) -> Answer:
    """Findings of the controls of R6332-26 found a refusal until they cease."""
    told = facts.manquements_en_cours
    if told is None:
        return unknown("L’absence de manquement constaté par un contrôle n’est pas renseignée.", "manquements_en_cours")
    trace.note("manquements constatés et non levés", "oui" if told else "non")
    if told:
        return refuse("Des manquements constatés par un contrôle de l’OPCO n’ont pas cessé.")
    return ok("Aucun manquement constaté par un contrôle n’est en cours.")

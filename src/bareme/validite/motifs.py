"""The grounds on which the OPCO refuses the funding of a contract, and which are in force at its conclusion.

Apprenticeship: D6224-2 in its two wordings. Contrat de professionnalisation: D6325-2. Période de reconversion: R6324-3.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bareme.parametres import ParametreMissingError
from bareme.validite.facts import PROFESSIONNALISATION, RECONVERSION, Facts
from bareme.validite.trace import Trace

NUMEROTES = "validite/decision/motifs_numerotes"
TOUTE_DISPOSITION = "validite/decision/toute_disposition"
MANQUEMENTS_PRO = "validite/professionnalisation/manquements"


class Motif(StrEnum):
    """A ground of D6224-2, named as the article does; the last two came with the wording of 2024-08-01."""

    FORMATION = "1°"
    AGE = "2°"
    MAITRE = "3°"
    REMUNERATION = "4°"
    OPPOSITION = "5°"
    HABILITATION = "6°"
    CERTIFICATION = "7°"
    DISPOSITION = "toute autre disposition"
    MANQUEMENTS = "manquements constatés"


NUMBERED = (
    Motif.FORMATION,
    Motif.AGE,
    Motif.MAITRE,
    Motif.REMUNERATION,
    Motif.OPPOSITION,
    Motif.HABILITATION,
    Motif.CERTIFICATION,
)


def motifs_on(conclusion: date, trace: Trace | None = None) -> tuple[Motif, ...]:
    """The grounds of D6224-2 for the contracts concluded on a date; none before 2020-01-01, when it did not exist."""
    trace = trace or Trace()
    try:
        numbered = NUMBERED[: trace.whole(NUMEROTES, conclusion)]
    except ParametreMissingError:
        return ()
    if trace.is_on(TOUTE_DISPOSITION, conclusion):
        return (*numbered, Motif.DISPOSITION, Motif.MANQUEMENTS)
    return numbered


def in_force(motif: Motif, facts: Facts, trace: Trace) -> bool:
    """Whether a ground allows to refuse this contract, by its type and its date of conclusion."""
    if facts.type == PROFESSIONNALISATION:
        return motif is not Motif.MANQUEMENTS or trace.is_on(MANQUEMENTS_PRO, facts.date_conclusion)
    if facts.type == RECONVERSION:
        return True
    return motif in motifs_on(facts.date_conclusion, trace)


def named(motif: Motif, facts: Facts) -> str:
    """The ground as a decision quotes it: « D6224-2 2° »; none for a public employer, whose file the State decides."""
    if facts.employeur_public:
        return ""
    if facts.type == PROFESSIONNALISATION:
        return "D6325-2, dernier alinéa" if motif is Motif.MANQUEMENTS else "D6325-2"
    if facts.type == RECONVERSION:
        return "R6324-3, second alinéa" if motif is Motif.MANQUEMENTS else "R6324-3"
    if motif is Motif.MANQUEMENTS:
        return "D6224-2, dernier alinéa"
    return f"D6224-2, {motif}" if motif is Motif.DISPOSITION else f"D6224-2 {motif}"

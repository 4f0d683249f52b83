"""The states of a contract from its draft to its end, and the moves between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from bareme.display import typography


class Etat(StrEnum):
    """Where a contract stands. `ACCEPTATION_IMPLICITE`: the silence that accepts (public employer, D6325-2)."""

    BROUILLON = "brouillon"
    TRANSMIS = "transmis"
    COMPLET = "complet"
    ENGAGE = "engage"
    REFUSE = "refuse"
    REFUS_IMPLICITE = "refus_implicite"
    ACCEPTATION_IMPLICITE = "acceptation_implicite"
    AVENANT = "avenant"
    ROMPU = "rompu"
    MAINTIEN_CFA = "maintien_cfa"
    NOUVEAU_CONTRAT = "nouveau_contrat"
    FIN_MAINTIEN = "fin_maintien"
    ECHU = "echu"
    SOLDE = "solde"
    ANNULE = "annule"


# An explicit acceptance after an implicit refusal is valid and replaces it (DGEFP). A refusal is left only by a new
# file or an appeal, which is another TRANSMIS.
TRANSITIONS: dict[Etat, frozenset[Etat]] = {
    Etat.BROUILLON: frozenset({Etat.TRANSMIS, Etat.ANNULE}),
    Etat.TRANSMIS: frozenset({Etat.COMPLET, Etat.REFUSE, Etat.ANNULE}),
    Etat.COMPLET: frozenset({Etat.ENGAGE, Etat.REFUSE, Etat.REFUS_IMPLICITE, Etat.ACCEPTATION_IMPLICITE}),
    Etat.REFUS_IMPLICITE: frozenset({Etat.ENGAGE, Etat.REFUSE, Etat.TRANSMIS}),
    Etat.ACCEPTATION_IMPLICITE: frozenset({Etat.ENGAGE, Etat.ROMPU, Etat.ECHU, Etat.AVENANT, Etat.ANNULE}),
    Etat.REFUSE: frozenset({Etat.TRANSMIS}),
    Etat.ENGAGE: frozenset({Etat.AVENANT, Etat.ROMPU, Etat.ECHU, Etat.SOLDE, Etat.ANNULE}),
    Etat.AVENANT: frozenset({Etat.ENGAGE, Etat.REFUSE, Etat.ROMPU, Etat.ECHU}),
    Etat.ROMPU: frozenset({Etat.MAINTIEN_CFA, Etat.NOUVEAU_CONTRAT, Etat.SOLDE}),
    Etat.MAINTIEN_CFA: frozenset({Etat.NOUVEAU_CONTRAT, Etat.FIN_MAINTIEN}),
    Etat.NOUVEAU_CONTRAT: frozenset({Etat.SOLDE}),
    Etat.FIN_MAINTIEN: frozenset({Etat.SOLDE}),
    Etat.ECHU: frozenset({Etat.SOLDE}),
    Etat.SOLDE: frozenset(),
    Etat.ANNULE: frozenset(),
}


class TransitionError(ValueError):
    """A move that the machine does not allow. The message is French and names the moves that it does."""

    def __init__(self, current: Etat, wanted: Etat) -> None:
        allowed = ", ".join(sorted(TRANSITIONS[current])) or "aucun"
        super().__init__(typography(f"De « {current} » à « {wanted} » : passage impossible. Passages : {allowed}."))


def advance(current: Etat, wanted: Etat) -> Etat:
    """The next state. Raises TransitionError."""
    if wanted not in TRANSITIONS[current]:
        raise TransitionError(current, wanted)
    return wanted


def follow(states: Iterable[Etat]) -> tuple[Etat, ...]:
    """A whole path, checked move by move. Raises TransitionError."""
    path: list[Etat] = []
    for state in states:
        path.append(advance(path[-1], state) if path else state)
    return tuple(path)


def decided(deadline: date, silence: Etat, accepted: bool | None, on: date | None) -> tuple[Etat, ...]:
    """The states of a complete file: what an explicit decision of the day `on` makes of it, silence included.

    `accepted` None: no explicit decision; the silence then counts once the deadline has passed, which `on` (the day
    of the reading) says; without it nothing is known after « complet ». A late refusal leaves an implicit acceptance
    as it is: withdrawing it is another decision.
    """
    late = on is not None and on > deadline
    states = [Etat.COMPLET, *([silence] if late else [])]
    if accepted is not None:
        explicit = Etat.ENGAGE if accepted else Etat.REFUSE
        if explicit in TRANSITIONS[states[-1]]:
            states.append(explicit)
    return follow(states)

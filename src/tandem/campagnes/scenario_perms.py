"""What a person may do with the ranking and the scenarios: pure predicates over facts already read."""

from collections.abc import Collection

from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.perms import REGION_ROLES, Standing
from tandem.organisations.enums import Role
from tandem.organisations.perms import ALLOWED, Decision, refused

SIMULATORS = frozenset({Role.REGION_INSTRUCTION, Role.REGION_VALIDATION, Role.REGION_BUDGET})
CLOSED = frozenset({EtatCampagne.PROPOSEE_AU_VOTE, EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE})
"""States in which the amounts are no longer looked for."""


def can_read_ranking(standing: Standing) -> Decision:
    """Whether a person may read the ranking, the scenarios and every explanation of a campaign."""
    if REGION_ROLES & standing.roles:
        return ALLOWED
    return refused("Le classement et les scénarios ne sont lus que par les agents et les élus de la Région.")


def can_simulate(standing: Standing) -> Decision:
    """Whether a person may try other parameters (nothing is written)."""
    if SIMULATORS & standing.roles:
        return ALLOWED
    return refused(
        "Le solveur est ouvert aux rôles « Région – instruction », « Région – validation » et « Région – budget »."
    )


def can_save_scenario(standing: Standing, etat: str) -> Decision:
    """Whether a person may keep a scenario under a name."""
    decision = can_simulate(standing)
    if decision and etat in CLOSED:
        return refused(f"La campagne est « {EtatCampagne(etat).label} » : aucun scénario ne peut plus s’y ajouter.")
    return decision


def can_adopt_scenario(standing: Standing, etat: str, interests: Collection[str]) -> Decision:
    """Whether a person may adopt a scenario; `interests` names the OF-CFA concerned with which a link is declared."""
    if Role.REGION_VALIDATION not in standing.roles:
        return refused("L’adoption d’un scénario demande le rôle « Région – validation ».")
    if etat in CLOSED:
        return refused(f"La campagne est « {EtatCampagne(etat).label} » : le scénario adopté n’y change plus.")
    if etat != EtatCampagne.CLASSEE:
        return refused("Arrêtez d’abord le classement : un scénario s’adopte sur une campagne classée.")
    if interests:
        names = ", ".join(sorted(interests))
        return refused(f"Vous avez déclaré un lien d’intérêt avec {names} : une autre personne doit adopter.")
    return ALLOWED


def can_explain(standing: Standing, *, is_own: bool, is_voted: bool, is_published: bool) -> Decision:
    """Whether a person may read why an OF-CFA receives its amount; its own people once voted, all once published."""
    if is_published or REGION_ROLES & standing.roles:
        return ALLOWED
    if not is_own:
        return refused("Le détail de ce montant sera public après la publication de la délibération.")
    if is_voted:
        return ALLOWED
    return refused("Le détail de votre montant vous sera ouvert après le vote de la délibération.")


def can_read_formations(standing: Standing, *, is_own: bool) -> Decision:
    """Whether a person may read the rank, the points and the share of each formation: never the other CFA's."""
    if is_own or REGION_ROLES & standing.roles:
        return ALLOWED
    return refused("Le rang et les points de chaque formation ne sont lus que par la Région et l’OF-CFA concerné.")

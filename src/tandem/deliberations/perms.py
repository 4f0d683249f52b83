"""Who may do what with documents: pure predicates over facts that the caller has already read."""

from collections.abc import Collection

from tandem.campagnes.enums import EtatCampagne
from tandem.organisations.enums import Role
from tandem.organisations.perms import ALLOWED, Decision, refused

REGION = frozenset(role for role in Role if role.value.startswith("region_"))
WRITERS = frozenset({Role.REGION_INSTRUCTION, Role.REGION_VALIDATION})
VOTED = frozenset({EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE})


def can_read_annexe(roles: Collection[Role], *, is_published: bool) -> Decision:
    """Whether a person may read the annexe: the Région's people at any stage, everyone once it is published."""
    if is_published or REGION & set(roles):
        return ALLOWED
    return refused("L’annexe n’est pas encore publiée : elle le sera dans les données ouvertes après le vote.")


def can_read_summary(roles: Collection[Role], *, is_published: bool) -> Decision:
    """Whether a person may read the one-page summary of a campaign."""
    if is_published or REGION & set(roles):
        return ALLOWED
    return refused("La synthèse est lue par les élus et les agents de la Région jusqu’à la publication.")


def can_read_letters(roles: Collection[Role]) -> Decision:
    """Whether a person may read the letters of the campaign and their templates."""
    if REGION & set(roles):
        return ALLOWED
    return refused("Les courriers de la campagne sont lus par les élus et les agents de la Région.")


def can_read_letter(roles: Collection[Role], *, is_own: bool, is_sent: bool) -> Decision:
    """Whether a person may read the letter of one OF-CFA: its own people once it is sent."""
    if REGION & set(roles) or (is_own and is_sent):
        return ALLOWED
    if is_own:
        return refused("Votre courrier sera disponible ici dès sa notification.")
    return refused("Ce courrier est adressé à un autre organisme.")


def can_edit_letters(roles: Collection[Role]) -> Decision:
    """Whether a person may change the words or the layout of the letters."""
    if WRITERS & set(roles):
        return ALLOWED
    return refused("Les courriers sont rédigés par les rôles « Région – instruction » et « Région – validation ».")


def can_send_letters(roles: Collection[Role], etat: str) -> Decision:
    """Whether a person may produce the letters for good."""
    if Role.REGION_VALIDATION not in roles:
        return refused("L’envoi des courriers demande le rôle « Région – validation ».")
    if etat not in VOTED:
        return refused("Aucun courrier ne part avant le vote : enregistrez d’abord la délibération.")
    return ALLOWED

"""What a person may do about organisations: pure predicates over facts that the caller has already read."""

from typing import NamedTuple

from tandem.organisations.enums import Role, TypeOrganisation


class Decision(NamedTuple):
    """Whether an action is allowed; `reason`, in French, is shown only on refusal."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(allowed=True)


def refused(reason: str) -> Decision:
    """Return a refusal with the reason that its person will read."""
    return Decision(allowed=False, reason=reason)


ADMINISTRATORS = {
    TypeOrganisation.REGION: Role.REGION_ADMIN,
    TypeOrganisation.OF_CFA: Role.CFA_DIRECTION,
}
"""The role that manages the people of an organisation of its kind; elsewhere, the site's administrators do."""


def can_administer(roles, organisation) -> Decision:
    """Whether a person holding `roles` in this organisation may manage its people and its charte."""
    needed = ADMINISTRATORS.get(organisation.type)
    if needed is None:
        return refused("Les rôles de cette organisation sont tenus par les administrateurs de la plateforme.")
    if needed in roles:
        return ALLOWED
    return refused(f"Le rôle « {needed.label} » dans « {organisation} » est nécessaire.")


def can_change_charte(roles, organisation) -> Decision:
    """Whether a person may change the name, logo and colours shown: a Région's administrators only."""
    if organisation.type != TypeOrganisation.REGION:
        return refused("Seule une Région a une charte graphique sur la plateforme.")
    return can_administer(roles, organisation)


def can_read_journal(roles, organisation) -> Decision:
    """Whether a person may read the journal of decisions of a Région."""
    readers = {Role.REGION_ADMIN, Role.REGION_VALIDATION, Role.REGION_BUDGET}
    if organisation.type == TypeOrganisation.REGION and readers & set(roles):
        return ALLOWED
    return refused(
        "Le journal des décisions est lu par les rôles « Région – administration », « Région – validation » "
        "et « Région – budget »."
    )


def can_grant(roles, organisation, role) -> Decision:
    """Whether a person may grant `role` in this organisation."""
    decision = can_administer(roles, organisation)
    if not decision:
        return decision
    if role not in Role.granted_by(organisation.type):
        return refused(f"« {Role(role).label} » n’est pas un rôle de cette organisation.")
    return ALLOWED


def can_end(roles, membership, actor_id) -> Decision:
    """Whether a person may end a membership: not the administrator's own, so that one always remains."""
    decision = can_administer(roles, membership.organisation)
    if not decision:
        return decision
    if membership.user_id == actor_id and membership.role == ADMINISTRATORS[membership.organisation.type]:
        return refused(
            "Personne ne met fin à son propre rôle d’administration : demandez à une autre personne qui l’exerce."
        )
    return ALLOWED

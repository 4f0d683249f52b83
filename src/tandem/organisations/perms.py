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
    return refused(f"Le rôle « {needed.label} » dans « {organisation} » est nécessaire.")


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
        "Le journal des décisions est lu par les rôles « Région – administration », « Région – validation » "
        "et « Région – budget »."
    )


def can_grant(roles, organisation, role) -> Decision:
    """Whether a person may grant `role` in this organisation."""
    decision = can_administer(roles, organisation)
    if not decision:
        return decision
    if role not in Role.granted_by(organisation.type):
        return refused(f"« {Role(role).label} » n’est pas un rôle de cette organisation.")
    return ALLOWED


def can_end(roles, membership, actor_id) -> Decision:
    """Whether a person may end a membership: not the administrator's own, so that one always remains."""
    decision = can_administer(roles, membership.organisation)
    if not decision:
        return decision
    if membership.user_id == actor_id and membership.role == ADMINISTRATORS[membership.organisation.type]:
        return refused(
            "Personne ne met fin à son propre rôle d’administration : demandez à une autre personne qui l’exerce."
        )
    return ALLOWED


def can_sign_in_from(siret, organisations) -> Decision:
    """Whether a person vouched for by an employer of this SIRET may enter for these organisations.

    Compared by SIREN: an agent's SIRET is that of an établissement. Nothing is refused when the provider gave no
    SIRET, or when none of the organisations has one here.
    """
    known = {organisation.siren or organisation.siret[:9] for organisation in organisations} - {""}
    if not siret or not known or str(siret)[:9] in known:
        return ALLOWED
    names = ", ".join(sorted({str(organisation) for organisation in organisations}))
    return refused(
        f"Votre fournisseur d’identité vous rattache à l’établissement de SIRET {siret}, alors que vos rôles ici sont "
        f"donnés par : {names}. Connectez-vous avec le compte de cette organisation, ou demandez à son administration "
        "de corriger le SIRET enregistré."
    )


def can_open_access(territories, organisation) -> Decision:
    """Whether the administrator of Régions of these territories may give an OF-CFA its first access.

    Only in one's own territory: an OF-CFA with no territory recorded is nobody's.
    """
    if organisation.type != TypeOrganisation.OF_CFA:
        return refused("Seul un OF-CFA reçoit son accès de la Région.")
    if not territories:
        return refused(f"Le rôle « {Role.REGION_ADMIN.label} » est nécessaire pour ouvrir l’accès d’un OF-CFA.")
    territory = organisation.region_id or (organisation.departement.region_id if organisation.departement else None)
    if territory in territories:
        return ALLOWED
    return refused(
        f"« {organisation} » n’est pas enregistré dans le territoire de votre Région : complétez d’abord sa région."
    )


APPOINTING = frozenset({Role.REGION_VALIDATION, Role.REGION_ADMIN, Role.OPCO_PARTENARIATS})
"""The roles that say who represents their organisation and who signs for it."""


def can_appoint(roles, organisation) -> Decision:
    """Whether a person holding `roles` in this organisation may say who represents it."""
    if set(roles) & APPOINTING:
        return ALLOWED
    labels = " ou ".join(f"« {role.label} »" for role in Role if role in APPOINTING)
    return refused(f"Dire qui représente « {organisation} » demande le rôle {labels} dans cette organisation.")

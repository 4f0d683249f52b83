"""What a person may do about an import: pure predicates over facts that the caller has already read."""

from tandem.imports.enums import OPEN_STATUSES, ImportStatus
from tandem.organisations.enums import Role
from tandem.organisations.perms import ALLOWED, refused

# A file holds candidatures as received, before anyone read them: neither the élus nor the role that only reads see it.
READING_ROLES = frozenset(
    {
        Role.REGION_INSTRUCTION,
        Role.REGION_VALIDATION,
        Role.REGION_BUDGET,
        Role.REGION_ADMIN,
        Role.CFA_DIRECTION,
        Role.CFA_GESTION,
    }
)


def can_change(status, may_import):
    """Whether the columns, sheet or answers of an import may still be changed."""
    if not may_import:
        return may_import
    if status not in OPEN_STATUSES:
        return refused(f"Cet import est à l’état « {ImportStatus(status).label} » : il ne change plus.")
    return ALLOWED


def can_validate(status, may_import):
    """Whether an import may be validated."""
    if not may_import:
        return may_import
    reasons = {
        ImportStatus.VALIDATED: "Cet import est déjà validé.",
        ImportStatus.FAULTY: "Le fichier contient encore des erreurs : corrigez-les et déposez-le de nouveau.",
        ImportStatus.PENDING: "Des organismes restent à reconnaître avant la validation.",
        ImportStatus.DEPOSITED: "Les colonnes restent à vérifier avant la validation.",
    }
    if status == ImportStatus.READY:
        return ALLOWED
    label = ImportStatus(status).label
    return refused(reasons.get(status, f"Cet import est à l’état « {label} » : il ne peut plus être validé."))


def can_undo(status, may_import):
    """Whether an import may be asked to be undone; the rows themselves may still refuse it."""
    if not may_import:
        return may_import
    if status != ImportStatus.VALIDATED:
        return refused("Seul un import validé peut être annulé.")
    return ALLOWED


def can_abandon(status, may_import):
    """Whether an import may be set aside without having written anything."""
    if not may_import:
        return may_import
    if status == ImportStatus.REFUSED or status in OPEN_STATUSES:
        return ALLOWED
    return refused(f"Cet import est à l’état « {ImportStatus(status).label} » : il ne peut plus être abandonné.")

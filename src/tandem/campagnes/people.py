"""Who is written to about a dossier: the people of its OF-CFA, and no one else."""

from tandem.organisations.enums import Role
from tandem.organisations.models import Membership

CFA_ROLES = (Role.CFA_DIRECTION, Role.CFA_GESTION)


def people_of(of_cfa) -> list[str]:
    """Return the addresses of the active people who hold a role in this OF-CFA today, sorted."""
    return sorted(
        set(
            Membership.objects.current()
            .filter(organisation=of_cfa, role__in=CFA_ROLES, user__is_active=True)
            .values_list("user__email", flat=True)
        )
    )

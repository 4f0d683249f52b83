"""Read what a person is in a convention, once, for the predicates of perms.py."""

from django.core.exceptions import PermissionDenied

from tandem.conventions.models import Partie
from tandem.conventions.perms import Standing
from tandem.organisations.enums import Role


def standing_of(user, convention) -> Standing:
    """Return the parties that the person acts for, and the roles held there (two queries)."""
    if not user.is_authenticated:
        return Standing(user_id=None)
    held = {}
    for organisation, role in user.memberships.current().values_list("organisation", "role").order_by("pk"):
        held.setdefault(organisation, set()).add(Role(role))
    parties, organisations, roles = [], [], set()
    rows = Partie.objects.filter(convention=convention).order_by("rank")
    for pk, organisation, delegation in rows.values_list("pk", "organisation", "delegation"):
        mine = held.get(organisation, set()) | held.get(delegation, set())
        if mine:
            parties.append(pk)
            organisations.append(organisation)
            roles |= mine
    return Standing(
        user_id=user.pk,
        parties=tuple(parties),
        organisations=frozenset(organisations),
        roles=frozenset(roles),
        own_organisation=organisations[0] if organisations else None,
    )


def require(decision) -> None:
    """Raise PermissionDenied with the reason of a refusal."""
    if not decision:
        raise PermissionDenied(decision.reason)

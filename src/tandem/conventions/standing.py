"""Read what a person is in a convention, once, for the predicates of perms.py."""

from django.core.exceptions import PermissionDenied

from tandem.conventions.models import Partie
from tandem.conventions.perms import DECIDERS, WRITERS, Standing
from tandem.organisations.enums import Role


def standing_of(user, convention) -> Standing:
    """Return the parties that the person acts for, and the roles held there (two queries).

    Who decides or writes for one party and only reads for another acts for the first alone.
    """
    if not user.is_authenticated:
        return Standing(user_id=None)
    held = {}
    for organisation, role in user.memberships.current().values_list("organisation", "role").order_by("pk"):
        held.setdefault(organisation, set()).add(Role(role))
    rows = Partie.objects.filter(convention=convention).order_by("rank")
    found = [
        (pk, organisation, mine)
        for pk, organisation, delegation in rows.values_list("pk", "organisation", "delegation")
        if (mine := held.get(organisation, set()) | held.get(delegation, set()))
    ]
    levels = ([one for one in found if one[2] & level] for level in (DECIDERS, WRITERS))
    acting = next(filter(None, levels), found)
    return Standing(
        user_id=user.pk,
        parties=tuple(pk for pk, _, _ in acting),
        organisations=frozenset(organisation for _, organisation, _ in acting),
        roles=frozenset(role for _, _, mine in acting for role in mine),
        own_organisation=acting[0][1] if acting else None,
    )


def require(decision) -> None:
    """Raise PermissionDenied with the reason of a refusal."""
    if not decision:
        raise PermissionDenied(decision.reason)

"""Read what a person is in a campaign, once, for the predicates of perms.py."""

from django.core.exceptions import PermissionDenied

from tandem.campagnes.models import DeclarationInteret
from tandem.campagnes.perms import Standing
from tandem.organisations.enums import Role


def standing_of(user, campagne) -> Standing:
    """Return the person's roles in the Région, OF-CFA and declared interests (two queries)."""
    if not user.is_authenticated:
        return Standing(user_id=None)
    roles, of_cfa = set(), set()
    for organisation, role in user.memberships.current().values_list("organisation", "role"):
        if organisation == campagne.organisation_id:
            roles.add(Role(role))
        elif role.startswith("cfa_"):
            of_cfa.add(organisation)
    interets = DeclarationInteret.objects.in_force().filter(campagne=campagne, user=user)
    return Standing(
        user_id=user.pk,
        roles=frozenset(roles),
        of_cfa=frozenset(of_cfa),
        interets=frozenset(interets.values_list("of_cfa", flat=True)),
    )


def require(decision) -> None:
    """Raise PermissionDenied with the reason of a refusal."""
    if not decision:
        raise PermissionDenied(decision.reason)

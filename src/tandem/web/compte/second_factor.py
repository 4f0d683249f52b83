"""Roles that ask for a second factor: until it is there, one page only, that says how to add it."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect

OPEN_PREFIXES = ("account_", "mfa_", "openid_connect_", "socialaccount_")
OPEN_NAMES = frozenset({"compte_second_facteur_exige", "accessibilite", "mentions_legales", "donnees_personnelles"})
"""What stays reachable: signing in and out, adding the factor, and the pages that the law wants reachable."""


def needs_second_factor(user) -> bool:
    """Whether one of the person's roles today asks for a second factor."""
    roles = settings.SECOND_FACTOR_ROLES
    return bool(roles) and user.is_authenticated and user.memberships.current().filter(role__in=roles).exists()


class SecondFactorMiddleware:
    """Sends to the page that asks for a second factor whoever lacks the one that a role demands."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Answer in place of the view when the factor is missing."""
        name = request.resolver_match.view_name or ""
        if not settings.SECOND_FACTOR_ROLES or name in OPEN_NAMES or name.startswith(OPEN_PREFIXES):
            return None
        if needs_second_factor(request.user) and not is_mfa_enabled(request.user):
            return redirect("compte_second_facteur_exige")
        return None

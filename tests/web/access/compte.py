"""Sign-in and one's own account."""

from allauth.account.models import EmailAddress, EmailConfirmationHMAC

from tests.tandem.factories import MembershipFactory
from tests.web.access import SIGNED_IN, Row, grants, public, signed_in

OPEN_TO_VISITORS = {"anonyme": 200}
AWAY = dict.fromkeys(SIGNED_IN, 302)
"""Whoever is signed in is sent on from the pages of sign-in."""

ENTRANCE = {**OPEN_TO_VISITORS, **AWAY}
STAGE = public(302)
"""A step of a sign-in that has not begun sends back to the sign-in page."""

CONFIRMATION_KEY = EmailConfirmationHMAC(EmailAddress(pk=0, email="x@essai.example")).key


def _second_region(world):
    """Give the same second organisation to everyone, so that each may switch to it."""
    for user in filter(None, world.users.values()):
        if not user.memberships.filter(organisation=world.autre_region).exists():
            MembershipFactory(user=user, organisation=world.autre_region, role="region_lecture")


ROWS = [
    Row("account_login", {}, "GET", ENTRANCE),
    Row("account_login", {}, "POST", ENTRANCE, data={"login": "x@essai.example", "password": "faux"}),
    Row("account_request_login_code", {}, "GET", ENTRANCE),
    Row("account_confirm_login_code", {}, "GET", STAGE),
    Row("mfa_authenticate", {}, "GET", STAGE),
    Row("account_logout", {}, "GET", {"anonyme": 302, **dict.fromkeys(SIGNED_IN, 200)}),
    Row("account_logout", {}, "POST", public(302)),
    Row("account_inactive", {}, "GET", public()),
    Row("account_email_verification_sent", {}, "GET", public()),
    Row("account_confirm_email", {"key": CONFIRMATION_KEY}, "GET", public()),
    Row("socialaccount_login_cancelled", {}, "GET", public()),
    Row("openid_connect_login", {"provider_id": "inconnu"}, "POST", public(404)),
    Row("openid_connect_callback", {"provider_id": "inconnu"}, "GET", public(404)),
    Row("account_change_password", {}, "GET", signed_in()),
    Row("account_set_password", {}, "GET", signed_in(302)),
    Row("account_reset_password", {}, "GET", public()),
    Row("account_reset_password_done", {}, "GET", public()),
    Row("account_reset_password_from_key", {"uidb36": "1", "key": "faux"}, "GET", public()),
    Row("account_reset_password_from_key_done", {}, "GET", public()),
    Row("account_reauthenticate", {}, "GET", signed_in()),
    Row("mfa_index", {}, "GET", signed_in()),
    Row("mfa_reauthenticate", {}, "GET", signed_in(302)),
    Row("mfa_activate_totp", {}, "GET", signed_in(302)),
    Row("mfa_deactivate_totp", {}, "GET", signed_in(404)),
    Row("mfa_view_recovery_codes", {}, "GET", signed_in(404)),
    Row("mfa_generate_recovery_codes", {}, "GET", signed_in(302)),
    Row("mfa_download_recovery_codes", {}, "GET", signed_in(404)),
    Row("usersessions_list", {}, "GET", signed_in()),
    Row("compte", {}, "GET", signed_in()),
    Row("compte", {}, "POST", signed_in(405)),
    Row("compte_second_facteur_exige", {}, "GET", signed_in(302)),
    Row("compte_organisation", {}, "GET", signed_in(405)),
    Row("compte_organisation", {}, "POST", signed_in(404), data={"organisation": "nulle-part"}),
    Row(
        "compte_organisation",
        {},
        "POST",
        grants("autre_region", ok=302, refused=404),
        data={"organisation": "autre-region"},
        query="?seul",
    ),
    Row(
        "compte_organisation",
        {},
        "POST",
        signed_in(302),
        data={"organisation": "autre-region"},
        setup=_second_region,
        query="?tous",
    ),
]

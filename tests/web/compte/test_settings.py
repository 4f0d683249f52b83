"""The settings of sign-in, as an operator gives them: by the environment."""

import json
import os
import subprocess
import sys

import pytest

READ = """
import json, os
from tandem.config.settings import accounts
from tandem.config.settings.base import SECURE_CSP
apps = accounts.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
print(json.dumps({
    "apps": apps, "form_action": SECURE_CSP["form-action"], "roles": sorted(accounts.SECOND_FACTOR_ROLES),
    "unknown": accounts.OIDC_ALLOW_UNKNOWN, "demo": accounts.TANDEM_DEMO_PASSWORD,
}))
"""
PROVIDER = {
    "TANDEM_OIDC_SERVER_URL": "https://identite.example/api/v2",
    "TANDEM_OIDC_CLIENT_ID": "tandem",
    "TANDEM_OIDC_CLIENT_SECRET": "secret",
}


def read(**environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
    done = subprocess.run(
        [sys.executable, "-c", READ], env={**kept, **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_without_a_provider_none_is_offered():
    found = read()

    assert ([], ["'self'"]) == (found["apps"], found["form_action"])


def test_a_provider_has_the_profile_of_proconnect_by_default():
    (app,) = read(**PROVIDER)["apps"]

    assert ("ProConnect", True, "eidas1", True) == (
        app["name"],
        app["settings"]["oauth_pkce_enabled"],
        app["settings"]["acr"],
        "siret" in app["settings"]["scope"],
    )


def test_a_plain_provider_proves_its_addresses_itself():
    (app,) = read(**PROVIDER, TANDEM_OIDC_PROFILE="oidc", TANDEM_OIDC_NAME="Keycloak")["apps"]

    assert ("Keycloak", ["openid", "email", "profile"], False, None) == (
        app["name"],
        app["settings"]["scope"],
        app["settings"]["verified_email"],
        app["settings"]["acr"],
    )


def test_the_pages_may_send_their_form_to_the_provider_and_nowhere_else():
    assert ["'self'", "https://identite.example"] == read(**PROVIDER)["form_action"]


def test_a_provider_without_its_secret_stops_the_site():
    with pytest.raises(subprocess.CalledProcessError):
        read(TANDEM_OIDC_SERVER_URL="https://identite.example", TANDEM_OIDC_CLIENT_ID="tandem")


def test_whoever_commits_public_money_has_a_second_factor_by_default():
    assert ["region_admin", "region_validation"] == read()["roles"]


@pytest.mark.parametrize("value, roles", [("", []), ("region_budget", ["region_budget"])])
def test_the_operator_chooses_the_roles_that_need_one(value, roles):
    assert roles == read(TANDEM_SECOND_FACTOR_ROLES=value)["roles"]


def test_by_default_nobody_unknown_enters_and_no_demonstration_password_is_shown():
    found = read()

    assert (False, "") == (found["unknown"], found["demo"])

"""Sign-in by OpenID Connect, tried against a provider that runs as a process of its own on this machine."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.urls import reverse

from tandem.config.settings.accounts import oidc_provider
from tandem.organisations.enums import Role
from tandem.users.models import User
from tests.tandem.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.web.compte.identity_provider import CLIENT_ID, CLIENT_SECRET, ISSUER_PATH

pytestmark = pytest.mark.django_db

LOGIN = {"provider_id": "proconnect"}
PERSON = {
    "sub": "b6048e95-bb83-4abb-8a45-0c9e3a1c9c9b",
    "email": "agent@region.example",
    "given_name": "Ange",
    "usual_name": "ROUSSEAU",
    "uid": "1234",
    "siret": "35600000000048",
    "idp_id": "71144ab3-ee1a-4401-b7b3-79b44f7daeeb",
}


@pytest.fixture(scope="session")
def provider_address():
    script = Path(__file__).with_name("identity_provider.py")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def provider(provider_address, settings):
    """The platform configured for the provider, and the means to say who arrives and what goes wrong."""
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": oidc_provider(provider_address + ISSUER_PATH, CLIENT_ID, CLIENT_SECRET)
    }

    def control(*faults, **person):
        asked = {"person": {**PERSON, **person}, "faults": faults}
        requests.post(f"{provider_address}/control", json=asked, timeout=10).raise_for_status()

    control()
    return control


def leave(client, query=""):
    """Press « Continuer avec ProConnect »; return the address of the provider to which the browser is sent."""
    response = client.post(reverse("openid_connect_login", kwargs=LOGIN) + query)
    assert 302 == response.status_code
    return response.url


def come_back(address):
    """Let the provider send the browser back; return the path of the platform, with its parameters."""
    response = requests.get(address, allow_redirects=False, timeout=10)
    back = urlsplit(response.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client, query=""):
    return client.get(come_back(leave(client, query)))


def signed_in_user(client):
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def agent(siret="35600000000048", **fields):
    user = UserFactory(email=PERSON["email"], **fields)
    organisation = OrganisationFactory(siren=siret[:9], nom="Organisation d’essai")
    MembershipFactory(user=user, organisation=organisation, role=Role.CFA_DIRECTION)
    return user


def test_a_known_person_enters_and_her_account_is_linked(client, provider):
    user = agent()
    sign_in(client)

    assert (user, PERSON["sub"]) == (signed_in_user(client), SocialAccount.objects.get(user=user).uid)


def test_a_person_whose_address_changes_keeps_her_account(client, provider):
    user = agent()
    sign_in(client)
    client.logout()
    provider(email="nouvelle.adresse@region.example")
    sign_in(client)

    assert user == signed_in_user(client)


def test_only_the_claims_that_decide_are_kept(client, provider):
    user = agent()
    sign_in(client)

    kept = set(SocialAccount.objects.get(user=user).extra_data)
    assert {"sub", "email", "siret", "idp_id", "acr"} == kept


def test_what_is_asked_is_the_profile_of_proconnect(client, provider):
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leave(client)).query).items()}

    expected = (
        "code",
        CLIENT_ID,
        "eidas1",
        "S256",
        {"openid", "email", "given_name", "usual_name", "uid", "siret", "idp_id"},
    )
    assert expected == (
        asked["response_type"],
        asked["client_id"],
        asked["acr_values"],
        asked["code_challenge_method"],
        set(asked["scope"].split()),
    )


def test_each_request_has_its_own_state_nonce_and_challenge(client, provider):
    first, second = (parse_qs(urlsplit(leave(client)).query) for _ in range(2))

    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_the_address_cannot_change_what_is_asked(client, provider):
    asked = parse_qs(urlsplit(leave(client, "?scope=admin&auth_params=acr_values=eidas0")).query)

    assert (["eidas1"], False) == (asked["acr_values"], "admin" in asked["scope"][0])


def test_a_mere_visit_does_not_start_a_sign_in(client, provider):
    response = client.get(reverse("openid_connect_login", kwargs=LOGIN))

    assert (200, None) == (response.status_code, client.session.get("socialaccount_states"))


def test_the_sign_in_page_offers_the_provider(client, provider):
    assert "Continuer avec ProConnect" in client.get(reverse("account_login")).content.decode()


def test_an_unknown_person_is_told_what_to_do_and_no_account_is_made(client, provider):
    response = sign_in(client)

    assert (403, True, 0) == (
        response.status_code,
        "Demandez une invitation" in response.content.decode(),
        User.objects.count(),
    )


def test_an_unknown_person_may_be_let_in_with_no_role(client, provider, settings):
    settings.OIDC_ALLOW_UNKNOWN = True
    sign_in(client)
    user = signed_in_user(client)

    assert ("Ange ROUSSEAU", 0) == (user.get_full_name(), user.memberships.count())


def test_an_agent_of_another_etablissement_of_the_organisation_enters(client, provider):
    user = agent()
    provider(siret="35600000000001")
    sign_in(client)

    assert user == signed_in_user(client)


def test_an_agent_of_another_employer_is_refused_with_the_reason(client, provider):
    agent(siret="55210055400013")
    response = sign_in(client)

    assert (403, None) == (response.status_code, signed_in_user(client))
    assert "Organisation d’essai" in response.content.decode()


def test_the_employer_is_checked_at_every_sign_in(client, provider):
    agent()
    sign_in(client)
    client.logout()
    provider(siret="55210055400013")

    assert 403 == sign_in(client).status_code


def test_a_closed_account_does_not_enter(client, provider):
    agent(is_active=False)
    response = sign_in(client)

    assert (None, reverse("account_inactive")) == (signed_in_user(client), response.url)


def test_a_plain_userinfo_is_read_too(client, provider):
    user = agent()
    provider("plain_userinfo")
    sign_in(client)

    assert user == signed_in_user(client)


@pytest.mark.parametrize(
    "fault, told",
    [
        ("wrong_nonce", "ne répond pas à cette demande"),
        ("weak_acr", "niveau de garantie"),
        ("other_subject", "ne désignent pas la même personne"),
        ("no_id_token", "n’a pas rendu de jeton"),
        ("unknown_kid", "ne publie pas"),
        ("wrong_key", "n’est pas valable"),
        ("unsigned", "n’est pas valable"),
        ("symmetric", "n’est pas valable"),
        ("wrong_issuer", "n’est pas valable"),
        ("wrong_audience", "n’est pas valable"),
        ("expired", "n’est pas valable"),
        ("foreign_userinfo", "n’est pas valable"),
    ],
)
def test_an_answer_that_cannot_be_trusted_signs_nobody_in(client, provider, fault, told):
    agent()
    provider(fault)
    response = sign_in(client)

    assert (401, None) == (response.status_code, signed_in_user(client))
    assert told in response.content.decode()


def test_giving_up_at_the_provider_leads_back_to_the_sign_in_page(client, provider):
    provider("cancelled")

    assert reverse("socialaccount_login_cancelled") == sign_in(client).url


def test_an_answer_to_nobody_s_request_is_refused(client, provider):
    agent()
    path = reverse("openid_connect_callback", kwargs=LOGIN)

    assert 401 == client.get(f"{path}?code=x&state=invente").status_code


def test_an_answer_serves_once(client, provider):
    agent()
    path = come_back(leave(client))
    client.get(path)
    client.logout()

    assert (401, None) == (client.get(path).status_code, signed_in_user(client))


def test_an_answer_stolen_for_another_browser_is_refused(client, provider):
    agent()
    path = come_back(leave(client))
    other = type(client)()

    assert (401, None) == (other.get(path).status_code, signed_in_user(other))


def test_linking_a_further_account_is_not_offered(client, provider):
    agent()
    response = sign_in(client, "?process=connect")

    assert (403, None) == (response.status_code, signed_in_user(client))


def test_an_unverified_address_of_a_plain_provider_opens_no_existing_account(
    client, provider, provider_address, settings
):
    agent()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": oidc_provider(
            provider_address + ISSUER_PATH, CLIENT_ID, CLIENT_SECRET, verified_email=False, acr=None
        )
    }
    sign_in(client)

    assert signed_in_user(client) is None


def test_the_second_factor_is_asked_after_the_provider(client, provider):
    TOTP.activate(agent(), "JBSWY3DPEHPK3PXP")
    response = sign_in(client)

    assert (reverse("mfa_authenticate"), None) == (response.url, signed_in_user(client))


def test_a_provider_that_does_not_answer_is_said(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": oidc_provider("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET)}
    response = client.post(reverse("openid_connect_login", kwargs=LOGIN))

    assert 401 == response.status_code
    assert "ne répond pas" in response.content.decode()


def test_after_sign_in_the_page_asked_first_is_shown(client, provider):
    agent()

    assert reverse("compte") == sign_in(client, f"?next={reverse('compte')}").url


def test_after_sign_in_nobody_is_sent_to_another_site(client, provider):
    agent()

    assert reverse("accueil") == sign_in(client, "?next=https://ailleurs.example/").url

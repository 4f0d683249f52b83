"""Password, e-mailed code, second factor, sessions."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tandem.organisations.enums import Role
from tests.tandem.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
ADDRESS = "agent@essai.example"
NEW_PASSWORD = "une autre phrase de passe"


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def user():
    return UserFactory(email=ADDRESS)


def log_in(client, password=PASSWORD, address=ADDRESS, **more):
    return client.post(reverse("account_login"), {"login": address, "password": password, **more})


def is_in(client):
    return "_auth_user_id" in client.session


def totp_code(secret=SECRET):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def text(response):
    return response.content.decode()


def link_in(message, path):
    return re.search(rf"https?://[^/\s]+({re.escape(path)}\S*)", message.body)[1]


def test_the_right_password_opens_the_home_page(client, user):
    assert (reverse("accueil"), True) == (log_in(client).url, is_in(client))


def test_the_address_is_read_whatever_its_case(client, user):
    log_in(client, address="AGENT@Essai.Example")

    assert is_in(client)


def test_a_wrong_password_says_the_same_whether_the_account_exists_or_not(client, user):
    known, unknown = (
        re.findall(r"field-error.*?</p>|error-summary.*?</ul>", text(log_in(client, "faux", address)), re.DOTALL)
        for address in (ADDRESS, "inconnu@essai.example")
    )

    assert known == unknown
    assert known


def test_too_many_wrong_passwords_close_the_door_even_to_the_right_one(client, user):
    for _ in range(5):
        log_in(client, "faux")

    assert "Trop d’essais manqués" in text(log_in(client))


def test_a_closed_account_does_not_enter(client):
    UserFactory(email=ADDRESS, is_active=False)
    response = log_in(client)

    assert (reverse("account_inactive"), False) == (response.url, is_in(client))


def test_nobody_opens_an_account_alone():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_after_sign_in_nobody_is_sent_to_another_site(client, user):
    assert reverse("accueil") == log_in(client, next="https://ailleurs.example/").url


def test_after_sign_in_the_page_asked_first_is_shown(client, user):
    assert reverse("compte") == log_in(client, next=reverse("compte")).url


def test_a_page_that_asks_for_an_account_remembers_where_one_was_going(client):
    assert f"{reverse('account_login')}?next={reverse('compte')}" == client.get(reverse("compte")).url


def test_the_session_cookie_is_out_of_reach_of_scripts_and_lasts_twelve_hours(client, user):
    cookie = log_in(client).cookies["sessionid"]

    assert (True, "Lax", 12 * 3600) == (cookie["httponly"], cookie["samesite"], cookie["max-age"])


def test_the_session_key_changes_at_sign_in(client, user):
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    log_in(client)

    assert before != client.session.session_key


def test_an_e_mailed_code_opens_the_home_page(client, user, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", mailoutbox[0].body, re.MULTILINE)[1]
    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert (reverse("accueil"), True) == (response.url, is_in(client))


def test_an_unknown_address_receives_nothing_and_sees_the_same_page(client, user, mailoutbox):
    known = client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    unknown = Client().post(reverse("account_request_login_code"), {"email": "inconnu@essai.example"})

    assert ((known.status_code, known.url), [[ADDRESS]]) == (
        (unknown.status_code, unknown.url),
        [message.to for message in mailoutbox],
    )


def test_three_wrong_codes_end_the_attempt(client, user, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", mailoutbox[0].body, re.MULTILINE)[1]
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "FAUXFAUX"})
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert not is_in(client)


def test_codes_are_not_sent_without_end(user, mailoutbox):
    for _ in range(6):
        Client().post(reverse("account_request_login_code"), {"email": ADDRESS})

    assert 3 == len(mailoutbox)


def test_a_forgotten_password_is_replaced_through_the_link_received(client, user, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    page = client.get(link_in(mailoutbox[0], "/compte/mot-de-passe/oublie/"), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    log_in(client, NEW_PASSWORD)

    assert is_in(client)


def test_the_link_of_a_forgotten_password_serves_once(client, user, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    link = link_in(mailoutbox[0], "/compte/mot-de-passe/oublie/")
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert "n’est plus valable" in text(Client().get(link, follow=True))


def test_the_link_received_proves_the_address(client, mailoutbox):
    user = UserFactory(email=ADDRESS, verified=False, password=None)
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True, verified=False)
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    page = client.get(link_in(mailoutbox[0], "/compte/mot-de-passe/oublie/"), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    log_in(client, NEW_PASSWORD)

    assert is_in(client)


@pytest.mark.parametrize("weak", ["court", "motdepasse", "123456789012", "agent@essai.example"])
def test_a_weak_password_is_refused(client, user, weak):
    client.force_login(user)
    data = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    response = client.post(reverse("account_change_password"), data)
    user.refresh_from_db()

    assert (200, True) == (response.status_code, user.check_password(PASSWORD))


def test_a_changed_password_is_notified(client, user, mailoutbox):
    client.force_login(user)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(reverse("account_change_password"), data)

    assert "a été changé" in mailoutbox[0].body


def test_the_second_factor_is_asked_after_the_password(client, user):
    TOTP.activate(user, SECRET)
    response = log_in(client)

    assert (reverse("mfa_authenticate"), False) == (response.url, is_in(client))


def test_the_right_code_of_the_application_opens_the_home_page(client, user):
    TOTP.activate(user, SECRET)
    log_in(client)
    response = client.post(reverse("mfa_authenticate"), {"code": totp_code()})

    assert (reverse("accueil"), True) == (response.url, is_in(client))


def test_a_code_of_the_application_serves_once(client, user):
    TOTP.activate(user, SECRET)
    code = totp_code()
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    other = Client()
    log_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code})

    assert (True, False) == (is_in(client), is_in(other))


def test_a_recovery_code_replaces_the_application_once(client, user):
    TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    other = Client()
    log_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code})

    assert (True, False) == (is_in(client), is_in(other))


def test_the_second_factor_is_asked_after_an_e_mailed_code_too(client, user, mailoutbox):
    TOTP.activate(user, SECRET)
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", mailoutbox[0].body, re.MULTILINE)[1]
    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert (reverse("mfa_authenticate"), False) == (response.url, is_in(client))


def test_the_secret_of_the_application_is_encrypted_at_rest(user):
    TOTP.activate(user, SECRET)

    assert SECRET not in str(Authenticator.objects.get(user=user).data)


def test_a_secret_survives_the_renewal_of_the_key_of_the_site(client, user, settings):
    TOTP.activate(user, SECRET)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "une clé nouvelle"
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})

    assert is_in(client)


def test_adding_an_application_shows_its_key_and_gives_recovery_codes(client, user):
    log_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = text(client.get(reverse("mfa_activate_totp")))
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page)[1]
    response = client.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)}, follow=True)

    assert "10 codes encore valables sur 10" in text(response)


def test_adding_an_application_asks_for_the_password_again(client, user):
    client.force_login(user)

    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_an_application_is_removed_by_its_owner(client, user, mailoutbox):
    TOTP.activate(user, SECRET)
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))

    assert (False, True) == (
        Authenticator.objects.filter(user=user).exists(),
        "a été retirée" in mailoutbox[-1].body,
    )


@pytest.fixture
def factor_is_required(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"region_validation"})


def test_a_role_that_asks_for_a_second_factor_meets_one_page_only(client, user, factor_is_required):
    MembershipFactory(user=user, role=Role.REGION_VALIDATION)
    client.force_login(user)

    asked = reverse("compte_second_facteur_exige")
    assert (asked, asked, 200) == (
        client.get(reverse("accueil")).url,
        client.post(reverse("compte_organisation")).url,
        client.get(asked).status_code,
    )


@pytest.mark.parametrize("name", ["account_logout", "account_reauthenticate", "accessibilite", "mentions_legales"])
def test_what_a_person_needs_without_her_second_factor_stays_open(client, user, factor_is_required, name):
    MembershipFactory(user=user, role=Role.REGION_VALIDATION)
    client.force_login(user)

    assert 200 == client.get(reverse(name)).status_code


def test_another_role_is_not_asked_for_a_second_factor(client, user, factor_is_required):
    MembershipFactory(user=user, role=Role.REGION_LECTURE)
    client.force_login(user)

    assert 200 == client.get(reverse("accueil")).status_code


def test_a_past_role_asks_for_nothing(client, user, factor_is_required):
    MembershipFactory(user=user, role=Role.REGION_VALIDATION, ended=True)
    client.force_login(user)

    assert 200 == client.get(reverse("accueil")).status_code


def test_the_second_factor_opens_the_platform_again(client, user, factor_is_required):
    MembershipFactory(user=user, role=Role.REGION_VALIDATION)
    TOTP.activate(user, SECRET)
    client.force_login(user)

    assert 200 == client.get(reverse("accueil")).status_code


def test_a_second_factor_that_a_role_demands_cannot_be_removed(client, user, factor_is_required):
    MembershipFactory(user=user, role=Role.REGION_VALIDATION)
    TOTP.activate(user, SECRET)
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.post(reverse("mfa_deactivate_totp"))

    assert (True, True) == (
        Authenticator.objects.filter(user=user).exists(),
        "ne peut être retiré" in text(response),
    )


def test_the_other_sessions_are_closed_at_once(client, user):
    other = Client()
    log_in(client)
    log_in(other)
    client.post(reverse("usersessions_list"))

    assert (200, 302) == (client.get(reverse("compte")).status_code, other.get(reverse("compte")).status_code)


def test_the_sessions_say_browser_and_system_in_words(client, user):
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD}, headers={"user-agent": agent})

    assert "Firefox sous Linux" in text(client.get(reverse("usersessions_list")))


def test_the_technical_administration_has_no_door_of_its_own(client):
    UserFactory(email=ADDRESS, administrator=True)
    url = reverse("admin:login")
    response = client.post(url, {"username": ADDRESS, "password": PASSWORD})

    assert (True, False) == (response.url.startswith(reverse("account_login")), is_in(client))

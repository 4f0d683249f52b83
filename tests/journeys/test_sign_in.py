"""Entering, by keyboard alone: password, second factor added then asked, e-mailed code on a phone."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tandem.organisations.enums import Role
from tests.journeys.conftest import PASSWORD
from tests.tandem.factories import MembershipFactory, RegionOrganisationFactory, UserFactory

PERIOD_SECONDS = 30


@pytest.fixture
def agent(live_site):
    cache.clear()
    user = UserFactory(email="agent@essai.example", first_name="Camille", last_name="Renard", password=PASSWORD)
    region = RegionOrganisationFactory(slug="region-essai", nom="Région d’essai")
    MembershipFactory(user=user, organisation=region, role=Role.REGION_INSTRUCTION)
    return user


def is_home(url):
    return urlsplit(url).path == "/"


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD_SECONDS))


def type_in(page, name, text):
    """Reach a field with the Tab key, as somebody without a mouse does, and fill it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('name')") == name:
            page.keyboard.type(text)
            return
    pytest.fail(f"the Tab key never reaches « {name} »")


def enter_password(page):
    page.goto(reverse("account_login"))
    type_in(page, "login", "agent@essai.example")
    type_in(page, "password", PASSWORD)
    page.keyboard.press("Enter")


def test_a_person_adds_a_second_factor_and_enters_with_it_by_keyboard_alone(page, agent, axe):
    enter_password(page)
    page.wait_for_url(is_home)
    axe(page)
    assert "Bonjour Camille" in page.inner_text("h1")

    page.goto(reverse("mfa_activate_totp"))
    axe(page)
    type_in(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('mfa_activate_totp')}")
    axe(page)
    assert page.get_by_role("img", name="Dessin à lire avec l’application").is_visible()
    secret = page.locator("main dd code").inner_text().strip()
    used = totp_code(secret)
    type_in(page, "code", used)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    axe(page)
    codes = page.locator(".code-list code").all_inner_texts()
    assert 10 == len(codes)

    page.context.clear_cookies()
    enter_password(page)
    page.wait_for_url(f"**{reverse('mfa_authenticate')}")
    axe(page)
    type_in(page, "code", codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url(is_home)
    assert "Bonjour Camille" in page.inner_text("h1")


def test_a_person_enters_with_an_e_mailed_code_on_a_phone(phone, agent, axe):
    phone.goto(reverse("account_login"))
    axe(phone)
    phone.get_by_role("link", name="Recevoir un code").click()
    phone.get_by_label("Adresse électronique professionnelle").fill("agent@essai.example")
    axe(phone)
    phone.get_by_role("button", name="Envoyer le code").click()
    phone.wait_for_url(f"**{reverse('account_confirm_login_code')}*")
    axe(phone)
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)[1]
    phone.get_by_label("Code reçu par courriel").fill(code)
    phone.get_by_role("button", name="Se connecter").click()
    phone.wait_for_url(is_home)
    axe(phone)

    assert "Bonjour Camille" in phone.inner_text("h1")


def test_the_colours_of_a_region_show_their_contrast_while_they_are_chosen(page, agent, axe, sign_in):
    MembershipFactory(user=agent, organisation=agent.memberships.get().organisation, role=Role.REGION_ADMIN)
    sign_in(page, agent)
    page.goto(reverse("administration_charte"))
    axe(page)
    page.locator("[name=couleur_primaire]").fill("#ffd866")
    page.locator("#contrastes").get_by_text("Refusée").wait_for()
    axe(page)
    page.locator("[name=couleur_primaire]").fill("#7a1f4e")
    page.locator("#contrastes").get_by_text("#7a1f4e").wait_for()

    assert 2 == page.locator("#contrastes").get_by_text("Lisible", exact=True).count()

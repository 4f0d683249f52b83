"""J4: « Pourquoi ce montant ? » of AFTRAL, whose steps add up on screen to 268 822 €."""

import re
from fractions import Fraction

import pytest
from playwright.sync_api import expect

from tandem.organisations.enums import Role
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.idf_formations import build_idf_formations


@pytest.fixture
def campagne(live_site):
    return build_idf_formations()


@pytest.fixture
def agent(campagne):
    user = UserFactory()
    MembershipFactory(user=user, organisation=campagne.organisation, role=Role.REGION_INSTRUCTION)
    return user


def address(campagne, path):
    return f"/campagnes/{campagne.organisation.slug}/{campagne.annee}/{path}"


def words(locator):
    return " ".join(locator.inner_text().split())


def exact(text):
    return Fraction(re.sub(r"[^\d,−]", "", text).replace(",", ".").replace("−", "-"))


def test_the_steps_of_aftral_add_up_on_screen(campagne, agent, page, sign_in, axe):
    sign_in(page, agent)
    page.goto(address(campagne, "enveloppe/"))
    page.get_by_label("Rechercher un OF-CFA").fill("aftral")
    expect(page.locator("#tableau-solveur tbody tr")).to_have_count(1)
    page.locator("#tableau-solveur tbody a").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Pourquoi ce montant"))
    axe(page)
    added = [exact(text) for text in page.locator(".explanation-added .amount").all_inner_texts()]
    assert abs(sum(added) - 268_822) < Fraction(len(added), 10_000)
    total = words(page.locator(".explanation-total"))
    assert total == "Majoration 138 822 € + majoration exceptionnelle 130 000 € = 268 822 €"
    steps = words(page.locator(".explanation-steps"))
    assert "contrats : 188" in steps
    assert "contrats verts : 188" in steps

    page.locator(".explanation-clause summary").first.press("Enter")
    expect(page.locator(".explanation-clause[open] p").first).to_be_visible()
    axe(page)


def test_from_the_ranking_to_the_points_of_one_formation(campagne, agent, page, sign_in, axe):
    sign_in(page, agent)
    page.goto(address(campagne, "classement/"))
    axe(page)
    expect(page.locator("tr.cut")).to_contain_text("76")
    page.get_by_label("Formation, OF-CFA, RNCP ou site").fill("aftral")
    expect(page.locator("#tableau-classement tbody tr:not(.cut)")).to_have_count(7)

    page.locator("#tableau-classement tbody tr").first.locator("a").first.click()

    expect(page.locator(".explanation-steps")).to_contain_text("Rang et coupure")
    axe(page)


def test_the_explanation_is_printed_without_its_tools(campagne, agent, page, sign_in):
    sign_in(page, agent)
    page.goto(address(campagne, "pourquoi/aftral/"))

    page.emulate_media(media="print")

    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".explanation-total")).to_be_visible()


def test_the_ranking_and_the_explanation_hold_on_a_phone(campagne, agent, phone, sign_in, axe):
    sign_in(phone, agent)
    for path in ("classement/", "pourquoi/aftral/", "scenarios/", "reglement/"):
        phone.goto(address(campagne, path))

        assert 375 >= phone.evaluate("document.documentElement.scrollWidth"), path
        axe(phone)

"""J2: a Région solves the envelope of 20 140 000 € and finds the published annexe again, to the euro."""

import pytest
from playwright.sync_api import expect

from tandem.organisations.enums import Role
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.idf import build_idf, published_lines

CYCLE = "INSTITUT NATIONAL DU CYCLE ET MOTOCYCLE"


@pytest.fixture
def campagne(live_site):
    return build_idf()


@pytest.fixture
def agent(campagne):
    user = UserFactory()
    MembershipFactory(user=user, organisation=campagne.organisation, role=Role.REGION_INSTRUCTION)
    return user


def address(campagne, path):
    return f"/campagnes/{campagne.organisation.slug}/{campagne.annee}/{path}"


def words(locator):
    return " ".join(locator.inner_text().split())


def test_the_solver_gives_the_published_annexe_to_the_euro(campagne, agent, page, sign_in, axe):
    sign_in(page, agent)
    page.goto(address(campagne, "enveloppe/"))
    axe(page)

    result = page.locator("#resultat")
    expect(result.locator(".stat-lead .stat-value")).to_contain_text("638,11")
    assert "638,1097 €" in words(result)
    assert "Reste à attribuer 0 €" in words(result)

    rows = page.locator("#tableau-solveur tbody tr")
    shown = {}
    for row in rows.all():
        cells = [" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()]
        name = row.locator("th").evaluate("cell => cell.firstChild.textContent")
        shown[name] = tuple(int("".join(filter(str.isdigit, cell))) for cell in cells[1:6])
    expected = {
        line["of_cfa"]: (
            line["contrats"],
            line["majoration"],
            line["dont_bonus_vert"],
            line["exceptionnelle"],
            line["totale"],
        )
        for line in published_lines()
    }
    assert expected == shown

    expect(result).to_contain_text("Les 71 lignes de l’annexe publiée sont retrouvées")
    assert f"−1 € {CYCLE} – Ligne désignée par le règlement pour porter l’euro d’arrondi." in words(result)


def test_a_change_of_enveloppe_answers_at_once_and_comes_back(campagne, agent, page, sign_in, axe):
    sign_in(page, agent)
    page.goto(address(campagne, "enveloppe/"))
    enveloppe = page.get_by_label("Enveloppe", exact=True)

    enveloppe.fill("18126000")

    effect = page.locator("#resultat .effect-figures")
    expect(effect).to_contain_text("/contrat")
    assert "0 OF en hausse / 70 en baisse" in words(effect)
    assert "enveloppe=18126000" in page.url
    axe(page)

    enveloppe.fill("20140000")
    expect(page.locator("#resultat")).to_contain_text("Identique à l’annexe publiée")


def test_the_slider_and_the_number_stay_in_step_by_the_keyboard_alone(campagne, agent, page, sign_in):
    sign_in(page, agent)
    page.goto(address(campagne, "enveloppe/"))
    slider = page.get_by_label("Bonus vert (curseur)")
    page.get_by_label("Bonus vert", exact=True).focus()

    page.keyboard.press("Tab")
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_label("Bonus vert", exact=True)).to_have_value("15.5")
    expect(page.locator("#resultat .changes")).to_contain_text("15,5")
    expect(slider).to_be_focused()


def test_the_solver_holds_on_a_phone(campagne, agent, phone, sign_in, axe):
    sign_in(phone, agent)
    phone.goto(address(campagne, "enveloppe/"))

    expect(phone.locator(".solver-strip")).to_be_visible()
    assert 375 >= phone.evaluate("document.documentElement.scrollWidth")
    axe(phone)

"""J3: duplicate a scenario, drop an OF-CFA, lower the envelope by 10 %, compare, adopt with a reason."""

import pytest
from playwright.sync_api import expect

from tandem.campagnes.actions.scenarios import save_scenario
from tandem.organisations.enums import Role
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.idf import build_idf

CAP = 2_000_000
MOTIF = "Enveloppe réduite de 10 % par le budget ; dossier d’AFANEM retiré."


@pytest.fixture
def campagne(live_site):
    return build_idf()


@pytest.fixture
def validator(campagne):
    user = UserFactory()
    MembershipFactory(user=user, organisation=campagne.organisation, role=Role.REGION_VALIDATION)
    return user


@pytest.fixture
def reference(campagne, validator):
    return save_scenario(actor=validator, campagne=campagne, nom="Référence", parametres={})


@pytest.fixture
def desk(page, sign_in, validator):
    """The page of a person who may adopt, signed in."""
    sign_in(page, validator)
    return page


def address(campagne, path):
    return f"/campagnes/{campagne.organisation.slug}/{campagne.annee}/{path}"


def words(locator):
    return " ".join(locator.inner_text().split())


def euros(text):
    return int("".join(filter(str.isdigit, text)) or 0)


def test_a_scenario_is_duplicated_changed_compared_and_adopted(campagne, reference, desk, axe):
    desk.goto(address(campagne, "scenarios/1/"))
    axe(desk)
    desk.get_by_role("link", name="Dupliquer dans le solveur").click()

    desk.get_by_label("Enveloppe", exact=True).fill("18126000")
    desk.get_by_text("Organismes écartés", exact=True).click()
    desk.get_by_label("Motif de la mise à l’écart").fill("Dossier retiré")
    desk.get_by_label("Trouver un OF-CFA").fill("afanem")
    desk.get_by_label("AFANEM", exact=True).check()
    result = desk.locator("#resultat")
    expect(result.locator(".effect-figures")).to_contain_text("−1")
    assert "−1 formation −116 contrats" in words(result)
    axe(desk)

    desk.get_by_role("button", name="Enregistrer ce scénario…").click()
    desk.get_by_label("Nom du scénario").fill("Moins 10 %, sans AFANEM")
    axe(desk)
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Moins 10 %, sans AFANEM")
    assert "à partir de « Scénario 1 – Référence »" in words(desk.locator("main"))

    desk.goto(address(campagne, "scenarios/"))
    for row in desk.locator("#tableau-scenarios tbody input[name=s]").all():
        row.check()
    axe(desk)
    desk.get_by_role("button", name="Comparer les scénarios cochés").click()
    rows = desk.locator("#tableau-comparaison tbody tr")
    amounts = {
        words(row.locator("th")): [euros(cell) for cell in row.locator("td").all_inner_texts()[:2]]
        for row in rows.all()
    }
    assert 71 == len(amounts)
    assert 0 in amounts["AFANEM"]
    assert all(max(pair) <= CAP for pair in amounts.values())
    axe(desk)

    desk.goto(address(campagne, "scenarios/2/"))
    desk.get_by_role("button", name="Adopter ce scénario…").click()
    desk.get_by_label("Motif de l’adoption").fill(MOTIF)
    axe(desk)
    desk.get_by_role("button", name="Adopter", exact=True).click()
    expect(desk.locator("#messages")).to_contain_text("inscrite au journal")
    history = words(desk.locator(".timeline"))
    assert "Scénario 2 – Moins 10 %, sans AFANEM adopté" in history
    assert f"Motif : {MOTIF}" in history
    axe(desk)


def test_an_adoption_without_a_reason_stays_in_the_dialog(campagne, reference, desk):
    desk.goto(address(campagne, "scenarios/1/"))
    desk.get_by_role("button", name="Adopter ce scénario…").click()

    desk.get_by_role("button", name="Adopter", exact=True).click()

    expect(desk.locator("dialog#adopter")).to_be_visible()
    assert 0 == campagne.adoptions.count()


def test_the_dialog_is_closed_by_escape_and_gives_the_focus_back(campagne, reference, desk):
    desk.goto(address(campagne, "scenarios/1/"))
    opener = desk.get_by_role("button", name="Adopter ce scénario…")
    opener.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("dialog#adopter")).to_be_visible()

    desk.keyboard.press("Escape")

    expect(desk.locator("dialog#adopter")).to_be_hidden()
    expect(opener).to_be_focused()

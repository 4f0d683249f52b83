"""The fiches, in a browser: two sides write the same one, a calendar is read as it is typed, a keyboard is enough."""

from datetime import date

import pytest
from django.urls import reverse

from tandem.conventions.enums import EtatAction, EtatConvention
from tests.tandem.conventions.factories import AxeFactory, FicheFactory, build_partners

SLUG = "convention-essai"
FICHE = reverse("convention_fiche", args=[SLUG, "1.1"])
EDIT = reverse("convention_fiche_edit", args=[SLUG, "1.1"])


@pytest.fixture
def partners(live_site):
    """A convention in force with one fiche."""
    world = build_partners(etat=EtatConvention.EN_VIGUEUR, signed_on=date(2023, 10, 12))
    axe = AxeFactory(convention=world.convention)
    world.fiche = FicheFactory(convention=world.convention, axe=axe, numero="1.1", titre="Journées des métiers")
    return world


def test_each_page_of_the_fiches_is_accessible_on_a_desk_and_on_a_phone(partners, open_page, sign_in, axe):
    pages = [reverse("convention_fiches", args=[SLUG]), FICHE, EDIT, reverse("convention_fiche_new", args=[SLUG])]
    wider = []
    for width in (1440, 375):
        page = open_page({"width": width, "height": 900})
        sign_in(page, partners.region_officer)
        for url in pages:
            page.goto(url)
            axe(page)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wider.append((width, url))

    assert [] == wider


def test_a_calendar_is_read_while_it_is_typed_and_kept_once_confirmed(partners, page, sign_in):
    sign_in(page, partners.region_officer)
    page.goto(EDIT)
    page.get_by_role("textbox", name="Calendrier").fill("Septembre 2023 à Mars 2024")
    page.locator(".schedule-reading").wait_for()
    page.get_by_role("textbox", name="Motif de l’amendement").fill("Décidé en comité.")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url(lambda url: url.endswith(FICHE))
    partners.fiche.refresh_from_db()

    assert (date(2023, 9, 1), date(2024, 3, 31)) == (partners.fiche.debut, partners.fiche.fin)


def test_two_sides_that_write_the_same_fiche_read_each_other_and_lose_nothing(partners, open_page, sign_in):
    ours, theirs = open_page(), open_page()
    for page, user in ((ours, partners.opco_officer), (theirs, partners.region_officer)):
        sign_in(page, user)
        page.goto(EDIT)
    for page, words in ((theirs, "Le texte de la Région."), (ours, "Le texte de l’OPCO.")):
        page.get_by_role("textbox", name="Contexte").fill(words)
        page.get_by_role("textbox", name="Motif de l’amendement").fill("Décidé en comité.")
        page.get_by_role("button", name="Enregistrer").click()
        page.wait_for_load_state("networkidle")
    told = ours.locator(".fiche-theirs").inner_text()

    assert (True, "Le texte de l’OPCO.") == (
        "Le texte de la Région." in told,
        ours.get_by_role("textbox", name="Contexte").input_value(),
    )


def test_a_fiche_is_stopped_with_the_keyboard_alone(partners, page, sign_in):
    sign_in(page, partners.opco_officer)
    page.goto(FICHE)
    page.get_by_role("button", name="Arrêter la fiche").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Motif").focus()
    page.keyboard.type("Sans objet depuis mars.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    partners.fiche.refresh_from_db()

    assert EtatAction.ARRETEE == partners.fiche.etat

"""J6: an élu opens the page of a campaign, looks at his département, compares with another year, and prints."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tandem.campagnes.models import AnnexePubliee
from tandem.organisations.enums import Role
from tandem.territoires.models import Departement
from tests.tandem.deliberations.voted import member, voted_idf
from tests.tandem.factories import CampagneFactory

IDF = {"region_slug": "region-ile-de-france", "annee": 2023}
EDIT_CONTROLS = "main form[method=post], main textarea, main input:not([type=hidden]), main [contenteditable]"


@pytest.fixture
def elu(live_site):
    """An élu of Seine-Saint-Denis, the campaign voted, and a year before to compare with."""
    world = voted_idf(formations=True)
    before = CampagneFactory(organisation=world.region, annee=2022, closed=True)
    AnnexePubliee.objects.create(
        campagne=before,
        source="Données fictives 2022",
        lignes=[{"totale": 285_714, "contrats": 370}] * 70,
        sha256="0" * 64,
    )
    return member(world.region, Role.REGION_ELU, departement=Departement.objects.get(pk="93"))


def reach(page, selector, limit=80):
    """Press Tab until the element holds the focus, as someone without a mouse."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with the keyboard")


def test_elu_reads_compares_and_prints_with_the_keyboard_alone(page, sign_in, axe, elu):
    sign_in(page, elu)
    page.goto(reverse("campagne_synthese", kwargs=IDF))
    axe(page)
    text = page.locator("main").inner_text()

    assert "20 270 000 €" in text.replace("\u202f", " ")
    assert "Dans mon territoire : Seine-Saint-Denis" in text.replace("\u202f", " ")
    assert "par rapport à 2022" in text
    assert page.locator(EDIT_CONTROLS).count() == 0

    reach(page, "#departement")
    page.keyboard.type("Paris")
    reach(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**departement=75**")

    assert "Paris" in page.locator("#departement-titre").inner_text()

    reach(page, "main details > summary")
    page.keyboard.press("Enter")

    assert page.locator("main details[open] table").first.is_visible()
    axe(page)


def test_page_on_paper_keeps_the_figures_and_drops_the_screen(page, sign_in, elu):
    sign_in(page, elu)
    page.goto(reverse("campagne_synthese", kwargs=IDF))
    page.emulate_media(media="print")

    assert page.locator(".stats").first.is_visible()
    assert page.locator("main figure svg").first.is_visible()
    assert not page.locator("#navigation").is_visible()
    assert not page.locator("main form").first.is_visible()
    assert not page.locator("[data-print]").is_visible()
    assert "20270000€" in "".join(PdfReader(io.BytesIO(page.pdf())).pages[0].extract_text().split())


def test_elu_takes_the_pdf_of_the_page(page, sign_in, elu):
    sign_in(page, elu)
    page.goto(reverse("campagne_synthese", kwargs=IDF))
    link = page.get_by_role("link", name="Télécharger en PDF")
    answer = page.request.get(link.get_attribute("href"))
    text = " ".join(PdfReader(io.BytesIO(answer.body())).pages[0].extract_text().split())

    assert "Seine-Saint-Denis" in text


def test_page_reads_well_on_a_phone(phone, sign_in, axe, elu):
    sign_in(phone, elu)
    phone.goto(reverse("campagne_synthese", kwargs=IDF))
    axe(phone)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 375

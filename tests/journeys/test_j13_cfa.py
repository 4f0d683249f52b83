"""J13, campaign half: an OF-CFA signs in by e-mailed code, answers a campaign, comes back to its draft, deposits."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tandem.campagnes.models import Dossier
from tandem.organisations.enums import Role
from tests.tandem.factories import (
    CampagneFactory,
    CandidatureFactory,
    DossierFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionOrganisationFactory,
    UserFactory,
)

CAMPAGNE = {"region_slug": "region-essai", "annee": 2023}
PDF = {"name": "compta.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 essai"}
ATTESTATION = {"name": "attestation.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 essai"}
FIGURES = {
    "jeunes_qpv": "4",
    "jeunes_ruraux": "2",
    "apprentis_handicap": "1",
    "taux_femmes": "45 %",
    "part_premiers_niveaux": "60 %",
    "deficit_par_contrat": "1 250,50",
    "apprentis_organisme": "188",
    "jeunes_sans_contrat_nombre": "3",
    "jeunes_sans_contrat_proportion": "7 %",
    "heures_environnement": "12",
    "part_heures_environnement": "2 %",
}
CHOICES = {
    "metier_en_tension": "oui",
    "metier_emergent": "non",
    "besoin_recrutement": "fort",
    "territoire_peu_pourvu": "non",
}


@pytest.fixture
def director(live_site):
    """The director of an OF-CFA in an open campaign, in which another OF-CFA has deposited."""
    region = RegionOrganisationFactory(slug="region-essai", nom="Région d’essai")
    campagne = CampagneFactory(organisation=region, idf=True, annee=2023)
    other = DossierFactory(
        campagne=campagne, of_cfa=OrganisationFactory(slug="autre-cfa", nom="AUTRE CFA"), depose=True
    )
    CandidatureFactory(dossier=other, formation="Formation secrète", deposee=True)
    user = UserFactory(email="direction@essai.example")
    MembershipFactory(user=user, organisation=OrganisationFactory(nom="CFA D’ESSAI"), role=Role.CFA_DIRECTION)
    return user


def sign_in_by_code(page, user):
    """Ask for a code, read it in the mail, type it."""
    mail.outbox.clear()
    page.goto(reverse("account_request_login_code"))
    page.locator("input[name=email]").fill(user.email)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(f"**{reverse('account_confirm_login_code')}*")
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-?[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE).group(1)
    page.locator("input[name=code]").fill(code)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: "connexion" not in url)


def here(name, **more):
    return reverse(name, kwargs={**CAMPAGNE, **more})


def test_cfa_answers_a_campaign_over_two_visits_and_sees_nothing_of_the_others(page, open_page, axe, director):
    sign_in_by_code(page, director)
    page.goto(here("mon_dossier"))
    axe(page)
    page.get_by_role("button", name="Ouvrir mon dossier").click()
    page.get_by_role("link", name="Ajouter une formation").first.click()
    axe(page)
    page.get_by_label("Intitulé de la formation").fill("CAP Opérateur logistique")
    page.locator("input[name=contrats]").fill("42")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_url(f"**{here('mon_dossier')}")
    axe(page)

    assert "16 données à compléter" in page.locator("main").inner_text()

    # Another visit, another browser: the draft is where it was.
    later = open_page()
    sign_in_by_code(later, director)
    later.goto(here("mon_dossier"))
    later.get_by_role("link", name="CAP Opérateur logistique", exact=True).click()
    fill(later)
    later.get_by_role("button", name="Enregistrer", exact=True).click()
    later.goto(here("mon_dossier_pieces"))
    axe(later)
    attach(later, "Comptabilité analytique de l’année considérée", PDF)
    attach(later, "Attestation du nombre de contrats signée", ATTESTATION)
    later.get_by_role("link", name="Vérifier et déposer").last.click()
    axe(later)

    assert "Le dossier est complet" in later.locator("main").inner_text()

    later.get_by_role("button", name="Déposer mon dossier").click()
    later.wait_for_url(f"**{here('mon_dossier_recepisse')}")
    axe(later)
    dossier = Dossier.objects.get(of_cfa__nom="CFA D’ESSAI")

    assert dossier.depose_par == director
    assert "CAP Opérateur logistique" in later.locator("main").inner_text()
    for address in ("mon_dossier", "mon_dossier_recepisse", "campagne"):
        later.goto(here(address))
        assert "Formation secrète" not in later.content()
        assert "AUTRE CFA" not in later.content()
    assert later.goto(here("campagne_classement")).status in {403, 404}


def fill(page):
    for name, value in FIGURES.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in CHOICES.items():
        page.locator(f"[name={name}]").select_option(value)
    page.locator("[name=premier_contrat_le]").fill("2022-10-03")


def attach(page, label, file):
    page.get_by_label("Nature de la pièce").select_option(label=label)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Joindre").click()
    page.get_by_role("link", name=file["name"]).wait_for()


def test_the_form_is_filled_on_a_phone_with_the_keyboard_alone(phone, axe, director, sign_in):
    sign_in(phone, director)
    phone.goto(here("mon_dossier"))
    phone.get_by_role("button", name="Ouvrir mon dossier").press("Enter")
    phone.goto(here("mon_dossier_formation_new"))
    axe(phone)
    phone.locator("input[name=formation]").focus()
    phone.keyboard.type("BTS Aéronautique")
    for _ in range(4):
        phone.keyboard.press("Tab")

    assert phone.evaluate("document.activeElement.name") == "contrats"
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375

    phone.keyboard.type("12")
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**{here('mon_dossier')}")
    axe(phone)

    assert "BTS Aéronautique" in phone.locator("main").inner_text()

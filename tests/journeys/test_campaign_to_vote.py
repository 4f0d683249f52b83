"""A whole campaign on the screens: instruct, score, validate, rank, adopt, vote, notify, correct; axe at each step."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Campagne, Notification, Vote
from tests.journeys.conftest import PHONE
from tests.tandem.campagnes.world import adopt, build_campaign, propose, rank, statuts, vote

PLACE = {"region_slug": "region-essai", "annee": 2023}


@pytest.fixture
def campaign(live_site):
    return build_campaign()


def url(name, **more):
    return reverse(name, kwargs={**PLACE, **more})


def test_the_instruction_goes_from_the_deposit_to_the_ranking(campaign, page, open_page, sign_in, axe):
    sign_in(page, campaign.instructeur)
    page.goto(url("campagne"))
    axe(page)
    page.get_by_role("link", name="Instruire les candidatures").click()
    for decision in ("Confirmer la recevabilité", "Confirmer l’éligibilité"):
        page.get_by_label("Décision", exact=True).select_option(label=decision)
        page.get_by_label("toutes celles que la décision concerne").check()
        page.get_by_role("button", name="Contrôler avant de décider").click()
        expect(page.get_by_text("4 candidatures", exact=True)).to_be_visible()
        axe(page)
        page.get_by_role("button", name=decision).click()
        expect(page.get_by_text(re.compile(r"4 candidatures.:"))).to_be_visible()
        axe(page)
    for reference in ("ALPHA-1", "ALPHA-2", "BETA-1", "GAMMA-1"):
        page.goto(url("campagne_candidature", reference=reference))
        page.get_by_label("Points", exact=True).fill("8")
        page.get_by_label("Justification").fill("Pédagogie de projet décrite page 4.")
        page.get_by_role("button", name="Enregistrer la note").click()
        expect(page.get_by_text("En attente de validation")).to_be_visible()
    axe(page)

    validation = open_page()
    sign_in(validation, campaign.valideur)
    validation.goto(url("campagne_evaluations"))
    axe(validation)
    validation.get_by_label("toutes celles qui attendent").check()
    validation.get_by_role("button", name="Valider", exact=True).click()
    expect(validation.get_by_text("4 évaluations validées.")).to_be_visible()
    validation.goto(url("campagne"))
    validation.get_by_role("button", name="Classer…").click()
    axe(validation)
    validation.get_by_role("button", name="Arrêter le classement").click()
    expect(validation.get_by_text("Le classement est arrêté")).to_be_visible()

    assert {StatutCandidature.CLASSEE} == set(statuts(campaign).values())


def test_the_adopted_scenario_is_voted_notified_and_published(campaign, page, sign_in, axe):
    rank(campaign)
    adopt(campaign)
    sign_in(page, campaign.valideur)
    page.goto(url("campagne_vote"))
    axe(page)
    page.get_by_role("button", name="Proposer au vote…").click()
    page.get_by_role("button", name="Proposer au vote", exact=True).click()
    page.get_by_label("Numéro de la délibération").fill("CR 2023-247")
    page.get_by_label("Date de la séance").fill("2023-07-05")
    page.get_by_role("button", name="Enregistrer le vote").click()
    expect(page.get_by_role("alert")).to_contain_text("commence par")
    axe(page)
    page.get_by_label("Numéro de la délibération").fill("CP 2023-247")
    page.get_by_role("button", name="Enregistrer le vote").click()
    expect(page.get_by_text("Le vote est enregistré")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Rejouer le calcul").click()
    expect(page.get_by_text("Octets identiques")).to_be_visible()
    axe(page)
    page.goto(url("campagne_notifications"))
    page.get_by_label("tous ceux qui restent à notifier").check()
    page.get_by_role("button", name="Écrire les courriers et notifier").click()
    expect(page.get_by_text(re.compile("3 OF-CFA notifiés"))).to_be_visible()
    axe(page)
    page.goto(url("campagne_vote"))
    page.get_by_role("button", name="Publier l’annexe…").click()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("Annexe publique")).to_be_visible()

    assert (EtatCampagne.NOTIFIEE, 3) == (Campagne.objects.get().etat, Notification.objects.count())


def test_the_vote_is_recorded_by_keyboard_alone(campaign, page, sign_in):
    propose(campaign)
    sign_in(page, campaign.valideur)
    page.goto(url("campagne_vote"))
    page.get_by_label("Numéro de la délibération").focus()
    page.keyboard.type("CP 2023-247")
    page.keyboard.press("Tab")
    page.keyboard.type("07052023")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le vote est enregistré")).to_be_visible()

    assert "CP 2023-247" == Vote.objects.get().deliberation.numero


@pytest.mark.parametrize(
    "name",
    [
        "campagne",
        "campagne_candidatures",
        "campagne_evaluations",
        "campagne_vote",
        "campagne_notifications",
        "campagne_corrections",
        "campagne_historique",
        "campagne_exceptionnelle",
        "campagne_interets",
    ],
)
def test_a_phone_shows_each_page_whole(campaign, open_page, sign_in, axe, name):
    vote(campaign)
    phone = open_page(PHONE)
    sign_in(phone, campaign.valideur)

    phone.goto(url(name))

    axe(phone)
    assert PHONE["width"] == phone.evaluate("document.documentElement.scrollWidth")

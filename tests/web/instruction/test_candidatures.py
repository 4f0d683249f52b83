from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.campagnes.actions.interets import declare_interet
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Candidature, Dossier, Piece
from tests.tandem.campagnes.world import build_campaign, make_eligible, statuts
from tests.tandem.factories import CandidatureFactory, DossierFactory, OrganisationFactory

PLACE = {"region_slug": "region-essai", "annee": 2023}
LIST = reverse("campagne_candidatures", kwargs=PLACE)
DECIDE = reverse("campagne_candidatures_decide", kwargs=PLACE)


@pytest.fixture
def campaign(db):
    return build_campaign()


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(soup(response).get_text(" ").replace("\u202f", " ").replace("\xa0", " ").split())


def test_the_list_shows_every_candidature_and_its_state(campaign, sign_in):
    page = soup(sign_in(campaign.instructeur).get(LIST))

    assert ["ALPHA-1", "ALPHA-2", "BETA-1", "GAMMA-1"] == [row.text.strip() for row in page.select("tbody th a")]
    assert 4 == len(page.select("tbody .badge"))


def test_the_list_is_filtered_by_state(campaign, sign_in):
    make_eligible(campaign)
    Candidature.objects.filter(reference="BETA-1").update(statut="recevable")

    page = soup(sign_in(campaign.instructeur).get(f"{LIST}?f_statut=recevable"))

    assert ["BETA-1"] == [row.text.strip() for row in page.select("tbody th a")]


@pytest.mark.parametrize("view, references", [("incompletes", ["GAMMA-1"]), ("hors-delai", ["BETA-1"])])
def test_a_view_keeps_the_incomplete_or_late_candidatures(campaign, sign_in, view, references):
    Dossier.objects.filter(of_cfa=campaign.beta).update(is_late=True)
    Piece.objects.filter(dossier__of_cfa=campaign.gamma).delete()

    page = soup(sign_in(campaign.instructeur).get(f"{LIST}?vue={view}"))

    assert references == [row.text.strip() for row in page.select("tbody th a")]


def test_what_is_worth_knowing_is_said_in_words(campaign, sign_in):
    Dossier.objects.filter(of_cfa=campaign.beta).update(is_late=True)
    Piece.objects.filter(dossier__of_cfa=campaign.gamma).delete()
    declare_interet(actor=campaign.instructeur, campagne=campaign.campagne, of_cfa=campaign.alpha, nature="Ancien.")

    page = text(sign_in(campaign.instructeur).get(LIST))

    assert all(words in page for words in ("hors délai", "incomplète", "lien d’intérêt déclaré"))


def test_only_those_who_instruct_can_tick(campaign, sign_in):
    assert soup(sign_in(campaign.valideur).get(LIST)).select("input[name=selection]") == []


@pytest.mark.parametrize("count", [20, 1167])
def test_the_list_costs_the_same_queries_whatever_its_length(campaign, sign_in, count):
    of_cfas = [DossierFactory(campagne=campaign.campagne, of_cfa=OrganisationFactory()) for _ in range(5)]
    Candidature.objects.bulk_create(
        CandidatureFactory.build(
            dossier=of_cfas[index % 5],
            reference=f"X-{index:05d}",
            formation=f"Formation {index}",
            statut="deposee",
            indicateurs={"jeunes_qpv": "1"},
        )
        for index in range(count)
    )
    client = sign_in(campaign.instructeur)
    client.get(LIST)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(LIST)

    assert 200 == response.status_code
    assert len(queries) <= 25


def test_the_preflight_shows_the_outcomes_and_writes_nothing(campaign, sign_in):
    Piece.objects.filter(dossier__of_cfa=campaign.gamma).delete()

    page = text(sign_in(campaign.instructeur).post(DECIDE, {"decision": "recevabilite", "tout": "1"}))

    assert "Recevable 3 candidatures" in page
    assert "Irrecevable 1 candidature" in page
    assert "Pièces manquantes : Budget prévisionnel." in page
    assert {StatutCandidature.DEPOSEE} == set(statuts(campaign).values())


def test_the_preflight_groups_what_is_left_aside(campaign, sign_in):
    campaign.campagne.cloture += timedelta(days=25)
    campaign.campagne.save(update_fields=["cloture"])
    Piece.objects.filter(dossier__of_cfa=campaign.alpha).delete()

    page = text(sign_in(campaign.instructeur).post(DECIDE, {"decision": "recevabilite", "tout": "1"}))

    assert "2 sur 4 ne peuvent pas être traitées : le dossier est incomplet" in page


def test_a_confirmed_decision_is_applied_and_told(campaign, sign_in):
    data = {"decision": "recevabilite", "references": "ALPHA-1,BETA-1", "confirme": "1"}

    page = text(sign_in(campaign.instructeur).post(DECIDE, data, follow=True))

    assert "2 candidatures : recevable." in page
    assert {"ALPHA-1": "recevable", "ALPHA-2": "deposee", "BETA-1": "recevable", "GAMMA-1": "deposee"} == statuts(
        campaign
    )


def test_a_late_candidature_asks_for_a_motive_before_it_is_accepted(campaign, sign_in):
    Dossier.objects.filter(of_cfa=campaign.beta).update(is_late=True)
    client = sign_in(campaign.instructeur)

    first = soup(client.post(DECIDE, {"decision": "recevabilite", "selection": ["BETA-1"]}))
    client.post(
        DECIDE, {"decision": "recevabilite", "references": "BETA-1", "motif": "Panne du site.", "confirme": "1"}
    )

    assert first.select_one("textarea[name=motif]") is not None
    assert StatutCandidature.RECEVABLE == statuts(campaign)["BETA-1"]


def test_a_decision_without_its_reason_is_refused_with_words(campaign, sign_in):
    data = {"decision": "irrecevable", "references": "ALPHA-1", "confirme": "1"}

    page = text(sign_in(campaign.instructeur).post(DECIDE, data, follow=True))

    assert "doit être motivé" in page
    assert StatutCandidature.DEPOSEE == statuts(campaign)["ALPHA-1"]


@pytest.mark.parametrize("data", [{}, {"decision": "inconnue", "tout": "1"}, {"decision": "recevabilite"}])
def test_a_choice_that_says_nothing_is_told(campaign, sign_in, data):
    page = text(sign_in(campaign.instructeur).post(DECIDE, data, follow=True))

    assert "Choisissez une décision et au moins une candidature" in page


def test_the_whole_pipeline_is_done_from_the_screens(campaign, sign_in):
    client = sign_in(campaign.instructeur)

    client.post(DECIDE, {"decision": "recevabilite", "tout": "1", "confirme": "1"})
    client.post(DECIDE, {"decision": "eligibilite", "tout": "1", "confirme": "1"})

    assert {StatutCandidature.ELIGIBLE} == set(statuts(campaign).values())


def test_the_export_neutralises_what_a_spreadsheet_would_run(campaign, sign_in):
    Candidature.objects.filter(reference="ALPHA-1").update(formation="=1+1")

    content = sign_in(campaign.instructeur).get(f"{LIST}?export=csv").content.decode()

    assert "'=1+1" in content

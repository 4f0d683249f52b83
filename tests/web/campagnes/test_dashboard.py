from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tandem.campagnes.actions.notification import publish
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import AnnexePubliee, Campagne
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import (
    REGLEMENT,
    build_campaign,
    in_days,
    make_eligible,
    person,
    propose,
    rank,
    score,
    statuts,
    vote,
)
from tests.tandem.factories import CampagneFactory, CandidatureFactory, DossierFactory, ReglementFactory

PLACE = {"region_slug": "region-essai", "annee": 2023}
DASHBOARD = "/campagnes/region-essai/2023/"


@pytest.fixture
def campaign(db):
    return build_campaign()


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(soup(response).get_text(" ").replace("\u202f", " ").replace("\xa0", " ").split())


def test_the_list_shows_the_campaigns_of_the_region_with_their_demands(campaign, sign_in):
    page = text(sign_in(campaign.instructeur).get(reverse("campagnes")))

    assert "Majoration des coûts contrats 2023" in page
    assert "En instruction" in page
    assert "100 000 €" in page


def test_the_demands_are_not_shown_to_an_of_cfa(campaign, sign_in):
    page = text(sign_in(person(campaign.alpha, Role.CFA_DIRECTION)).get(reverse("campagnes")))

    assert "Majoration des coûts contrats 2023" in page
    assert "Contrats demandés" not in page


def test_a_region_without_a_campaign_is_told_what_to_do_first(campaign, sign_in):
    stranger = person(CampagneFactory(preparation=True).organisation, Role.REGION_VALIDATION)
    Campagne.objects.filter(organisation__slug="region-essai").update(publiee_le=None)
    Campagne.objects.filter(organisation__memberships__user=stranger).delete()

    page = soup(sign_in(stranger).get(reverse("campagnes")))

    assert reverse("campagne_new") == page.select_one(".empty a")["href"]


def test_the_dashboard_counts_the_demands(campaign, sign_in):
    page = text(sign_in(campaign.instructeur).get(DASHBOARD))

    assert "Formations demandées 4" in page
    assert "Contrats demandés 100" in page
    assert "OF-CFA demandeurs 3" in page


def test_a_draft_and_a_withdrawn_candidature_are_no_demand(campaign, sign_in):
    dossier = DossierFactory(campagne=campaign.campagne)
    CandidatureFactory(dossier=dossier, statut="brouillon")
    CandidatureFactory(dossier=dossier, statut="retiree")

    assert "Formations demandées 4" in text(sign_in(campaign.instructeur).get(DASHBOARD))


def test_both_ratios_are_shown_each_with_its_words(campaign, sign_in):
    make_eligible(campaign)
    score(campaign, points=Decimal(5))

    page = text(sign_in(campaign.instructeur).get(DASHBOARD))

    # ALPHA-1 (40) and BETA-1 (30) reach the 30 points of the cut-off; ALPHA-2 and GAMMA-1 do not.
    assert "Formations retenues 2 50,00 % des formations demandées" in page
    assert "Contrats retenus 70 70,00 % des contrats demandés" in page


def test_the_year_before_is_compared(campaign, sign_in):
    before = CampagneFactory(organisation=campaign.region, annee=2022, closed=True)
    CandidatureFactory(dossier=DossierFactory(campagne=before), contrats=80, deposee=True)

    assert "+25,0 % sur 2022 (80 contrats)" in text(sign_in(campaign.instructeur).get(DASHBOARD))


def test_without_a_year_before_the_dashboard_says_so(campaign, sign_in):
    assert "pas de campagne 2022 sur la plateforme" in text(sign_in(campaign.instructeur).get(DASHBOARD))


def taken_over(region, contrats=(40, 16)):
    """A campaign of 2022 of which only the published annexe is here."""
    campagne = CampagneFactory(organisation=region, annee=2022, publiee=True, enveloppe=20_140_000)
    lignes = [
        {
            "of_cfa": f"OF {count}",
            "organisation": 1,
            "majoration": 9_000_000,
            "dont_bonus_vert": 1_000,
            "exceptionnelle": 65_000,
            "totale": 9_065_000,
            "contrats": count,
        }
        for count in contrats
    ]
    AnnexePubliee.objects.create(campagne=campagne, source="Annexe de la CP 2022-111", lignes=lignes, sha256="0" * 64)
    return campagne


def test_a_campaign_known_by_its_annexe_shows_the_totals_of_the_annexe(campaign, sign_in):
    taken_over(campaign.region)

    page = text(sign_in(campaign.valideur).get("/campagnes/region-essai/2022/"))

    for shown in (
        "Annexe de la CP 2022-111",
        "Majoration totale 18 130 000 €",
        "dont majoration des coûts contrats 18 000 000 €",
        "dont bonus vert 2 000 €",
        "Contrats retenus 56",
        "OF-CFA bénéficiaires 2",
        "Enveloppe 20 140 000 €",
    ):
        assert shown in page
    for invented in ("Formations demandées", "Reste à attribuer", "Importer un fichier", "annexe est publique"):
        assert invented not in page


def test_the_pages_that_rest_on_a_vote_are_not_offered_without_one(campaign, sign_in):
    taken_over(campaign.region)

    labels = [
        link.text.strip()
        for link in soup(sign_in(campaign.valideur).get("/campagnes/region-essai/2022/")).select(".tabs a")
    ]

    assert "Suites du vote" not in labels


def test_the_list_shows_no_demand_of_a_campaign_known_by_its_annexe(campaign, sign_in):
    taken_over(campaign.region)

    rows = sign_in(campaign.instructeur).get(reverse("campagnes")).context["table"].rows

    assert {2022: None, 2023: 4} == {row.annee: row.formations for row in rows}


def test_after_a_campaign_known_by_its_annexe_the_retained_contracts_are_compared(campaign, sign_in):
    taken_over(campaign.region)
    make_eligible(campaign)
    score(campaign, points=Decimal(5))

    page = text(sign_in(campaign.instructeur).get(DASHBOARD))

    assert "+25,0 % sur les contrats retenus par l’annexe publiée de 2022 (56)" in page
    assert "aucun contrat demandé en 2022" not in page


def test_an_open_campaign_without_candidature_waits_for_no_decision(campaign, sign_in):
    CampagneFactory(organisation=campaign.region, annee=2024)

    page = text(sign_in(campaign.instructeur).get("/campagnes/region-essai/2024/"))

    assert "Aucune candidature déposée n’attend de décision." in page


@pytest.mark.parametrize("role, offered", [(Role.REGION_INSTRUCTION, True), (Role.REGION_ELU, False)])
def test_only_who_may_import_is_offered_to(campaign, sign_in, role, offered):
    CampagneFactory(organisation=campaign.region, annee=2024)

    page = text(sign_in(person(campaign.region, role)).get("/campagnes/region-essai/2024/"))

    assert offered == ("Importer un fichier" in page)


def test_the_enveloppe_shows_what_is_left_and_the_concentration(campaign, sign_in):
    propose(campaign)

    page = text(sign_in(campaign.valideur).get(DASHBOARD))

    assert "100 000 € répartis, reste à attribuer 0 €" in page
    assert "Part des cinq premiers OF-CFA 100,0 % du total : ALPHA, BETA, GAMMA" in page
    assert "Médiane des contrats par OF-CFA 30" in page


def test_what_keeps_from_computing_is_said_instead_of_a_zero(campaign, sign_in):
    make_eligible(campaign)

    assert "La répartition ne peut encore être calculée" in text(sign_in(campaign.instructeur).get(DASHBOARD))


@pytest.mark.parametrize(
    "carry, title",
    [
        (statuts, "Décider de la recevabilité"),
        (make_eligible, "Arrêter le classement"),
        (rank, "Adopter un scénario"),
        (propose, "Enregistrer le vote"),
        (vote, "Notifier les OF-CFA"),
    ],
)
def test_the_next_step_follows_the_campaign(campaign, sign_in, carry, title):
    carry(campaign)

    assert title == soup(sign_in(campaign.valideur).get(DASHBOARD)).select_one("#suite").text


def test_the_obstacles_to_the_ranking_are_listed_before_it_is_tried(campaign, sign_in):
    make_eligible(campaign)

    page = soup(sign_in(campaign.valideur).get(DASHBOARD))

    assert "4 évaluations manquent" in page.select_one(".next-step").text
    assert page.select_one("#classer") is None


def test_an_of_cfa_sees_the_dates_and_nothing_of_the_others(campaign, sign_in):
    page = text(sign_in(person(campaign.alpha, Role.CFA_DIRECTION)).get(DASHBOARD))

    assert "Dépôt ouvert du" in page
    assert "Formations demandées" not in page
    assert "BETA" not in page


def test_the_ranking_is_frozen_from_the_dashboard(campaign, sign_in):
    make_eligible(campaign)
    score(campaign)

    sign_in(campaign.valideur).post(reverse("campagne_rank", kwargs=PLACE))

    assert EtatCampagne.CLASSEE == Campagne.objects.get().etat


def test_a_refusal_is_told_and_nothing_changes(campaign, sign_in):
    make_eligible(campaign)

    page = text(sign_in(campaign.valideur).post(reverse("campagne_rank", kwargs=PLACE), follow=True))

    assert "4 évaluations manquent" in page
    assert EtatCampagne.INSTRUCTION == Campagne.objects.get().etat


def test_the_deposit_is_reopened_with_its_reason(campaign, sign_in):
    data = {"rouvrir-cloture": "2999-01-01T12:00", "rouvrir-reason": "Oubli d’un OF-CFA."}

    sign_in(campaign.valideur).post(reverse("campagne_reopen", kwargs=PLACE), data)

    assert EtatCampagne.OUVERTE == Campagne.objects.get().etat


def test_a_closing_date_that_cannot_be_read_is_told(campaign, sign_in):
    data = {"rouvrir-cloture": "demain", "rouvrir-reason": "Oubli."}

    page = text(sign_in(campaign.valideur).post(reverse("campagne_reopen", kwargs=PLACE), data, follow=True))

    assert "Saisissez une date et une heure valides" in page


def test_a_campaign_is_created_by_its_form(campaign, sign_in):
    ReglementFactory(
        organisation=campaign.region,
        code="essai-2024",
        version=1,
        contenu=REGLEMENT.read_text(encoding="utf-8").replace("annee: 2023", "annee: 2024"),
    )
    reglement = campaign.region.reglements.get(code="essai-2024")
    data = {
        "annee": 2024,
        "titre": "Majoration 2024",
        "ouverture": "2024-01-10T09:00",
        "cloture": "2024-03-01T17:00",
        "reglement": reglement.pk,
        "enveloppe": "20140000",
        "dotation": "20270000",
    }

    response = sign_in(campaign.valideur).post(reverse("campagne_new"), data)

    assert "/campagnes/region-essai/2024/" == response.url
    assert Decimal(20_270_000) == Campagne.objects.get(annee=2024).dotation


def test_the_form_tells_every_error_at_once(campaign, sign_in):
    data = {"annee": 2024, "titre": "", "ouverture": "2024-03-01T09:00", "cloture": "hier", "enveloppe": "-1"}

    response = sign_in(campaign.valideur).post(reverse("campagne_new"), data)

    assert 422 == response.status_code
    assert "4 erreurs à corriger" in text(response)


def test_the_reasons_of_the_action_are_shown_on_their_fields(campaign, sign_in):
    data = {
        "annee": 2023,
        "titre": "Une autre",
        "ouverture": "2024-03-01T09:00",
        "cloture": "2024-02-01T09:00",
        "reglement": campaign.reglement.pk,
        "enveloppe": "1000",
    }

    page = text(sign_in(campaign.valideur).post(reverse("campagne_new"), data))

    assert "déjà une campagne pour cette année" in page
    assert "La clôture doit suivre l’ouverture" in page


def test_a_reglement_with_errors_is_listed_whole_and_not_kept(campaign, sign_in, tmp_path):
    broken = tmp_path / "reglement.yaml"
    content = REGLEMENT.read_bytes().replace(b"accepter_sur_motif", b"parfois").replace(b"plus_fort_reste", b"hasard")
    broken.write_bytes(content.replace(b"version: 1", b"version: 2"))

    with broken.open("rb") as file:
        response = sign_in(campaign.valideur).post(reverse("reglement_add", args=["region-essai"]), {"fichier": file})

    assert "2 erreurs dans le fichier" in text(response)
    assert 1 == campaign.region.reglements.count()


def test_a_good_reglement_is_kept_as_a_new_version(campaign, sign_in, tmp_path):
    good = tmp_path / "reglement.yaml"
    good.write_bytes(REGLEMENT.read_bytes().replace(b"version: 1", b"version: 2"))

    with good.open("rb") as file:
        sign_in(campaign.valideur).post(reverse("reglement_add", args=["region-essai"]), {"fichier": file})

    assert [2, 1] == list(campaign.region.reglements.order_by("-version").values_list("version", flat=True))


def test_the_file_of_a_version_is_given_back_as_it_was(campaign, sign_in):
    response = sign_in(campaign.instructeur).get(reverse("reglement_yaml", args=["region-essai", "essai-2023", 1]))

    assert REGLEMENT.read_bytes() == response.content


def test_the_history_tells_who_did_what_and_why(campaign, sign_in):
    propose(campaign)
    Campagne.objects.filter(pk=campaign.campagne.pk).update(cloture=in_days(-3))

    page = text(sign_in(campaign.valideur).get(reverse("campagne_historique", kwargs=PLACE)))

    assert "Scénario adopté" in page
    assert "Le plus équilibré." in page
    assert "Classement arrêté" in page
    assert "Clôture du dépôt" in page


def test_the_history_names_who_published(campaign, sign_in):
    publish(actor=campaign.valideur, vote=vote(campaign))

    lines = sign_in(campaign.autre_valideur).get(reverse("campagne_historique", kwargs=PLACE)).context["table"].rows

    assert [str(campaign.valideur)] == [line.actor for line in lines if line.title == "Publiée le"]


def test_the_pages_of_the_campaign_are_tabs_open_to_the_person(campaign, sign_in):
    labels = [link.text.strip() for link in soup(sign_in(campaign.valideur).get(DASHBOARD)).select(".tabs a")]

    assert ["Tableau de bord", "Instruction", "Répartition", "Vote", "Règlement", "Historique"] == labels

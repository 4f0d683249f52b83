import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse

from tandem.campagnes.actions.vote import record_vote
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne, Candidature, Correction, Notification, Vote
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import ACT, adopt, build_campaign, person, propose, rank, vote

PLACE = {"region_slug": "region-essai", "annee": 2023}
VOTE = reverse("campagne_vote", kwargs=PLACE)
NOTIFICATIONS = reverse("campagne_notifications", kwargs=PLACE)
CORRECTIONS = reverse("campagne_corrections", kwargs=PLACE)
ACT_DATA = {"numero": "CP 2023-247", "date": "2023-07-05", "organe": "CP", "objet": "Majoration 2023"}


@pytest.fixture
def campaign(db):
    return build_campaign()


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(soup(response).get_text(" ").replace("\u202f", " ").replace("\xa0", " ").split())


def test_without_an_adopted_scenario_the_page_says_what_to_do_first(campaign, sign_in):
    rank(campaign)

    page = soup(sign_in(campaign.valideur).get(VOTE))

    assert reverse("campagne_scenarios", kwargs=PLACE) == page.select_one(".empty a")["href"]


def test_the_adopted_scenario_is_proposed_from_the_page(campaign, sign_in):
    rank(campaign)
    adopt(campaign)

    sign_in(campaign.valideur).post(reverse("campagne_propose", kwargs=PLACE))

    assert EtatCampagne.PROPOSEE_AU_VOTE == Campagne.objects.get().etat


def test_what_keeps_from_the_vote_is_said_and_the_button_is_not_there(campaign, sign_in):
    rank(campaign)
    adopt(campaign)
    Candidature.objects.filter(reference="BETA-1").update(contrats=31)

    page = soup(sign_in(campaign.valideur).get(VOTE))

    assert "Les données ont changé depuis ce scénario" in page.text
    assert page.select_one("#proposer") is None


def test_the_vote_is_recorded_and_its_amounts_shown(campaign, sign_in):
    propose(campaign)

    page = text(sign_in(campaign.valideur).post(VOTE, ACT_DATA, follow=True))

    recorded = Vote.objects.get()
    assert "Majoration totale votée 100 000 €" in page
    assert recorded.sha256 in page
    assert "TOTAUX" in page


@pytest.mark.parametrize("numero, warned", [("CP 2022-247", True), ("CP 2023-247", False)])
def test_a_number_of_another_year_is_warned_about_and_not_refused(campaign, sign_in, numero, warned):
    propose(campaign)

    page = text(sign_in(campaign.valideur).post(VOTE, ACT_DATA | {"numero": numero}, follow=True))

    assert numero == Vote.objects.get().deliberation.numero
    assert warned == ("porte l’année 2022, la délibération est datée du 05/07/2023" in page)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"numero": "247"}, "commence par « CP »"),
        ({"date": "2999-01-01"}, "pas encore eu lieu"),
        ({"organe": "XX"}, "Sélectionnez un choix valide"),
        ({"objet": ""}, "obligatoire"),
    ],
)
def test_a_wrong_act_is_told_on_its_field(campaign, sign_in, changes, message):
    propose(campaign)

    response = sign_in(campaign.valideur).post(VOTE, ACT_DATA | changes)

    assert 422 == response.status_code
    assert message in text(response)
    assert not Vote.objects.exists()


def test_the_second_of_two_people_is_told_who_recorded_the_vote(campaign, sign_in):
    propose(campaign)
    record_vote(actor=campaign.valideur, campagne=campaign.campagne, act=ACT)

    page = text(sign_in(campaign.autre_valideur).post(VOTE, ACT_DATA, follow=True))

    assert "Le vote est déjà enregistré par" in page
    assert 1 == Vote.objects.count()


def test_the_form_to_record_is_only_for_the_validation(campaign, sign_in):
    propose(campaign)

    assert soup(sign_in(campaign.instructeur).get(VOTE)).select("form[method=post] input[name=numero]") == []


def test_the_replay_says_that_the_bytes_are_the_same(campaign, sign_in):
    vote(campaign)

    page = text(sign_in(campaign.instructeur).get(reverse("campagne_replay", kwargs=PLACE)))

    assert "Octets identiques" in page


def test_the_proposal_is_taken_back_with_its_reason(campaign, sign_in):
    propose(campaign)

    sign_in(campaign.valideur).post(reverse("campagne_take_back", kwargs=PLACE), {"reason": "Séance reportée."})

    assert EtatCampagne.CLASSEE == Campagne.objects.get().etat


def test_the_annexe_is_published_from_the_page(campaign, sign_in):
    vote(campaign)

    sign_in(campaign.valideur).post(reverse("campagne_publish", kwargs=PLACE))

    assert Campagne.objects.get().publiee_le is not None


def test_there_is_nothing_to_notify_or_correct_before_the_vote(campaign, sign_in):
    client = sign_in(campaign.valideur)

    assert [404, 404] == [client.get(url).status_code for url in (NOTIFICATIONS, CORRECTIONS)]


def test_every_of_cfa_is_notified_with_its_letter_kept(campaign, sign_in, django_capture_on_commit_callbacks):
    recorded = vote(campaign)
    direction = person(campaign.alpha, Role.CFA_DIRECTION)

    with django_capture_on_commit_callbacks(execute=True):
        page = text(sign_in(campaign.valideur).post(NOTIFICATIONS, {"tout": "1"}, follow=True))

    letters = {letter.of_cfa_id: letter.sha256 for letter in recorded.letters.order_by("pk")}
    assert "3 OF-CFA notifiés." in page
    assert letters == dict(Notification.objects.order_by("pk").values_list("of_cfa", "sha256"))
    assert [[direction.email]] == [message.to for message in mail.outbox]
    assert EtatCampagne.NOTIFIEE == Campagne.objects.get().etat


def test_one_of_cfa_is_notified_alone(campaign, sign_in):
    vote(campaign)

    sign_in(campaign.valideur).post(NOTIFICATIONS, {"selection": ["beta"]})

    assert ["BETA"] == list(Notification.objects.values_list("of_cfa__nom", flat=True))
    assert EtatCampagne.VOTEE == Campagne.objects.get().etat


def test_nothing_chosen_is_told(campaign, sign_in):
    vote(campaign)

    page = text(sign_in(campaign.valideur).post(NOTIFICATIONS, {}, follow=True))

    assert "Choisissez au moins un OF-CFA" in page


def test_who_was_told_can_no_longer_be_ticked(campaign, sign_in):
    vote(campaign)
    client = sign_in(campaign.valideur)
    client.post(NOTIFICATIONS, {"selection": ["beta"]})

    page = soup(client.get(NOTIFICATIONS))

    assert {"alpha", "gamma"} == {box["value"] for box in page.select("input[name=selection]")}


CORRECTION = {
    "majoration": "-500",
    "dont_bonus_vert": "-100",
    "exceptionnelle": "0",
    "contrats": "-1",
    "motif": "Un contrat compté deux fois.",
    "numero": "CP 2023-401",
    "date": "2023-11-15",
    "organe": "CP",
    "objet": "Rectification",
}


def test_a_correction_changes_the_amount_in_force_and_not_the_voted_one(campaign, sign_in):
    recorded = vote(campaign)
    voted = recorded.lignes.get(of_cfa=campaign.beta).totale

    page = text(sign_in(campaign.valideur).post(CORRECTIONS, CORRECTION | {"of_cfa": campaign.beta.pk}, follow=True))

    assert "−500 €" in page
    assert "CP 2023-401" in page
    assert voted == recorded.lignes.get(of_cfa=campaign.beta).totale


def test_the_number_of_a_correction_of_another_year_is_warned_about(campaign, sign_in):
    vote(campaign)
    data = CORRECTION | {"of_cfa": campaign.beta.pk, "numero": "CP 2021-401"}

    page = text(sign_in(campaign.valideur).post(CORRECTIONS, data, follow=True))

    assert 1 == Correction.objects.count()
    assert "porte l’année 2021" in page


def test_an_impossible_correction_is_told_and_leaves_nothing(campaign, sign_in):
    vote(campaign)
    data = CORRECTION | {"of_cfa": campaign.beta.pk, "majoration": "-99999999", "numero": "CP 2023-247"}

    response = sign_in(campaign.valideur).post(CORRECTIONS, data)

    assert 422 == response.status_code
    assert "la majoration deviendrait négative" in text(response)
    assert "acte nouveau" in text(response)
    assert not Correction.objects.exists()


def test_a_published_vote_does_not_open_the_instruction_to_a_stranger(campaign, sign_in):
    vote(campaign)
    sign_in(campaign.valideur).post(reverse("campagne_publish", kwargs=PLACE))
    stranger = person(campaign.beta, Role.CFA_DIRECTION)

    client = sign_in(stranger)

    assert [403, 403, 403] == [client.get(url).status_code for url in (VOTE, NOTIFICATIONS, CORRECTIONS)]

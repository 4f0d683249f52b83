from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tandem.campagnes.actions.evaluations import evaluate, validate_evaluation
from tandem.campagnes.actions.interets import declare_interet
from tandem.campagnes.models import Candidature, DeclarationInteret, Evaluation, MajorationExceptionnelle
from tests.tandem.campagnes.world import build_campaign, candidatures, make_eligible, rank

PLACE = {"region_slug": "region-essai", "annee": 2023}
SHEET = reverse("campagne_candidature", kwargs={**PLACE, "reference": "ALPHA-1"})
SCORE = reverse("campagne_evaluate", kwargs={**PLACE, "reference": "ALPHA-1", "critere": "innovation"})
EVALUATIONS = reverse("campagne_evaluations", kwargs=PLACE)
VALIDATE = reverse("campagne_evaluations_validate", kwargs=PLACE)
EXCEPTIONNELLE = reverse("campagne_exceptionnelle", kwargs=PLACE)
INTERETS = reverse("campagne_interets", kwargs=PLACE)
NOTE = {"innovation-points": "7,5", "innovation-justification": "Atelier décrit page 4.", "innovation-vue": ""}


@pytest.fixture
def campaign(db):
    world = build_campaign()
    make_eligible(world)
    return world


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return " ".join(soup(response).get_text(" ").replace("\u202f", " ").replace("\xa0", " ").split())


def scored(campaign, reference="ALPHA-1", **changes):
    return evaluate(
        **{
            "actor": campaign.instructeur,
            "candidature": candidatures(campaign).get(reference=reference),
            "critere": "innovation",
            "points": Decimal("7.5"),
            "justification": "Atelier décrit page 4.",
            **changes,
        }
    )


def test_the_sheet_shows_the_figures_behind_each_criterion_and_their_points(campaign, sign_in):
    page = text(sign_in(campaign.instructeur).get(SHEET))

    assert "Accueil de publics prioritaires 60 sur 60" in page
    assert "Jeunes issus des QPV 12 : 5 points sur 5 (palier atteint : 10)" in page
    assert "Caractère innovant non noté sur 40" in page


def test_the_sheet_shows_the_whole_score_once_the_notes_are_validated(campaign, sign_in):
    validate_evaluation(actor=campaign.valideur, evaluation=scored(campaign))

    assert "90 points sur 100" in text(sign_in(campaign.instructeur).get(SHEET))


def test_a_missing_figure_is_said_missing_never_zero(campaign, sign_in):
    Candidature.objects.filter(reference="ALPHA-1").update(indicateurs={"jeunes_qpv": None})

    page = text(sign_in(campaign.instructeur).get(SHEET))

    assert "Accueil de publics prioritaires non noté sur 60" in page
    assert "Jeunes issus des QPV — non renseigné" in page


def test_a_figure_that_cannot_be_read_is_told_and_no_score_is_shown(campaign, sign_in):
    Candidature.objects.filter(reference="ALPHA-1").update(indicateurs={"jeunes_qpv": "une douzaine"})

    page = text(sign_in(campaign.instructeur).get(SHEET))

    assert "Score non calculé" in page
    assert "Une donnée ne peut être lue" in page


def test_a_figure_off_its_scale_is_told_and_no_score_is_shown(campaign, sign_in):
    Candidature.objects.filter(reference="ALPHA-1").update(indicateurs={"jeunes_qpv": "-3"})

    page = text(sign_in(campaign.instructeur).get(SHEET))

    assert "Score non calculé" in page
    assert "Jeunes issus des QPV : un nombre positif ou nul était attendu." in page


def test_a_note_is_given_from_the_sheet_with_a_decimal_comma(campaign, sign_in):
    response = sign_in(campaign.instructeur).post(SCORE, NOTE)

    assert f"{SHEET}#critere-innovation" == response.url
    assert Decimal("7.5") == Evaluation.objects.get().points


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"innovation-points": "11"}, "Une note entre 0 et 10 est attendue."),
        ({"innovation-points": ""}, "obligatoire"),
        ({"innovation-justification": ""}, "obligatoire"),
        ({"innovation-piece": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_note_is_told_on_its_field_and_what_was_typed_stays(campaign, sign_in, changes, message):
    response = sign_in(campaign.instructeur).post(SCORE, NOTE | changes)

    assert 422 == response.status_code
    assert message in text(response)
    assert not Evaluation.objects.exists()


def test_the_note_of_someone_else_meanwhile_is_not_overwritten(campaign, sign_in):
    client = sign_in(campaign.autre_instructeur)
    scored(campaign)

    response = client.post(SCORE, NOTE | {"innovation-points": "2"})

    assert "a noté ce critère pendant votre saisie" in text(response)
    assert Decimal("7.5") == Evaluation.objects.get().points


def test_the_form_carries_the_note_that_was_seen(campaign, sign_in):
    evaluation = scored(campaign)
    client = sign_in(campaign.autre_instructeur)
    seen = soup(client.get(SHEET)).select_one("input[name=innovation-vue]")["value"]

    client.post(SCORE, NOTE | {"innovation-points": "2", "innovation-vue": seen})

    evaluation.refresh_from_db()
    assert Decimal(2) == evaluation.points


def test_who_scored_sees_no_button_to_validate(campaign, sign_in):
    scored(campaign)

    assert "Valider la note" not in text(sign_in(campaign.instructeur).get(SHEET))
    assert "Valider la note" in text(sign_in(campaign.valideur).get(SHEET))


def test_a_declared_interest_leaves_the_sheet_to_be_read_only(campaign, sign_in):
    declare_interet(actor=campaign.instructeur, campagne=campaign.campagne, of_cfa=campaign.alpha, nature="Ancien.")
    client = sign_in(campaign.instructeur)

    page = soup(client.get(SHEET))

    assert "Un lien d’intérêt avec cet OF-CFA est déclaré" in page.text
    assert page.select("form[action$='/noter/innovation/']") == []
    assert 403 == client.post(SCORE, NOTE).status_code


def test_the_notes_are_validated_in_bulk_and_the_rest_is_told(campaign, sign_in):
    scored(campaign)
    scored(campaign, reference="BETA-1")
    declare_interet(actor=campaign.valideur, campagne=campaign.campagne, of_cfa=campaign.beta, nature="Ancien.")

    page = text(sign_in(campaign.valideur).post(VALIDATE, {"tout": "1"}, follow=True))

    assert "1 évaluation validée." in page
    assert "1 sur 2 ne peut pas être traitée" in page


def test_the_list_of_evaluations_tells_what_is_still_to_score(campaign, sign_in):
    scored(campaign)

    page = text(sign_in(campaign.valideur).get(EVALUATIONS))

    assert "À noter 3" in page
    assert "À valider 1" in page


def test_a_note_is_sent_back_with_its_reason(campaign, sign_in):
    evaluation = scored(campaign)
    url = reverse("campagne_evaluation_return", kwargs={**PLACE, "pk": evaluation.pk})

    page = text(sign_in(campaign.valideur).post(url, {"reason": "Note non étayée."}, follow=True))

    assert "Motif du renvoi : Note non étayée." in page


def test_the_history_of_the_sheet_tells_every_change(campaign, sign_in):
    Candidature.objects.filter(reference="ALPHA-1").update(contrats=41)

    page = text(sign_in(campaign.instructeur).get(SHEET))

    assert "Contrats" in page
    assert "avant : 40 → après : 41" in page
    assert "avant : Recevable → après : Éligible" in page


def test_the_piece_is_given_as_a_file_to_save(campaign, sign_in):
    piece = candidatures(campaign).get(reference="ALPHA-1").dossier.pieces.get()
    url = reverse("campagne_piece", kwargs={**PLACE, "reference": "ALPHA-1", "pk": piece.pk})

    response = sign_in(campaign.instructeur).get(url)
    content = b"".join(response.streaming_content)

    assert b"%PDF-1.7 essai" == content
    assert response["Content-Disposition"].startswith("attachment")


def test_the_piece_of_another_dossier_is_not_found(campaign, sign_in):
    piece = candidatures(campaign).get(reference="BETA-1").dossier.pieces.get()
    url = reverse("campagne_piece", kwargs={**PLACE, "reference": "ALPHA-1", "pk": piece.pk})

    assert 404 == sign_in(campaign.instructeur).get(url).status_code


def test_an_exceptional_help_goes_from_one_person_to_another(campaign, sign_in, client):
    data = {
        "of_cfa": campaign.alpha.pk,
        "montant": "130000",
        "deficit_previsionnel": "150000",
        "apprentis": "188",
        "motifs": ["hausse_charges", "chute_effectifs"],
        "texte": "Hausse du carburant.",
    }
    sign_in(campaign.instructeur).post(EXCEPTIONNELLE, data)
    validate = reverse("campagne_exceptionnelle_validate", kwargs={**PLACE, "of_slug": "alpha"})

    page = text(sign_in(campaign.valideur).post(validate, follow=True))

    helped = MajorationExceptionnelle.objects.get()
    assert (campaign.instructeur, campaign.valideur) == (helped.proposee_par, helped.validee_par)
    assert "Validée 130 000 €" in page


def test_an_exceptional_help_without_a_motive_is_refused(campaign, sign_in):
    response = sign_in(campaign.instructeur).post(EXCEPTIONNELLE, {"of_cfa": campaign.alpha.pk, "montant": "1"})

    assert 422 == response.status_code
    assert not MajorationExceptionnelle.objects.exists()


def test_an_interest_is_declared_then_lifted_by_another(campaign, sign_in):
    sign_in(campaign.instructeur).post(INTERETS, {"of_cfa": campaign.alpha.pk, "nature": "Ancien salarié."})
    declaration = DeclarationInteret.objects.get()
    lift = reverse("campagne_interet_lift", kwargs={**PLACE, "pk": declaration.pk})

    page = text(sign_in(campaign.valideur).post(lift, {"reason": "Plus de trois ans."}, follow=True))

    assert "La déclaration est levée." in page
    assert "Plus de trois ans." in page


def test_the_evaluations_stay_readable_after_the_ranking(db, sign_in):
    world = build_campaign()
    rank(world)

    assert "Validées 4" in text(sign_in(world.instructeur).get(EVALUATIONS))

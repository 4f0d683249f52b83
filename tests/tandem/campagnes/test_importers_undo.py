import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Campagne, Candidature, CandidatureTransition, Dossier, MajorationExceptionnelle
from tandem.imports import actions
from tandem.imports.enums import ImportStatus
from tandem.imports.models import RememberedAnswer
from tandem.organisations.models import Organisation
from tests.tandem.campagnes.importing import accept, bring, csv_of, region_campaign, world
from tests.tandem.factories import (
    CandidatureFactory,
    DossierFactory,
    EvaluationFactory,
    MajorationExceptionnelleFactory,
    MembershipFactory,
    OrganisationFactory,
    PieceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LINES = csv_of(
    "CFA ALPHA;BTS Électrotechnique;12;3;A;0",
    "CFA ALPHA;CAP Fleuriste;5;0;B;0",
    "CFA NOUVEAU;CAP Fleuriste;7;0;B;1000",
)


def imported():
    """Return a campaign where the import changed a deposited line and a draft, and created an organisme."""
    campagne, user = region_campaign()
    of_cfa = OrganisationFactory(nom="CFA ALPHA")
    dossier = DossierFactory(campagne=campagne, of_cfa=of_cfa)
    CandidatureFactory(dossier=dossier, formation="BTS Électrotechnique", contrats=1, contrats_verts=0, deposee=True)
    CandidatureFactory(dossier=dossier, formation="CAP Fleuriste", contrats=2, contrats_verts=0)
    before = (world(), everything_else())
    return campagne, user, accept(bring(campagne, user, LINES), user), before


def everything_else():
    organisations = list(Organisation.objects.order_by("pk").values())
    return organisations, list(MajorationExceptionnelle.objects.order_by("pk").values())


def undo(file_import, user, reason="Mauvais fichier"):
    return actions.undo(actor=user, file_import=file_import, reason=reason)


def refusal(file_import, user):
    with pytest.raises(ValidationError) as refused:
        undo(file_import, user)
    file_import.refresh_from_db()
    assert ImportStatus.VALIDATED == file_import.status
    return " ".join(refused.value.messages)


def test_undoing_restores_every_row_exactly():
    _, user, file_import, before = imported()

    undone = undo(file_import, user)

    assert before == (world(), everything_else())
    assert (ImportStatus.UNDONE, user, "Mauvais fichier") == (undone.status, undone.undone_by, undone.undone_reason)


def test_the_history_of_undone_rows_is_kept():
    _, user, file_import, _ = imported()
    created = Candidature.objects.get(dossier__of_cfa__nom="CFA NOUVEAU").pk

    undo(file_import, user)

    events = Candidature.pgh_event_model.objects.filter(pgh_obj_id=created).order_by("pgh_id")
    assert "insert" == events.first().pgh_label


def test_a_draft_that_the_import_deposited_goes_back_to_draft_with_its_reason():
    _, user, file_import, _ = imported()

    undo(file_import, user)

    draft = Candidature.objects.get(formation="CAP Fleuriste")
    last = CandidatureTransition.objects.filter(candidature=draft).order_by("pk").last()
    assert (StatutCandidature.BROUILLON, "deposee", "brouillon") == (draft.statut, last.from_statut, last.to_statut)
    assert f"Annulation de l’import n° {file_import.pk} (candidatures.csv)" == last.reason


def test_a_file_undone_can_be_imported_again():
    campagne, user, file_import, _ = imported()
    after = [row["contrats"] for row in world()[1]]
    undo(file_import, user)

    accept(bring(campagne, user, LINES), user)

    assert after == [row["contrats"] for row in world()[1]]


def test_an_undo_needs_a_reason():
    _, user, file_import, _ = imported()

    with pytest.raises(ValidationError, match="motif"):
        undo(file_import, user, reason="  ")


def test_a_line_decided_since_prevents_the_undo_and_is_named():
    _, user, file_import, _ = imported()
    candidature = Candidature.objects.get(dossier__of_cfa__nom="CFA NOUVEAU")
    Candidature.objects.filter(pk=candidature.pk).update(statut=StatutCandidature.RECEVABLE)

    said = refusal(file_import, user)

    assert f"{candidature.reference} « CAP Fleuriste » est passée à « Recevable »" in said.replace("\u202f", " ")


def test_a_line_changed_since_prevents_the_undo():
    _, user, file_import, _ = imported()
    Candidature.objects.filter(formation="BTS Électrotechnique").update(contrats=99)
    before = world()

    assert "a été modifiée" in refusal(file_import, user)
    assert before == world()


def test_an_evaluated_line_prevents_the_undo():
    _, user, file_import, _ = imported()
    EvaluationFactory(candidature=Candidature.objects.get(formation="BTS Électrotechnique"))

    assert "a été évaluée" in refusal(file_import, user)


def test_a_piece_joined_since_prevents_the_undo():
    _, user, file_import, _ = imported()
    PieceFactory(dossier=Dossier.objects.get(of_cfa__nom="CFA NOUVEAU"))

    assert "Des pièces ont été jointes" in refusal(file_import, user)


def test_a_candidature_added_since_prevents_the_undo():
    _, user, file_import, _ = imported()
    CandidatureFactory(dossier=Dossier.objects.get(of_cfa__nom="CFA NOUVEAU"))

    assert "D’autres candidatures" in refusal(file_import, user)


def test_a_completed_exceptional_proposal_prevents_the_undo():
    _, user, file_import, _ = imported()
    MajorationExceptionnelle.objects.update(texte="Hausse des charges.")

    assert "a été complétée ou validée" in refusal(file_import, user)


def test_an_exceptional_amount_that_the_import_changed_comes_back():
    campagne, user = region_campaign()
    of_cfa = OrganisationFactory(nom="CFA ALPHA")
    proposer = UserFactory()
    MajorationExceptionnelleFactory(campagne=campagne, of_cfa=of_cfa, montant=500, proposee_par=proposer)
    file_import = accept(bring(campagne, user, csv_of("CFA ALPHA;CAP;5;0;A;800")), user)
    changed = MajorationExceptionnelle.objects.get().montant

    undo(file_import, user)

    restored = MajorationExceptionnelle.objects.get()
    assert (800, 500, proposer) == (changed, restored.montant, restored.proposee_par)


def test_an_organisme_that_now_serves_elsewhere_prevents_the_undo():
    _, user, file_import, _ = imported()
    MembershipFactory(organisation=Organisation.objects.get(nom="CFA NOUVEAU"), role="cfa_gestion")

    assert "servent maintenant ailleurs" in refusal(file_import, user)


def test_a_ranked_campaign_keeps_its_imports():
    campagne, user, file_import, _ = imported()
    Campagne.objects.filter(pk=campagne.pk).update(etat=EtatCampagne.CLASSEE)

    with pytest.raises(PermissionDenied, match="Classée"):
        undo(file_import, user)


def test_an_import_is_undone_once():
    _, user, file_import, _ = imported()
    undo(file_import, user)

    with pytest.raises(PermissionDenied, match="Seul un import validé"):
        undo(file_import, user)


def test_the_answers_of_an_undone_import_are_asked_again():
    campagne, user = region_campaign()
    known = OrganisationFactory(nom="CFA ALPHA ÎLE-DE-FRANCE")
    lines = csv_of("CFA ALPHA ILE DE FRANCE;CAP;5;0;A;0")
    file_import = bring(campagne, user, lines, create=False)
    answers = {file_import.questions[0]["key"]: str(known.pk)}
    file_import = actions.answer_questions(actor=user, file_import=file_import, answers=answers)
    remembered = RememberedAnswer.objects.filter(file_import=file_import)
    accept(file_import, user)
    kept = remembered.count()

    undo(file_import, user)

    assert (1, 0) == (kept, remembered.count())

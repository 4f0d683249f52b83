from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.actes.models import JournalEntry
from tandem.campagnes.actions.classement import rank_campagne, resume_instruction
from tandem.campagnes.actions.instruction import (
    confirm_eligibilite,
    confirm_recevabilite,
    declare_irrecevable,
    step_back,
)
from tandem.campagnes.actions.interets import declare_interet, lift_interet
from tandem.campagnes.actions.withdrawal import withdraw_candidature
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Candidature, CandidatureTransition, Donnees, Dossier, Piece
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import (
    build_campaign,
    candidatures,
    make_eligible,
    person,
    propose,
    rank,
    score,
    statuts,
)
from tests.tandem.factories import CandidatureFactory, RegionOrganisationFactory


def confirm(world, actor=None, **more):
    return confirm_recevabilite(
        actor=actor or world.instructeur, campagne=world.campagne, candidatures=candidatures(world), **more
    )


def test_complete_candidatures_are_confirmed_recevables_in_bulk(world):
    flight = confirm(world)

    assert {StatutCandidature.RECEVABLE} == set(statuts(world).values())
    assert (4, 0) == (flight.treated, flight.left)


def test_what_cannot_be_treated_is_left_aside_and_grouped_by_reason(world):
    Piece.objects.filter(dossier__of_cfa=world.alpha).delete()
    Dossier.objects.filter(of_cfa=world.beta).update(is_late=True)

    _close_five_days_ago(world)

    flight = confirm(world)

    still_running = "le dossier est incomplet et le délai pour le compléter court encore."
    assert [
        f"2 sur 4 ne peuvent pas être traitées\u202f: {still_running}",
        "1 sur 4 ne peut pas être traitée\u202f: le dossier est déposé hors délai\u202f: l’accepter demande un motif.",
    ] == flight.sentences()
    assert StatutCandidature.RECEVABLE == statuts(world)["GAMMA-1"]


def _close_five_days_ago(world):
    """The ten days to complete a dossier still run."""
    world.campagne.cloture += timedelta(days=25)
    world.campagne.save(update_fields=["cloture"])


def test_an_incomplete_candidature_becomes_irrecevable_after_the_days_of_grace_with_its_findings(world):
    Piece.objects.filter(dossier__of_cfa=world.alpha).delete()

    confirm(world)

    row = CandidatureTransition.objects.get(candidature__reference="ALPHA-1")
    assert StatutCandidature.IRRECEVABLE == row.to_statut
    assert "Budget prévisionnel" in row.reason
    assert "art. 2" in row.reason


def test_a_piece_that_was_withdrawn_is_missing(world):
    Piece.objects.filter(dossier__of_cfa=world.gamma).update(withdrawn_at=world.campagne.cloture)

    confirm(world)

    assert StatutCandidature.IRRECEVABLE == statuts(world)["GAMMA-1"]


def test_a_late_candidature_is_accepted_with_the_motive_of_the_person(world):
    Dossier.objects.filter(of_cfa=world.beta).update(is_late=True)

    confirm(world, motive="Panne de la plateforme.")

    row = CandidatureTransition.objects.get(candidature__reference="BETA-1")
    assert StatutCandidature.RECEVABLE == row.to_statut
    assert "Panne de la plateforme." in row.reason


def test_a_person_may_declare_irrecevable_what_the_reglement_would_accept_with_a_reason(world):
    declare_irrecevable(
        actor=world.instructeur,
        campagne=world.campagne,
        candidatures=candidatures(world).filter(reference="BETA-1"),
        reason="La pièce jointe est celle d’un autre exercice.",
    )

    assert StatutCandidature.IRRECEVABLE == statuts(world)["BETA-1"]
    with pytest.raises(ValidationError, match="doit être motivé"):
        declare_irrecevable(
            actor=world.instructeur, campagne=world.campagne, candidatures=candidatures(world), reason=""
        )


def test_the_conditions_of_the_reglement_decide_on_eligibility_with_their_clause(world):
    Candidature.objects.filter(reference="GAMMA-1").update(contrats=4, contrats_verts=0)
    confirm(world)

    confirm_eligibilite(actor=world.instructeur, campagne=world.campagne, candidatures=candidatures(world))

    row = CandidatureTransition.objects.get(candidature__reference="GAMMA-1", from_statut="recevable")
    assert StatutCandidature.INELIGIBLE == row.to_statut
    assert "Nombre de contrats" in row.reason
    assert "art. 3" in row.reason
    assert StatutCandidature.ELIGIBLE == statuts(world)["ALPHA-1"]


def test_a_candidature_exactly_at_the_threshold_is_eligible(world):
    Candidature.objects.filter(reference="GAMMA-1").update(contrats=5, contrats_verts=0)

    make_eligible(world)

    assert StatutCandidature.ELIGIBLE == statuts(world)["GAMMA-1"]


def test_an_unreadable_figure_is_left_aside_not_decided(world):
    Candidature.objects.filter(reference="GAMMA-1").update(indicateurs={"jeunes_qpv": "une douzaine"})
    confirm(world)

    flight = confirm_eligibilite(actor=world.instructeur, campagne=world.campagne, candidatures=candidatures(world))

    assert ["GAMMA-1"] == [item.reference for item in flight.blocked[0].things]


def test_a_bulk_decision_is_one_line_of_the_journal_by_outcome(world):
    confirm(world)

    entry = JournalEntry.objects.get(code="campagne.recevabilite.confirmee")
    assert ["ALPHA-1", "ALPHA-2", "BETA-1", "GAMMA-1"] == entry.payload["references"]


def test_a_decision_is_taken_back_with_a_reason(world):
    make_eligible(world)
    only = candidatures(world).filter(reference="BETA-1")

    step_back(actor=world.instructeur, campagne=world.campagne, candidatures=only, reason="Erreur de saisie.")
    assert StatutCandidature.RECEVABLE == statuts(world)["BETA-1"]
    step_back(actor=world.instructeur, campagne=world.campagne, candidatures=only, reason="Erreur de saisie.")

    assert StatutCandidature.DEPOSEE == statuts(world)["BETA-1"]


def test_the_candidatures_of_another_campaign_are_never_touched(world):
    stranger = CandidatureFactory(deposee=True)

    confirm_recevabilite(actor=world.instructeur, campagne=world.campagne, candidatures=Candidature.objects.all())

    stranger.refresh_from_db()
    assert StatutCandidature.DEPOSEE == stranger.statut


@pytest.mark.parametrize("role", [Role.REGION_VALIDATION, Role.REGION_ELU, Role.REGION_BUDGET])
def test_only_the_instruction_confirms(world, role):
    with pytest.raises(PermissionDenied, match="Région – instruction"):
        confirm(world, actor=person(world.region, role))


def test_an_instructeur_of_another_region_may_not_confirm(world):
    stranger = person(RegionOrganisationFactory(), Role.REGION_INSTRUCTION)

    with pytest.raises(PermissionDenied):
        confirm(world, actor=stranger)


def test_nothing_is_confirmed_once_the_campaign_is_ranked(world):
    rank(world)

    with pytest.raises(PermissionDenied, match="Classée"):
        confirm(world)


def test_a_declared_interest_bars_from_that_of_cfa_only(world):
    declare_interet(actor=world.instructeur, campagne=world.campagne, of_cfa=world.alpha, nature="Administrateur.")

    flight = confirm(world)

    assert ["ALPHA-1", "ALPHA-2"] == sorted(item.reference for item in flight.blocked[0].things)
    assert StatutCandidature.RECEVABLE == statuts(world)["BETA-1"]


def test_an_interest_is_declared_once_and_lifted_by_another(world):
    declaration = declare_interet(
        actor=world.instructeur, campagne=world.campagne, of_cfa=world.alpha, nature="Administrateur."
    )
    with pytest.raises(ValidationError, match="déjà déclaré"):
        declare_interet(actor=world.instructeur, campagne=world.campagne, of_cfa=world.alpha, nature="Encore.")
    with pytest.raises(PermissionDenied, match="sa propre déclaration"):
        lift_interet(actor=world.instructeur, declaration=declaration, reason="Mandat terminé.")

    lift_interet(actor=world.valideur, declaration=declaration, reason="Mandat terminé.")

    assert 0 == confirm(world).left
    with pytest.raises(ValidationError, match="déjà levée"):
        lift_interet(actor=world.valideur, declaration=declaration, reason="Encore.")


def test_ranking_freezes_the_figures_and_the_ranks(world):
    make_eligible(world)
    score(world)

    rank_campagne(actor=world.valideur, campagne=world.campagne)

    world.campagne.refresh_from_db()
    assert EtatCampagne.CLASSEE == world.campagne.etat
    assert 1 == Donnees.objects.filter(campagne=world.campagne).count()
    ranks = CandidatureTransition.objects.filter(to_statut=StatutCandidature.CLASSEE)
    assert {"ALPHA-1": "Rang 1", "BETA-1": "Rang 2", "ALPHA-2": "Rang 3", "GAMMA-1": "Rang 4"} == {
        row.candidature.reference: row.reason for row in ranks.select_related("candidature").order_by("pk")
    }


def test_ranking_lists_every_obstacle_at_once(world):
    confirm_recevabilite(actor=world.instructeur, campagne=world.campagne, candidatures=candidatures(world))
    only = candidatures(world).exclude(reference="GAMMA-1")
    confirm_eligibilite(actor=world.instructeur, campagne=world.campagne, candidatures=only)
    score(world)
    last = candidatures(world).get(reference="BETA-1").evaluations.get()
    last.valideur = last.validated_at = None
    last.save()

    with pytest.raises(ValidationError) as refusal:
        rank_campagne(actor=world.valideur, campagne=world.campagne)

    assert ["1 candidature n’a pas fini", "1 évaluation attend la validation"] == [
        message[: len(start)]
        for message, start in zip(
            refusal.value.messages, ["1 candidature n’a pas fini", "1 évaluation attend la validation"], strict=True
        )
    ]


def test_ranking_waits_for_the_missing_evaluations(world):
    make_eligible(world)

    with pytest.raises(ValidationError, match="4 évaluations manquent"):
        rank_campagne(actor=world.valideur, campagne=world.campagne)


def test_ranking_refuses_an_empty_campaign(world):
    withdrawn = candidatures(world)
    declare_irrecevable(
        actor=world.instructeur, campagne=world.campagne, candidatures=withdrawn, reason="Aucune n’est conforme."
    )

    with pytest.raises(ValidationError, match="Aucune candidature n’est éligible"):
        rank_campagne(actor=world.valideur, campagne=world.campagne)


def test_the_instruction_resumes_from_the_ranking_with_a_reason(world):
    rank(world)

    resume_instruction(actor=world.valideur, campagne=world.campagne, reason="Une note est à revoir.")

    world.campagne.refresh_from_db()
    assert EtatCampagne.INSTRUCTION == world.campagne.etat
    assert {StatutCandidature.ELIGIBLE} == set(statuts(world).values())


def test_an_of_cfa_withdraws_its_candidature_with_a_reason(world):
    direction = person(world.gamma, Role.CFA_DIRECTION)
    mine = candidatures(world).get(reference="GAMMA-1")
    with pytest.raises(ValidationError, match="doit être motivé"):
        withdraw_candidature(actor=direction, candidature=mine, reason="")

    withdraw_candidature(actor=direction, candidature=mine, reason="Formation reportée.")

    assert StatutCandidature.RETIREE == statuts(world)["GAMMA-1"]


def test_an_of_cfa_does_not_withdraw_the_candidature_of_another(world):
    direction = person(world.gamma, Role.CFA_DIRECTION)

    with pytest.raises(PermissionDenied, match="Seul l’OF-CFA"):
        withdraw_candidature(
            actor=direction, candidature=candidatures(world).get(reference="BETA-1"), reason="Par erreur."
        )


def test_a_withdrawal_after_the_proposal_is_still_possible(world):
    propose(world)
    direction = person(world.beta, Role.CFA_GESTION)

    withdraw_candidature(
        actor=direction, candidature=candidatures(world).get(reference="BETA-1"), reason="Formation fermée."
    )

    assert StatutCandidature.RETIREE == statuts(world)["BETA-1"]


@pytest.mark.django_db
def test_a_list_already_retained_is_ranked_without_evaluations():
    world = build_campaign(enveloppe=Decimal(50_000))
    candidatures(world).update(indicateurs={})
    make_eligible(world)

    rank_campagne(actor=world.valideur, campagne=world.campagne)

    assert {StatutCandidature.CLASSEE} == set(statuts(world).values())

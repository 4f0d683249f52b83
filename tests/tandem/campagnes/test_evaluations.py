import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from tandem.actes.models import JournalEntry
from tandem.campagnes.actions.evaluations import (
    evaluate,
    return_evaluation,
    validate_evaluation,
    validate_evaluations,
)
from tandem.campagnes.actions.interets import declare_interet
from tandem.campagnes.engine import load_inputs
from tandem.campagnes.models import Evaluation
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import build_campaign, candidatures, make_eligible, person, rank
from tests.tandem.factories import PieceFactory


@pytest.fixture
def candidature(world):
    make_eligible(world)
    return candidatures(world).get(reference="ALPHA-1")


def note(world, candidature, **changes):
    return evaluate(
        **{
            "actor": world.instructeur,
            "candidature": candidature,
            "critere": "innovation",
            "points": Decimal("7.5"),
            "justification": "Atelier décrit page 4.",
            **changes,
        }
    )


def test_a_note_keeps_its_justification_its_piece_and_its_instructeur(world, candidature):
    piece = candidature.dossier.pieces.get()

    note(world, candidature, piece=piece)

    kept = Evaluation.objects.get()
    assert (Decimal("7.5"), "Atelier décrit page 4.", piece, world.instructeur) == (
        kept.points,
        kept.justification,
        kept.piece,
        kept.instructeur,
    )


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"points": Decimal("10.001")}, "entre 0 et 10"),
        ({"points": Decimal(-1)}, "entre 0 et 10"),
        ({"points": Decimal("NaN")}, "entre 0 et 10"),
        ({"points": 7}, "entre 0 et 10"),
        ({"points": Decimal("1.2345")}, "3 chiffres après la virgule"),
        ({"justification": "  "}, "doit être motivé"),
        ({"critere": "publics"}, "n’est pas un critère noté par une personne"),
        ({"critere": "inconnu"}, "n’est pas un critère noté par une personne"),
    ],
)
def test_a_wrong_note_is_refused(world, candidature, changes, message):
    with pytest.raises(ValidationError, match=message):
        note(world, candidature, **changes)

    assert not Evaluation.objects.exists()


def test_the_piece_of_another_dossier_is_no_evidence(world, candidature):
    with pytest.raises(ValidationError, match="Cette pièce n’est pas"):
        note(world, candidature, piece=PieceFactory())


def test_a_candidature_is_scored_once_recevable_only(world):
    with pytest.raises(ValidationError, match="se note une fois recevable"):
        note(world, candidatures(world).get(reference="ALPHA-1"))


@pytest.mark.parametrize("role", [Role.REGION_VALIDATION, Role.REGION_BUDGET, Role.REGION_ELU])
def test_only_the_instruction_scores(world, candidature, role):
    with pytest.raises(PermissionDenied):
        note(world, candidature, actor=person(world.region, role))


def test_a_declared_interest_bars_from_scoring(world, candidature):
    declare_interet(actor=world.instructeur, campagne=world.campagne, of_cfa=world.alpha, nature="Parent d’élève.")

    with pytest.raises(PermissionDenied, match="lien d’intérêt"):
        note(world, candidature)


def test_the_note_of_someone_else_is_not_overwritten_unseen(world, candidature):
    note(world, candidature)

    with pytest.raises(ValidationError, match="pendant votre saisie"):
        note(world, candidature, actor=world.autre_instructeur, points=Decimal(2))

    assert Decimal("7.5") == Evaluation.objects.get().points


def test_a_note_that_was_seen_may_be_replaced_and_its_history_stays(world, candidature):
    first = note(world, candidature)

    note(world, candidature, actor=world.autre_instructeur, points=Decimal(2), seen=first.evaluated_at)

    history = Evaluation.pgh_event_model.objects.order_by("pgh_id")
    assert [Decimal("7.500"), Decimal("2.000")] == [event.points for event in history]


def test_another_person_validates_and_the_note_counts(world, candidature):
    evaluation = note(world, candidature)
    assert {} == load_inputs(world.campagne).points()

    validate_evaluation(actor=world.valideur, evaluation=evaluation)

    assert {("ALPHA-1", "innovation"): Decimal("7.5")} == load_inputs(world.campagne).points()
    assert [["ALPHA-1", "innovation", "7.500"]] == JournalEntry.objects.get(code="campagne.evaluation.validee").payload[
        "evaluations"
    ]


def test_who_scores_does_not_validate_even_with_both_roles(world, candidature):
    both = person(world.region, Role.REGION_INSTRUCTION)
    both.memberships.create(organisation=world.region, role=Role.REGION_VALIDATION, starts_on="2023-01-01")
    evaluation = note(world, candidature, actor=both)

    with pytest.raises(PermissionDenied, match="La personne qui note"):
        validate_evaluation(actor=both, evaluation=evaluation)


def test_the_database_too_refuses_that_who_scores_validates(world, candidature):
    evaluation = note(world, candidature)

    with pytest.raises(IntegrityError, match="who_scores_does_not_validate"), transaction.atomic():
        Evaluation.objects.filter(pk=evaluation.pk).update(valideur=world.instructeur)


def test_a_declared_interest_bars_from_validating(world, candidature):
    evaluation = note(world, candidature)
    declare_interet(actor=world.valideur, campagne=world.campagne, of_cfa=world.alpha, nature="Ancien salarié.")

    with pytest.raises(PermissionDenied, match="lien d’intérêt"):
        validate_evaluation(actor=world.valideur, evaluation=evaluation)


def test_a_validated_note_is_changed_only_after_it_was_sent_back(world, candidature):
    evaluation = note(world, candidature)
    validate_evaluation(actor=world.valideur, evaluation=evaluation)
    with pytest.raises(ValidationError, match="demandez son renvoi"):
        note(world, candidature, seen=evaluation.evaluated_at)

    returned = return_evaluation(actor=world.autre_valideur, evaluation=evaluation, reason="Note non étayée.")
    note(world, candidature, seen=returned.evaluated_at, points=Decimal(4))

    kept = Evaluation.objects.get()
    assert (Decimal(4), None, "") == (kept.points, kept.valideur, kept.returned_reason)


def test_sending_back_asks_for_a_reason(world, candidature):
    evaluation = note(world, candidature)

    with pytest.raises(ValidationError, match="doit être motivé"):
        return_evaluation(actor=world.valideur, evaluation=evaluation, reason="")


def test_a_bulk_validation_leaves_aside_what_it_may_not_validate(world, candidature):
    declare_interet(actor=world.valideur, campagne=world.campagne, of_cfa=world.beta, nature="Ancien salarié.")
    for item in candidatures(world).order_by("reference"):
        note(world, item)
    return_evaluation(
        actor=world.valideur, evaluation=Evaluation.objects.get(candidature__reference="GAMMA-1"), reason="À revoir."
    )

    flight = validate_evaluations(
        actor=world.valideur, campagne=world.campagne, evaluations=Evaluation.objects.order_by("pk")
    )

    assert (2, 2) == (flight.treated, flight.left)
    assert {"ALPHA-1", "ALPHA-2"} == set(
        Evaluation.objects.filter(validated_at__isnull=False).values_list("candidature__reference", flat=True)
    )


def test_nothing_is_scored_once_the_campaign_is_ranked(world):
    rank(world)
    ranked = candidatures(world).get(reference="ALPHA-1")

    with pytest.raises(PermissionDenied, match="Classée"):
        note(world, ranked, seen=ranked.evaluations.get().evaluated_at)


@pytest.mark.django_db(transaction=True)
def test_two_people_validating_the_same_note_at_once_validate_it_once():
    world = build_campaign()
    make_eligible(world)
    evaluation = note(world, candidatures(world).get(reference="ALPHA-1"))
    barrier, outcomes = threading.Barrier(2), []

    def validate(actor):
        try:
            barrier.wait()
            outcomes.append(validate_evaluation(actor=actor, evaluation=evaluation).valideur)
        except ValidationError as refusal:
            outcomes.append(refusal.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=validate, args=(actor,)) for actor in (world.valideur, world.autre_valideur)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winner = Evaluation.objects.get().valideur
    assert {winner, f"Cette évaluation vient d’être validée par {winner}."} == set(outcomes)
    assert 1 == JournalEntry.objects.filter(code="campagne.evaluation.validee").count()

"""Score the qualitative criteria; validate by another person, or send back with a reason."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import lock_campagne, required_reason
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.facts import notation_of
from tandem.campagnes.models import Candidature, Evaluation
from tandem.campagnes.perms import can_instruct_of, can_validate, can_validate_evaluation
from tandem.campagnes.preflight import Preflight
from tandem.campagnes.standing import require, standing_of
from tandem.formats import number

SCORABLE = (StatutCandidature.RECEVABLE, StatutCandidature.ELIGIBLE)


@transaction.atomic
def evaluate(*, actor, candidature, critere, points, justification, piece=None, seen=None) -> Evaluation:
    """Give the points of one qualitative criterion, with their justification and the piece that shows it.

    `points` is a Decimal between 0 and the highest note of the criterion; `seen` is the `evaluated_at` of the
    evaluation that the person had before their eyes (None when there was none): someone else's newer one is never
    overwritten unseen. A new note replaces the old one, whose history stays, and has to be validated again.
    """
    campagne = lock_campagne(candidature.dossier.campagne)
    candidature = Candidature.objects.select_related("dossier").get(pk=candidature.pk)
    require(can_instruct_of(standing_of(actor, campagne), campagne.etat, candidature.dossier.of_cfa_id))
    _check_scorable(candidature)
    _check_points(reglement_for(campagne), critere, points)
    _check_piece(piece, candidature)
    justification = required_reason(justification, "La note")
    current = Evaluation.objects.filter(candidature=candidature, critere=critere).first()
    _check_unchanged(current, seen)
    evaluation = current or Evaluation(candidature=candidature, critere=critere)
    evaluation.points, evaluation.justification, evaluation.piece = points, justification, piece
    evaluation.instructeur, evaluation.evaluated_at = actor, timezone.now()
    evaluation.valideur = evaluation.validated_at = None
    evaluation.returned_reason = ""
    evaluation.full_clean()
    evaluation.save()
    return evaluation


@transaction.atomic
def validate_evaluation(*, actor, evaluation) -> Evaluation:
    """Validate one evaluation. Raises PermissionDenied, or ValidationError when it is already validated."""
    campagne = lock_campagne(evaluation.candidature.dossier.campagne)
    held = _held(Evaluation.objects.filter(pk=evaluation.pk))[0]
    require(_decision(standing_of(actor, campagne), campagne, held))
    if held.valideur_id:
        raise ValidationError(f"Cette évaluation vient d’être validée par {held.valideur}.")
    _validate([held], campagne, actor)
    return held


def preflight_validation(*, campagne, evaluations, standing) -> Preflight:
    """Sort the evaluations that a person may validate from the others."""
    flight = Preflight()
    for evaluation in evaluations:
        decision = _decision(standing, campagne, evaluation)
        if not decision:
            flight.block(evaluation, decision.reason[0].lower() + decision.reason[1:])
        elif evaluation.valideur_id:
            flight.block(evaluation, "elle est déjà validée.")
        elif evaluation.returned_reason:
            flight.block(evaluation, "elle a été renvoyée à son instructeur.")
        else:
            flight.treat(evaluation, "validee")
    return flight


@transaction.atomic
def validate_evaluations(*, actor, campagne, evaluations) -> Preflight:
    """Validate in bulk what the person may validate; return what was done and what was left aside, and why."""
    campagne = lock_campagne(campagne)
    standing = standing_of(actor, campagne)
    require(can_validate(standing, campagne.etat))
    mine = Evaluation.objects.filter(pk__in=evaluations.values("pk"), candidature__dossier__campagne=campagne)
    flight = preflight_validation(campagne=campagne, evaluations=_held(mine), standing=standing)
    if flight.treated:
        _validate(flight.outcomes["validee"], campagne, actor)
    return flight


@transaction.atomic
def return_evaluation(*, actor, evaluation, reason) -> Evaluation:
    """Send an evaluation back to its instructeur, validated or not: it no longer counts."""
    campagne = lock_campagne(evaluation.candidature.dossier.campagne)
    held = _held(Evaluation.objects.filter(pk=evaluation.pk))[0]
    require(_decision(standing_of(actor, campagne), campagne, held))
    held.returned_reason = required_reason(reason, "Le renvoi d’une évaluation")
    held.valideur = held.validated_at = None
    held.save(update_fields=["returned_reason", "valideur", "validated_at"])
    _journal(campagne, actor, "campagne.evaluation.renvoyee", [held], motif=held.returned_reason)
    return held


def _held(evaluations) -> list[Evaluation]:
    return list(
        evaluations.order_by("pk")
        .select_for_update(of=("self",))
        .select_related("candidature__dossier__of_cfa", "instructeur", "valideur")
    )


def _decision(standing, campagne, evaluation):
    return can_validate_evaluation(
        standing,
        campagne.etat,
        of_cfa_id=evaluation.candidature.dossier.of_cfa_id,
        instructeur_id=evaluation.instructeur_id,
    )


def _validate(evaluations, campagne, actor) -> None:
    now = timezone.now()
    for evaluation in evaluations:
        evaluation.valideur, evaluation.validated_at, evaluation.returned_reason = actor, now, ""
    Evaluation.objects.bulk_update(evaluations, ["valideur", "validated_at", "returned_reason"])
    _journal(campagne, actor, "campagne.evaluation.validee", evaluations)


def _journal(campagne, actor, code, evaluations, **more) -> None:
    record(
        actor=actor,
        code=code,
        organisation=campagne.organisation,
        subject=campagne,
        payload={
            "campagne": campagne.annee,
            "evaluations": [
                [evaluation.candidature.reference, evaluation.critere, str(evaluation.points)]
                for evaluation in evaluations
            ],
            **more,
        },
    )


def _check_scorable(candidature) -> None:
    if candidature.statut not in SCORABLE:
        raise ValidationError(
            f"La candidature {candidature.reference} est « {candidature.get_statut_display()} » : "
            "une candidature se note une fois recevable et avant le classement."
        )


def _check_points(reglement, critere, points) -> None:
    notations = {item.code: notation_of(item) for item in reglement.criteres}
    if notations.get(critere) is None:
        known = ", ".join(code for code, notation in notations.items() if notation)
        raise ValidationError(
            f"« {critere} » n’est pas un critère noté par une personne dans ce règlement (critères notés : {known})."
        )
    highest = notations[critere].points_max
    if not isinstance(points, Decimal) or not points.is_finite() or not 0 <= points <= highest:
        shown = number(highest, 0 if highest.denominator == 1 else 3)
        raise ValidationError({"points": f"Une note entre 0 et {shown} est attendue."})


def _check_piece(piece, candidature) -> None:
    if piece is None:
        return
    if piece.dossier_id != candidature.dossier_id or piece.withdrawn_at:
        raise ValidationError({"piece": "Cette pièce n’est pas, ou n’est plus, au dossier de cette candidature."})


def _check_unchanged(current, seen) -> None:
    found = current.evaluated_at if current else None
    if found != seen:
        raise ValidationError(
            f"{current.instructeur} a noté ce critère pendant votre saisie : relisez sa note avant de la remplacer."
            if current
            else "L’évaluation que vous aviez sous les yeux n’existe plus : rechargez la page."
        )
    if current and current.valideur_id:
        raise ValidationError(
            f"Cette évaluation est validée par {current.valideur} : demandez son renvoi avant de la modifier."
        )

"""Freeze the ranking of a campaign, or go back to the instruction."""

from django.core.exceptions import ValidationError
from django.db import transaction

from tandem.actes.journal import record
from tandem.campagnes.actions.frozen import freeze
from tandem.campagnes.actions.scenarios import REFUSALS, refusal_messages
from tandem.campagnes.actions.transitions import (
    lock_campagne,
    lock_candidatures,
    move_campagne,
    move_candidatures,
    required_reason,
)
from tandem.campagnes.engine import UNDER_REVIEW, reglement_for, simulate
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.facts import DepotReader, qualitative_criteres
from tandem.campagnes.models import Candidature, Evaluation
from tandem.campagnes.perms import can_rank, can_resume_instruction
from tandem.campagnes.standing import require, standing_of
from tandem.formats import number

_S = StatutCandidature


@transaction.atomic
def rank_campagne(*, actor, campagne):
    """Freeze the candidatures and their validated scores: « classée ». Raises ValidationError with every obstacle."""
    campagne = lock_campagne(campagne)
    require(can_rank(standing_of(actor, campagne), campagne.etat))
    obstacles = ranking_obstacles(campagne)
    if obstacles:
        raise ValidationError(obstacles)
    simulation = simulate(campagne)
    donnees = freeze(campagne=campagne, inputs=simulation.inputs)
    ranked = lock_candidatures(Candidature.objects.filter(dossier__campagne=campagne, statut=_S.ELIGIBLE))
    ranks = {line.reference: line.rank for line in simulation.allocation.formations if line.rank}
    reasons = {item.pk: f"Rang {number(ranks[item.reference])}" for item in ranked if item.reference in ranks}
    move_candidatures(ranked, _S.CLASSEE, actor=actor, reasons=reasons)
    move_campagne(campagne, EtatCampagne.CLASSEE, actor=actor)
    record(
        actor=actor,
        code="campagne.classee",
        organisation=campagne.organisation,
        subject=campagne,
        payload={"campagne": campagne.annee, "candidatures": len(ranked), "donnees": donnees.sha256},
    )
    return campagne


def ranking_obstacles(campagne) -> list[str]:
    """Return, in French, all that keeps the campaign from being ranked; empty when nothing does."""
    candidatures = Candidature.objects.filter(dossier__campagne=campagne)
    obstacles = []
    waiting = candidatures.filter(statut__in=UNDER_REVIEW).count()
    if waiting:
        obstacles.append(
            "1 candidature n’a pas fini d’être instruite : décidez de sa recevabilité et de son éligibilité."
            if waiting == 1
            else f"{number(waiting)} candidatures n’ont pas fini d’être instruites : "
            "décidez de leur recevabilité et de leur éligibilité."
        )
    eligible = candidatures.filter(statut=_S.ELIGIBLE)
    if not eligible.exists():
        return [*obstacles, "Aucune candidature n’est éligible : il n’y a rien à classer."]
    obstacles += _evaluation_obstacles(campagne, eligible)
    if obstacles:
        return obstacles
    try:
        simulate(campagne)
    except REFUSALS as refusal:
        return refusal_messages(refusal)
    return []


def _evaluation_obstacles(campagne, eligible) -> list[str]:
    codes = [critere.code for critere in qualitative_criteres(reglement_for(campagne))]
    given = Evaluation.objects.filter(candidature__in=eligible, critere__in=codes)
    if not DepotReader(campagne).asks_figures and not given.exists():
        return []  # the list already retained: nothing is scored
    absent = eligible.count() * len(codes) - given.count()
    unvalidated = given.filter(validated_at__isnull=True).count()
    obstacles = []
    if absent:
        obstacles.append(
            f"{number(absent)} évaluation{_s(absent)} manque{'nt' if absent > 1 else ''} : donnez les notes."
        )
    if unvalidated:
        obstacles.append(
            f"{number(unvalidated)} évaluation{_s(unvalidated)} {'attendent' if unvalidated > 1 else 'attend'} "
            "la validation d’une autre personne."
        )
    return obstacles


@transaction.atomic
def resume_instruction(*, actor, campagne, reason):
    """Go back from the ranking to the instruction, with a reason; the saved scenarios remain, to be computed anew."""
    campagne = lock_campagne(campagne)
    require(can_resume_instruction(standing_of(actor, campagne), campagne.etat))
    reason = required_reason(reason, "Le retour à l’instruction")
    back_to_ranked(campagne, actor=actor, reason=reason)
    ranked = lock_candidatures(Candidature.objects.filter(dossier__campagne=campagne, statut=_S.CLASSEE))
    move_candidatures(ranked, _S.ELIGIBLE, actor=actor, reasons=reason)
    move_campagne(campagne, EtatCampagne.INSTRUCTION, actor=actor, reason=reason)
    record(
        actor=actor,
        code="campagne.instruction.rouverte",
        organisation=campagne.organisation,
        subject=campagne,
        payload={"campagne": campagne.annee, "motif": reason},
    )
    return campagne


def back_to_ranked(campagne, *, actor, reason) -> None:
    """Bring the candidatures that a scenario had retained or not back to « classée »; the caller holds the campaign."""
    decided = lock_candidatures(
        Candidature.objects.filter(
            dossier__campagne=campagne, statut__in=(_S.RETENUE, _S.NON_RETENUE, _S.PROPOSEE_AU_VOTE)
        )
    )
    move_candidatures(decided, _S.CLASSEE, actor=actor, reasons=reason)


def _s(count: int) -> str:
    return "s" if count > 1 else ""

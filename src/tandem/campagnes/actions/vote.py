"""From the adopted scenario to the recorded vote: retain, propose, take back, vote."""

from django.core.exceptions import ValidationError
from django.db import transaction

from tandem.actes.journal import record
from tandem.campagnes.actions.acts import Act, deliberation_for
from tandem.campagnes.actions.classement import back_to_ranked
from tandem.campagnes.actions.scenarios import scenario_obstacles
from tandem.campagnes.actions.transitions import (
    lock_campagne,
    lock_candidatures,
    move_campagne,
    move_candidatures,
    required_reason,
)
from tandem.campagnes.engine import simulation_of
from tandem.campagnes.enums import EtatCampagne, StatutCandidature
from tandem.campagnes.models import Candidature, LigneVotee, MajorationExceptionnelle, Vote
from tandem.campagnes.perms import can_propose_to_vote, can_record_vote, can_take_back_proposal
from tandem.campagnes.standing import require, standing_of
from tandem.formats import euros, number
from tandem.organisations.models import Organisation

_S = StatutCandidature
DECIDED = (_S.CLASSEE, _S.RETENUE, _S.NON_RETENUE, _S.PROPOSEE_AU_VOTE)
"""States of the candidatures that a scenario retains or not."""


def adopted_scenario(campagne):
    """Return the scenario of the last adoption, with all that it was computed from; None when there is none."""
    adoption = (
        campagne.adoptions.select_related("scenario__donnees", "scenario__reglement", "scenario__campagne__reglement")
        .order_by("-at", "-pk")
        .first()
    )
    return adoption.scenario if adoption else None


@transaction.atomic
def propose_to_vote(*, actor, campagne):
    """Retain the formations of the adopted scenario, the others not, and put the campaign to the vote.

    Raises PermissionDenied, or ValidationError with every obstacle.
    """
    campagne = lock_campagne(campagne)
    require(can_propose_to_vote(standing_of(actor, campagne), campagne.etat))
    obstacles = proposal_obstacles(campagne)
    if obstacles:
        raise ValidationError(obstacles)
    scenario = adopted_scenario(campagne)
    allocation = simulation_of(scenario).allocation
    back_to_ranked(campagne, actor=actor, reason=f"Application du scénario {scenario.numero}")
    lines = {line.reference: line for line in allocation.formations}
    ranked = lock_candidatures(Candidature.objects.filter(dossier__campagne=campagne, statut=_S.CLASSEE))
    reasons = {item.pk: lines[item.reference].reason for item in ranked}
    retained = [item for item in ranked if lines[item.reference].retained]
    left_out = [item for item in ranked if not lines[item.reference].retained]
    move_candidatures(retained, _S.RETENUE, actor=actor, reasons=reasons)
    move_candidatures(left_out, _S.NON_RETENUE, actor=actor, reasons=reasons)
    move_candidatures(
        retained, _S.PROPOSEE_AU_VOTE, actor=actor, reasons=f"Scénario {scenario.numero} – {scenario.nom}"
    )
    move_campagne(campagne, EtatCampagne.PROPOSEE_AU_VOTE, actor=actor)
    record(
        actor=actor,
        code="campagne.proposee_au_vote",
        organisation=campagne.organisation,
        subject=campagne,
        payload={
            "campagne": campagne.annee,
            "scenario": scenario.numero,
            "resultat": scenario.resultat_sha256,
            "retenues": len(retained),
            "non_retenues": len(left_out),
            "totale": str(allocation.counters.totale),
        },
    )
    return campagne


def proposal_obstacles(campagne) -> list[str]:
    """Return, in French, all that keeps the campaign from being put to the vote today; empty when nothing does."""
    scenario = adopted_scenario(campagne)
    if scenario is None:
        return ["Aucun scénario n’est adopté : adoptez-en un, avec son motif."]
    obstacles = scenario_obstacles(scenario)
    waiting = MajorationExceptionnelle.objects.filter(
        campagne=campagne, validee_par__isnull=True, returned_reason=""
    ).count()
    if waiting:
        obstacles.append(
            f"{number(waiting)} majoration{'s' if waiting > 1 else ''} exceptionnelle{'s' if waiting > 1 else ''} "
            f"{'attendent' if waiting > 1 else 'attend'} une décision : validez ou renvoyez."
        )
    if campagne.dotation is not None and not obstacles:
        totale = simulation_of(scenario).allocation.counters.totale
        if totale > campagne.dotation:
            obstacles.append(
                f"Le total proposé, {euros(totale)}, dépasse la dotation de {euros(campagne.dotation)}, "
                "majoration exceptionnelle comprise."
            )
    return obstacles


@transaction.atomic
def take_back_proposal(*, actor, campagne, reason):
    """Take the campaign back from the vote to the ranking, with a reason."""
    campagne = lock_campagne(campagne)
    require(can_take_back_proposal(standing_of(actor, campagne), campagne.etat))
    reason = required_reason(reason, "Le retrait de la proposition au vote")
    back_to_ranked(campagne, actor=actor, reason=reason)
    move_campagne(campagne, EtatCampagne.CLASSEE, actor=actor, reason=reason)
    record(
        actor=actor,
        code="campagne.proposition.retiree",
        organisation=campagne.organisation,
        subject=campagne,
        payload={"campagne": campagne.annee, "motif": reason},
    )
    return campagne


@transaction.atomic
def record_vote(*, actor, campagne, act: Act) -> Vote:
    """Freeze the adopted scenario under the délibération that voted it: its bytes, their SHA-256 and its lines.

    Only once, even when two people record it at the same moment, and only if the adopted scenario is still computed
    on the figures of today. Raises PermissionDenied, or ValidationError with every obstacle.
    """
    campagne = lock_campagne(campagne)
    if campagne.etat in {EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE}:
        found = Vote.objects.select_related("deliberation", "actor").get(campagne=campagne)
        raise ValidationError(f"Le vote est déjà enregistré par {found.actor} : {found.deliberation}.")
    require(can_record_vote(standing_of(actor, campagne), campagne.etat))
    obstacles = proposal_obstacles(campagne)
    if obstacles:
        raise ValidationError(obstacles)
    scenario = adopted_scenario(campagne)
    simulation = simulation_of(scenario)
    deliberation = deliberation_for(campagne.organisation, act)
    annexe = simulation.allocation.canonical().decode()
    vote = Vote.objects.create(
        campagne=campagne,
        scenario=scenario,
        deliberation=deliberation,
        annexe=annexe,
        sha256=simulation.allocation.sha256,
        actor=actor,
    )
    LigneVotee.objects.bulk_create(_lines(vote, simulation))
    proposed = lock_candidatures(Candidature.objects.filter(dossier__campagne=campagne, statut=_S.PROPOSEE_AU_VOTE))
    move_candidatures(proposed, _S.VOTEE, actor=actor, reasons=f"Délibération {deliberation}")
    move_campagne(campagne, EtatCampagne.VOTEE, actor=actor, reason=f"Délibération {deliberation}")
    record(
        actor=actor,
        code="campagne.votee",
        organisation=campagne.organisation,
        subject=vote,
        payload={
            "campagne": campagne.annee,
            "scenario": scenario.numero,
            "deliberation": deliberation.numero,
            "date": deliberation.date.isoformat(),
            "sha256": vote.sha256,
            "donnees": scenario.donnees.sha256,
            "reglement": scenario.reglement.sha256,
            "totale": str(simulation.allocation.counters.totale),
        },
    )
    return vote


def _lines(vote, simulation):
    slugs = simulation.inputs.slugs
    organisations = Organisation.objects.in_bulk(set(slugs.values()), field_name="slug")
    for rank, line in enumerate(simulation.allocation.organismes, start=1):
        yield LigneVotee(
            vote=vote,
            rank=rank,
            of_cfa=organisations[slugs[line.of_cfa]],
            nom_source=line.of_cfa,
            majoration=line.majoration,
            dont_bonus_vert=line.dont_bonus_vert,
            exceptionnelle=line.exceptionnelle,
            totale=line.totale,
            contrats=line.contrats,
        )

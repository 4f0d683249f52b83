"""Recevabilité and eligibility: the règlement proposes, a person confirms, one by one or in bulk."""

from django.db import transaction
from django.utils import timezone

from bareme.tables.fields import FieldError
from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import (
    lock_campagne,
    lock_candidatures,
    move_candidatures,
    required_reason,
)
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.facts import DepotReader
from tandem.campagnes.models import Candidature
from tandem.campagnes.perms import can_instruct, can_instruct_of
from tandem.campagnes.preflight import Preflight, references
from tandem.campagnes.standing import require, standing_of

_S = StatutCandidature
STEPS_BACK = {
    _S.IRRECEVABLE: _S.DEPOSEE,
    _S.RECEVABLE: _S.DEPOSEE,
    _S.INELIGIBLE: _S.RECEVABLE,
    _S.ELIGIBLE: _S.RECEVABLE,
}
"""The state that each decision of the instruction came from."""


def preflight_recevabilite(*, campagne, candidatures, standing, motive="") -> Preflight:
    """Sort deposited candidatures by what the règlement proposes; leave aside what cannot be decided now."""
    flight, reader, now = Preflight(), DepotReader(campagne), timezone.now()
    for candidature in candidatures:
        blocked = _blocked(candidature, campagne, standing, _S.DEPOSEE)
        if blocked:
            flight.block(candidature, blocked)
            continue
        constat = reader.constat(candidature, now)
        if constat.proposed is _S.DEPOSEE:
            flight.block(candidature, "le dossier est incomplet et le délai pour le compléter court encore.")
        elif constat.needs_motive and not motive.strip():
            flight.block(candidature, "le dossier est déposé hors délai : l’accepter demande un motif.")
        else:
            flight.treat(candidature, constat.proposed, _told(constat, motive))
    return flight


def preflight_irrecevable(*, campagne, candidatures, standing) -> Preflight:
    """Sort the candidatures that a person may declare irrecevables, whatever the règlement proposes."""
    flight = Preflight()
    for candidature in candidatures:
        blocked = _blocked(candidature, campagne, standing, _S.DEPOSEE)
        if blocked:
            flight.block(candidature, blocked)
        else:
            flight.treat(candidature, _S.IRRECEVABLE)
    return flight


def preflight_eligibilite(*, campagne, candidatures, standing) -> Preflight:
    """Sort recevables candidatures by what the conditions of the règlement say."""
    flight, reader = Preflight(), DepotReader(campagne)
    for candidature in candidatures:
        blocked = _blocked(candidature, campagne, standing, _S.RECEVABLE)
        if blocked:
            flight.block(candidature, blocked)
            continue
        try:
            reasons = reader.ineligibilities(candidature)
        except FieldError as broken:
            flight.block(candidature, f"une donnée est illisible ({broken.expected}).")
            continue
        flight.treat(candidature, _S.INELIGIBLE if reasons else _S.ELIGIBLE, " ; ".join(reasons))
    return flight


def preflight_step_back(*, campagne, candidatures, standing) -> Preflight:
    """Sort the candidatures whose last decision of instruction may be taken back."""
    flight = Preflight()
    for candidature in candidatures:
        decision = can_instruct_of(standing, campagne.etat, candidature.dossier.of_cfa_id)
        before = STEPS_BACK.get(_S(candidature.statut))
        if not decision:
            flight.block(candidature, _as_reason(decision))
        elif before is None:
            flight.block(candidature, f"l’état « {candidature.get_statut_display()} » ne résulte pas de l’instruction.")
        else:
            flight.treat(candidature, before)
    return flight


@transaction.atomic
def confirm_recevabilite(*, actor, campagne, candidatures, motive="") -> Preflight:
    """Give each deposited candidature (a queryset) the state that the règlement proposes; return what was done."""
    campagne, standing, rows = _held(campagne, actor, candidatures)
    flight = preflight_recevabilite(campagne=campagne, candidatures=rows, standing=standing, motive=motive)
    return _applied(flight, campagne, actor, "campagne.recevabilite.confirmee")


@transaction.atomic
def declare_irrecevable(*, actor, campagne, candidatures, reason) -> Preflight:
    """Declare deposited candidatures irrecevables for a reason of the person's own (a wrong piece…)."""
    reason = required_reason(reason, "L’irrecevabilité")
    campagne, standing, rows = _held(campagne, actor, candidatures)
    flight = preflight_irrecevable(campagne=campagne, candidatures=rows, standing=standing)
    flight.texts = dict.fromkeys(flight.texts, reason)
    return _applied(flight, campagne, actor, "campagne.irrecevabilite.declaree")


@transaction.atomic
def confirm_eligibilite(*, actor, campagne, candidatures) -> Preflight:
    """Give each recevable candidature (a queryset) the state that the conditions of the règlement say."""
    campagne, standing, rows = _held(campagne, actor, candidatures)
    flight = preflight_eligibilite(campagne=campagne, candidatures=rows, standing=standing)
    return _applied(flight, campagne, actor, "campagne.eligibilite.confirmee")


@transaction.atomic
def step_back(*, actor, campagne, candidatures, reason) -> Preflight:
    """Take back the last decision of instruction on these candidatures, with a reason."""
    reason = required_reason(reason, "Le retour en arrière")
    campagne, standing, rows = _held(campagne, actor, candidatures)
    flight = preflight_step_back(campagne=campagne, candidatures=rows, standing=standing)
    flight.texts = dict.fromkeys(flight.texts, reason)
    return _applied(flight, campagne, actor, "campagne.instruction.reprise")


def _held(campagne, actor, candidatures):
    """Hold the campaign and these of its candidatures; refuse at once whoever may decide on none."""
    campagne = lock_campagne(campagne)
    standing = standing_of(actor, campagne)
    require(can_instruct(standing, campagne.etat))
    mine = Candidature.objects.filter(pk__in=candidatures.values("pk"), dossier__campagne=campagne)
    return campagne, standing, lock_candidatures(mine)


def _applied(flight, campagne, actor, code) -> Preflight:
    for outcome, things in flight.outcomes.items():
        move_candidatures(things, outcome, actor=actor, reasons=flight.texts)
        record(
            actor=actor,
            code=code,
            organisation=campagne.organisation,
            subject=campagne,
            payload={
                "campagne": campagne.annee,
                "statut": outcome,
                "references": references(things),
                "motifs": {thing.reference: flight.texts[thing.pk] for thing in things if flight.texts[thing.pk]},
            },
        )
    return flight


def _blocked(candidature, campagne, standing, expected) -> str:
    decision = can_instruct_of(standing, campagne.etat, candidature.dossier.of_cfa_id)
    if not decision:
        return _as_reason(decision)
    if candidature.statut != expected:
        found = candidature.get_statut_display()
        return f"la candidature est « {found} », l’état « {expected.label} » est attendu."
    return ""


def _as_reason(decision) -> str:
    return decision.reason[0].lower() + decision.reason[1:]


def _told(constat, motive) -> str:
    parts = [*constat.findings]
    if constat.needs_motive:
        parts.append(f"Accepté au motif suivant : {motive.strip()}")
    if parts:
        parts.append(f"({constat.clause})")
    return " ".join(parts)

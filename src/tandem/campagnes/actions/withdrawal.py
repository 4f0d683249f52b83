"""Withdraw a candidature before the vote."""

from django.db import transaction

from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import (
    lock_campagne,
    lock_candidatures,
    move_candidatures,
    required_reason,
)
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Candidature
from tandem.campagnes.perms import can_withdraw
from tandem.campagnes.standing import require, standing_of


@transaction.atomic
def withdraw_candidature(*, actor, candidature, reason) -> Candidature:
    """Withdraw one's own candidature; a scenario computed with it can then no longer be put to the vote."""
    campagne = lock_campagne(candidature.dossier.campagne)
    held = lock_candidatures(Candidature.objects.filter(pk=candidature.pk))[0]
    require(can_withdraw(standing_of(actor, campagne), held.statut, held.dossier.of_cfa_id))
    reason = required_reason(reason, "Le retrait d’une candidature")
    before = held.statut
    move_candidatures([held], StatutCandidature.RETIREE, actor=actor, reasons=reason)
    record(
        actor=actor,
        code="campagne.candidature.retiree",
        organisation=campagne.organisation,
        subject=held,
        payload={"campagne": campagne.annee, "reference": held.reference, "depuis": before, "motif": reason},
    )
    return held

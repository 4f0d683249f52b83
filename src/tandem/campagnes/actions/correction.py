"""Correct a voted amount by a new act: signed differences, under their own délibération."""

from django.core.exceptions import ValidationError
from django.db import transaction

from tandem.actes.journal import record
from tandem.campagnes.actions.acts import Act, deliberation_for
from tandem.campagnes.actions.transitions import lock_campagne, required_reason
from tandem.campagnes.current import Amounts, current_lines
from tandem.campagnes.models import Correction
from tandem.campagnes.perms import can_correct
from tandem.campagnes.standing import require, standing_of
from tandem.organisations.enums import TypeOrganisation


@transaction.atomic
def correct_vote(*, actor, vote, of_cfa, change: Amounts, act: Act, motif) -> Correction:
    """Record the correction of one OF-CFA; the vote itself stays as it was voted.

    Raises PermissionDenied, or ValidationError with every error: nothing to change, a negative amount, a bonus vert
    above its majoration, the very délibération of the vote, a date before it.
    """
    campagne = lock_campagne(vote.campagne)
    require(can_correct(standing_of(actor, campagne), campagne.etat, of_cfa.pk))
    motif = required_reason(motif, "Une correction")
    _check(vote, of_cfa, change, act)
    correction = Correction.objects.create(
        vote=vote,
        deliberation=deliberation_for(campagne.organisation, act, modifie=vote.deliberation),
        of_cfa=of_cfa,
        ecart_majoration=change.majoration,
        ecart_bonus_vert=change.dont_bonus_vert,
        ecart_exceptionnelle=change.exceptionnelle,
        ecart_contrats=change.contrats,
        motif=motif,
        actor=actor,
    )
    record(
        actor=actor,
        code="campagne.vote.corrige",
        organisation=campagne.organisation,
        subject=correction,
        payload={
            "campagne": campagne.annee,
            "of_cfa": of_cfa.slug,
            "deliberation": correction.deliberation.numero,
            "ecarts": {name: str(value) for name, value in change._asdict().items()},
            "motif": motif,
        },
    )
    return correction


def _check(vote, of_cfa, change, act) -> None:
    errors = []
    if of_cfa.type != TypeOrganisation.OF_CFA:
        errors.append(f"« {of_cfa} » n’est pas un OF-CFA : lui seul peut recevoir une majoration.")
    if not any(change):
        errors.append("Une correction doit changer au moins un montant ou un nombre.")
    if " ".join(act.numero.split()) == vote.deliberation.numero:
        errors.append("Une correction est un acte nouveau : la délibération du vote ne peut la porter.")
    elif act.date < vote.deliberation.date:
        errors.append("La délibération rectificative ne peut précéder celle du vote.")
    now = next((line.current for line in current_lines(vote) if line.of_cfa.pk == of_cfa.pk), Amounts())
    errors += [f"Avec cet écart, {fault}." for fault in now.plus(change).faults()]
    if errors:
        raise ValidationError(errors)

"""Declare an interest with an OF-CFA; lift the declaration of someone else."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import lock_campagne, required_reason
from tandem.campagnes.models import DeclarationInteret
from tandem.campagnes.perms import can_declare_interet, can_lift_interet
from tandem.campagnes.standing import require, standing_of


@transaction.atomic
def declare_interet(*, actor, campagne, of_cfa, nature) -> DeclarationInteret:
    """Declare one's own link with an OF-CFA: from now on the person no longer decides on it in this campaign."""
    campagne = lock_campagne(campagne)
    require(can_declare_interet(standing_of(actor, campagne)))
    declaration = DeclarationInteret(
        campagne=campagne, user=actor, of_cfa=of_cfa, nature=required_reason(nature, "Le lien déclaré")
    )
    declaration.full_clean()
    declaration.save(force_insert=True)
    _journal(declaration, actor, "campagne.interet.declare", {"nature": declaration.nature})
    return declaration


@transaction.atomic
def lift_interet(*, actor, declaration, reason) -> DeclarationInteret:
    """Lift a declaration that no longer holds, with a reason; never one's own."""
    held = (
        DeclarationInteret.objects.select_for_update(of=("self",))
        .select_related("campagne__organisation", "user", "of_cfa")
        .get(pk=declaration.pk)
    )
    require(can_lift_interet(standing_of(actor, held.campagne), held.user_id))
    reason = required_reason(reason, "La levée d’une déclaration")
    if held.lifted_at:
        raise ValidationError("Cette déclaration est déjà levée.")
    held.lifted_at, held.lifted_by, held.lifted_reason = timezone.now(), actor, reason
    held.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    _journal(held, actor, "campagne.interet.leve", {"motif": reason})
    return held


def _journal(declaration, actor, code, payload) -> None:
    record(
        actor=actor,
        code=code,
        organisation=declaration.campagne.organisation,
        subject=declaration,
        payload={
            "campagne": declaration.campagne.annee,
            "personne": declaration.user_id,
            "of_cfa": declaration.of_cfa.slug,
            **payload,
        },
    )

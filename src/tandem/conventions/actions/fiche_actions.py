"""Add, write and take away the numbered actions of a fiche (R199)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, RestrictedError

from bareme.display import typography
from tandem.conventions.actions.fiche_writing import Written, hold_fiche, note_fiche, write_row
from tandem.conventions.enums import BEFORE_SIGNATURE, NatureAction
from tandem.conventions.fiche_content import Values, labels_of, snapshot, value_faults
from tandem.conventions.models import Action, Fiche
from tandem.conventions.refusals import refuse

MAX_ACTIONS = 50


@transaction.atomic
def add_action(
    *, actor, fiche: Fiche, titre: str, nature: NatureAction = NatureAction.COOPERATION, reason: str = ""
) -> Action:
    """Add an action at the end of a fiche; a signed one wants the reason (« d’autres actions ajoutées », article 4)."""
    held = hold_fiche(actor, fiche)
    held.require_open()
    last = held.fiche.actions.aggregate(last=Max("numero"))["last"] or 0
    titre = titre.strip()
    faults = value_faults({"titre": titre, "nature": nature}, {})
    if held.needs_reason and not reason.strip():
        faults["reason"] = ["La convention est signée : l’ajout d’une action doit être motivé. Indiquez la raison."]
    if last >= MAX_ACTIONS:
        faults.setdefault("titre", []).append(f"Une fiche a {MAX_ACTIONS} actions au plus : ouvrez-en une autre.")
    refuse(faults)
    action = Action.objects.create(fiche=held.fiche, numero=last + 1, titre=titre, nature=nature, modified_by=actor)
    note_fiche(
        held.fiche,
        actor,
        code="action.ajoutee",
        sentence=f"Fiche {held.fiche.numero} : action {action.numero} ajoutée.",
        after=titre,
        reason=reason.strip(),
    )
    return action


@transaction.atomic
def write_action(*, actor, action: Action, values: Values, base: Values | None = None, reason: str = "") -> Written:
    """Write what changes in an action, as `write_fiche` does in a fiche."""
    held = hold_fiche(actor, action.fiche)
    found = Action.objects.select_for_update(of=("self",)).select_related("modified_by").get(pk=action.pk)
    found.fiche = held.fiche
    return write_row(held, found, actor=actor, values=values, base=base, reason=reason)


@transaction.atomic
def remove_action(*, actor, action: Action, reason: str = "") -> None:
    """Take away an action before the vote, or of a draft; a signed one is stopped instead (article 4)."""
    held = hold_fiche(actor, action.fiche)
    found = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    found.fiche = held.fiche
    if not held.is_draft:
        if held.convention.etat not in BEFORE_SIGNATURE:
            raise ValidationError("Une action signée ne se retire pas : arrêtez-la, avec son motif.")
        held.require_open()
        if not reason.strip():
            raise ValidationError({"reason": "Le retrait d’une action doit être motivé : indiquez la raison."})
    labels = labels_of(found)
    written = (f"{labels[key]} : {value}" for key, value in snapshot(found).items() if isinstance(value, str) and value)
    note_fiche(
        held.fiche,
        actor,
        code="action.retiree",
        sentence=f"Fiche {held.fiche.numero} : action {found.numero} retirée.",
        before=typography("\n".join(written)),
        reason=reason.strip(),
    )
    try:
        found.delete()
    except RestrictedError as refusal:
        raise ValidationError(
            "Cette action a déjà des valeurs d’indicateur, des transmissions ou des réunions : elle ne se retire plus. "
            "Arrêtez-la plutôt, avec son motif."
        ) from refusal

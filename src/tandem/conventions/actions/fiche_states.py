"""Move a fiche or one of its actions along its states: who, when, why."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.amendments import circuit_faults
from tandem.conventions.changes import note
from tandem.conventions.enums import ACTION_TRANSITIONS, EtatAction
from tandem.conventions.models import Action, EtatFicheTransition, Fiche
from tandem.conventions.perms import can_follow
from tandem.conventions.standing import require, standing_of

WITH_REASON = (EtatAction.AMENDEE, EtatAction.ARRETEE)
"""States that are explained (article 4)."""


@transaction.atomic
def move_fiche(*, actor, fiche: Fiche, to: EtatAction, reason: str = "") -> Fiche:
    """Change the state of a fiche of a signed convention; raises ValidationError with every fault."""
    convention = _followed(actor, fiche)
    fiche = Fiche.objects.select_for_update(of=("self",)).get(pk=fiche.pk)
    _refuse(convention, fiche, to, reason)
    set_etat(fiche, to, actor=actor, reason=reason)
    return fiche


@transaction.atomic
def move_action(*, actor, action: Action, to: EtatAction, reason: str = "") -> Action:
    """Change the state of one action of a fiche; raises ValidationError with every fault."""
    convention = _followed(actor, action.fiche)
    action = Action.objects.select_for_update(of=("self",)).select_related("fiche").get(pk=action.pk)
    _refuse(convention, action, to, reason)
    set_etat(action, to, actor=actor, reason=reason)
    return action


def _followed(actor, fiche):
    convention = lock_convention(fiche.convention)
    standing = standing_of(actor, convention)
    require(can_follow(standing, convention.etat))
    if fiche.draft_of_id is not None and fiche.draft_of_id not in standing.organisations:
        raise PermissionDenied("Ce brouillon est celui d’une autre partie.")
    return convention


def _refuse(convention, row, to, reason) -> None:
    """Raise ValidationError with all that forbids the move."""
    faults: dict[str, list[str]] = {}
    if to not in EtatAction.values:
        known = ", ".join(str(etat.label) for etat in EtatAction)
        raise ValidationError({"to": typography(f"Un état parmi {known} est attendu, trouvé « {to} ».")})
    start, end = EtatAction(row.etat), EtatAction(to)
    if end not in ACTION_TRANSITIONS[start]:
        faults["to"] = [f"« {row} » est dans l’état « {start.label} » et ne peut pas passer à « {end.label} »."]
    if fiche_of(row).draft_of_id is not None:
        faults.setdefault("to", []).append("Un brouillon ne change pas d’état : partagez-le d’abord.")
    if end == EtatAction.AMENDEE and not convention.fiches_sans_avenant:
        faults.setdefault("to", []).append("Cette convention ne s’amende pas sans avenant. Préparez un avenant.")
    if end in (EtatAction.ARRETEE, EtatAction.TERMINEE) and isinstance(row, Fiche):
        faults.setdefault("to", []).extend(circuit_faults(convention, row.numero))
    if end in WITH_REASON and not reason.strip():
        faults["reason"] = [f"Le passage à « {end.label} » doit être motivé : indiquez la raison."]
    told = {key: [typography(fault) for fault in found] for key, found in faults.items() if found}
    if told:
        raise ValidationError(told)


def fiche_of(row: Fiche | Action) -> Fiche:
    """Return the fiche of a row."""
    return row.fiche if isinstance(row, Action) else row


def set_etat(row: Fiche | Action, to: EtatAction, *, actor, reason: str = "") -> None:
    """Write a change of state of a row that the caller holds and has checked, with its line of history."""
    start, end = EtatAction(row.etat), EtatAction(to)
    action = row if isinstance(row, Action) else None
    fiche = fiche_of(row)
    EtatFicheTransition.objects.create(
        fiche=fiche, action=action, from_etat=start, to_etat=end, reason=reason.strip(), actor=actor
    )
    row.etat = end
    row.save(update_fields=["etat"])
    note(
        convention=fiche.convention,
        actor=actor,
        code="fiche.etat",
        subject=f"fiche:{fiche.pk}",
        sentence=typography(f"{row} : {end.label}."),
        before=str(start.label),
        after=str(end.label),
        reason=reason.strip(),
    )

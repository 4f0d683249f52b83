"""What an OF-CFA does with its own dossier: draft, attach, deposit, take back."""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import lock_campagne, lock_candidatures, move_candidatures, required_reason
from tandem.campagnes.completeness import missing_to_deposit
from tandem.campagnes.dossier_perms import can_answer, can_change_dossier, can_deposit, can_take_back
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.indicateurs import FiguresError, stored_figures
from tandem.campagnes.models import Candidature, Dossier, Piece
from tandem.campagnes.pieces import checked_piece
from tandem.campagnes.references import next_references
from tandem.campagnes.standing import require, standing_of

_S = StatutCandidature


class Identity(NamedTuple):
    """What names a formation and counts its contracts."""

    formation: str
    rncp: str
    site: str
    departement: Any
    contrats: int
    contrats_verts: int
    complement: str


@transaction.atomic
def open_dossier(*, actor, campagne, of_cfa) -> Dossier:
    """Return the dossier of one's own OF-CFA in an open campaign, created the first time."""
    campagne = lock_campagne(campagne)
    require(can_answer(standing_of(actor, campagne), campagne, of_cfa.pk))
    dossier, _ = Dossier.objects.get_or_create(
        campagne=campagne, of_cfa=of_cfa, defaults={"is_fictif": campagne.is_fictif}
    )
    return dossier


@transaction.atomic
def save_candidature(
    *, actor, dossier, identity: Identity, figures: Mapping[str, str], candidature=None
) -> Candidature:
    """Keep the draft of one formation; `figures` are the texts typed, by code: an empty one stays missing, never 0.

    Raises PermissionDenied, or ValidationError with every error, by field.
    """
    dossier = _held(dossier, actor, can_change_dossier)
    errors: dict[str, Any] = {}
    try:
        indicateurs = stored_figures(dossier.campagne, figures)
    except FiguresError as wrong:
        errors, indicateurs = dict(wrong.errors), {}
    if candidature is None:
        candidature = Candidature(dossier=dossier, is_fictif=dossier.is_fictif)
        candidature.reference = next_references(dossier.campagne, 1)[0]
    else:
        candidature = lock_candidatures(dossier.candidatures.filter(pk=candidature.pk))[0]
        if candidature.statut != _S.BROUILLON:
            raise ValidationError("Cette candidature est déposée : reprenez le dossier avant de la modifier.")
    for name, value in identity._asdict().items():
        setattr(candidature, name, value)
    candidature.indicateurs = indicateurs
    try:
        candidature.full_clean()
    except ValidationError as wrong:
        errors = {**wrong.message_dict, **errors}
    if errors:
        raise ValidationError(errors)
    candidature.save()
    return candidature


@transaction.atomic
def remove_candidature(*, actor, dossier, candidature) -> None:
    """Remove a draft that was never deposited."""
    dossier = _held(dossier, actor, can_change_dossier)
    held = lock_candidatures(dossier.candidatures.filter(pk=candidature.pk))[0]
    if held.statut != _S.BROUILLON or held.transitions.exists():
        raise ValidationError("Cette candidature a été déposée : elle ne peut plus être supprimée, seulement retirée.")
    held.delete()


@transaction.atomic
def add_piece(*, actor, dossier, nature: str, filename: str, data: bytes) -> Piece:
    """Attach a document of one's own; `nature` is a code of the règlement's list of pieces."""
    dossier = _held(dossier, actor, can_change_dossier)
    checked = checked_piece(dossier.campagne, nature=nature, filename=filename, data=data)
    piece = Piece(
        dossier=dossier,
        nature=nature,
        filename=checked.filename,
        content_type=checked.content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        added_by=actor,
    )
    piece.content.save(checked.stored_name, ContentFile(data), save=False)
    piece.full_clean()
    piece.save()
    return piece


@transaction.atomic
def withdraw_piece(*, actor, dossier, piece) -> Piece:
    """Take a document out of the dossier; it is kept, no longer counted."""
    dossier = _held(dossier, actor, can_change_dossier)
    held = dossier.pieces.select_for_update(of=("self",)).get(pk=piece.pk)
    if held.withdrawn_at is None:
        held.withdrawn_at = timezone.now()
        held.save(update_fields=["withdrawn_at"])
    return held


@transaction.atomic
def deposit_dossier(*, actor, dossier, motive="") -> Dossier:
    """Deposit every draft of the dossier.

    After the closing date the rule `retard` of the règlement applies: refused, or received with a motive and flagged.
    An incomplete dossier may be deposited only when the règlement leaves time to complete it; what is missing is told.
    """
    dossier = _held(dossier, actor, can_deposit)
    drafts = lock_candidatures(dossier.candidatures.filter(statut=_S.BROUILLON))
    obstacles = missing_to_deposit(dossier, drafts)
    if obstacles:
        raise ValidationError([item.label for item in obstacles])
    now = timezone.now()
    is_late = now >= dossier.campagne.cloture
    reason = required_reason(motive, "Un dépôt hors délai") if is_late else ""
    move_candidatures(drafts, _S.DEPOSEE, actor=actor, reasons=reason)
    dossier.depose_le, dossier.depose_par, dossier.is_late = now, actor, is_late
    dossier.save(update_fields=["depose_le", "depose_par", "is_late"])
    record(
        actor=actor,
        code="campagne.dossier.depose",
        organisation=dossier.campagne.organisation,
        subject=dossier,
        payload={**receipt_of(dossier), "motif": reason},
    )
    return dossier


def receipt_of(dossier) -> dict[str, Any]:
    """Return what a receipt certifies: the formations and pieces as deposited, JSON-ready."""
    rows = dossier.candidatures.exclude(statut__in=(_S.BROUILLON, _S.RETIREE)).order_by("reference")
    pieces = dossier.pieces.filter(withdrawn_at__isnull=True).order_by("nature", "pk")
    return {
        "campagne": dossier.campagne.annee,
        "of_cfa": dossier.of_cfa.slug,
        "hors_delai": dossier.is_late,
        "candidatures": [
            [row.reference, row.formation, row.site, row.contrats, row.contrats_verts, row.complement] for row in rows
        ],
        "pieces": [[piece.nature, piece.filename, piece.sha256] for piece in pieces],
    }


@transaction.atomic
def take_back_dossier(*, actor, dossier) -> Dossier:
    """Take a deposited dossier back to draft, as long as the campaign is open and nothing was decided on it."""
    dossier = _held(dossier, actor, can_take_back)
    deposited = lock_candidatures(dossier.candidatures.filter(statut=_S.DEPOSEE))
    decided = dossier.candidatures.exclude(statut__in=(_S.DEPOSEE, _S.BROUILLON, _S.RETIREE)).count()
    if decided or not deposited:
        raise ValidationError("L’instruction de ce dossier a commencé : il ne peut plus être repris.")
    move_candidatures(deposited, _S.BROUILLON, actor=actor, reasons="Dossier repris par l’OF-CFA")
    dossier.depose_le = dossier.depose_par = None
    dossier.is_late = False
    dossier.save(update_fields=["depose_le", "depose_par", "is_late"])
    record(
        actor=actor,
        code="campagne.dossier.repris",
        organisation=dossier.campagne.organisation,
        subject=dossier,
        payload={"campagne": dossier.campagne.annee, "of_cfa": dossier.of_cfa.slug},
    )
    return dossier


def _held(dossier, actor, predicate) -> Dossier:
    """Hold the campaign then the dossier, and check the right on what they are now."""
    campagne = lock_campagne(dossier.campagne)
    held = Dossier.objects.select_for_update(of=("self",)).select_related("of_cfa").get(pk=dossier.pk)
    held.campagne = campagne
    require(predicate(standing_of(actor, campagne), held))
    return held

"""Majoration exceptionnelle (R104-R107): proposed by one person, validated by another, with structured motives."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import lock_campagne, required_reason
from tandem.campagnes.models import Dossier, MajorationExceptionnelle
from tandem.campagnes.perms import can_propose_exceptionnelle, can_validate_exceptionnelle
from tandem.campagnes.standing import require, standing_of


class Proposal(NamedTuple):
    """What is proposed: whole euros, forecast deficit in euros (positive), motives of MotifExceptionnel, free text."""

    montant: int
    deficit_previsionnel: int | None
    apprentis: int | None
    motifs: list
    texte: str


@transaction.atomic
def propose_exceptionnelle(*, actor, campagne, of_cfa, proposal: Proposal) -> MajorationExceptionnelle:
    """Propose, or propose anew, the help of an OF-CFA; the new proposal has to be validated again.

    Raises PermissionDenied, or ValidationError with every error.
    """
    campagne = lock_campagne(campagne)
    require(can_propose_exceptionnelle(standing_of(actor, campagne), campagne.etat, of_cfa.pk))
    if not Dossier.objects.filter(campagne=campagne, of_cfa=of_cfa).exists():
        raise ValidationError({"of_cfa": "Cet OF-CFA n’a pas de dossier dans cette campagne."})
    current = MajorationExceptionnelle.objects.filter(campagne=campagne, of_cfa=of_cfa).first()
    if current and current.validee_par_id:
        raise ValidationError(
            f"La majoration de {of_cfa} est validée par {current.validee_par} : "
            "demandez son renvoi avant de la modifier."
        )
    helped = current or MajorationExceptionnelle(campagne=campagne, of_cfa=of_cfa)
    for name, value in proposal._asdict().items():
        setattr(helped, name, value)
    helped.texte = proposal.texte.strip()
    helped.proposee_par, helped.proposee_le = actor, timezone.now()
    helped.returned_reason = ""
    helped.full_clean()
    helped.save()
    _journal(helped, actor, "campagne.exceptionnelle.proposee")
    return helped


@transaction.atomic
def validate_exceptionnelle(*, actor, exceptionnelle) -> MajorationExceptionnelle:
    """Validate the proposal of someone else; it then counts in the allocation, outside the enveloppe."""
    held = _held(exceptionnelle, actor)
    if held.validee_par_id:
        raise ValidationError(f"Cette majoration vient d’être validée par {held.validee_par}.")
    missing = _incomplete(held)
    if missing:
        raise ValidationError(f"La proposition est incomplète : {', '.join(missing)}. Renvoyez-la pour complément.")
    held.validee_par, held.validee_le, held.returned_reason = actor, timezone.now(), ""
    held.save(update_fields=["validee_par", "validee_le", "returned_reason"])
    _journal(held, actor, "campagne.exceptionnelle.validee")
    return held


@transaction.atomic
def return_exceptionnelle(*, actor, exceptionnelle, reason) -> MajorationExceptionnelle:
    """Send a proposal back, validated or not: it no longer counts."""
    held = _held(exceptionnelle, actor)
    held.returned_reason = required_reason(reason, "Le renvoi d’une majoration exceptionnelle")
    held.validee_par = held.validee_le = None
    held.save(update_fields=["validee_par", "validee_le", "returned_reason"])
    _journal(held, actor, "campagne.exceptionnelle.renvoyee", motif=held.returned_reason)
    return held


def _held(exceptionnelle, actor) -> MajorationExceptionnelle:
    campagne = lock_campagne(exceptionnelle.campagne)
    held = (
        MajorationExceptionnelle.objects.select_for_update(of=("self",))
        .select_related("of_cfa", "campagne__organisation", "validee_par")
        .get(pk=exceptionnelle.pk)
    )
    require(
        can_validate_exceptionnelle(
            standing_of(actor, campagne), campagne.etat, of_cfa_id=held.of_cfa_id, proposer_id=held.proposee_par_id
        )
    )
    return held


def _incomplete(helped) -> list[str]:
    """Return what a proposal drawn from a file may still lack (R105: deficit and number of apprentices)."""
    checks = {
        "le déficit prévisionnel": helped.deficit_previsionnel is None,
        "le nombre d’apprentis": helped.apprentis is None,
        "au moins un motif": not helped.motifs,
        "l’exposé du motif": not helped.texte.strip(),
        "un montant en euros entiers": helped.montant != int(helped.montant),
    }
    return [label for label, absent in checks.items() if absent]


def _journal(helped, actor, code, **more) -> None:
    record(
        actor=actor,
        code=code,
        organisation=helped.campagne.organisation,
        subject=helped,
        payload={
            "campagne": helped.campagne.annee,
            "of_cfa": helped.of_cfa.slug,
            "montant": str(helped.montant),
            "motifs": list(helped.motifs),
            **more,
        },
    )

"""Prepare, open, extend, close and reopen a campaign."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.actions.transitions import lock_campagne, move_campagne, required_reason
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne
from tandem.campagnes.perms import (
    Standing,
    can_close,
    can_extend,
    can_open,
    can_prepare,
    can_reopen,
)
from tandem.campagnes.standing import require, standing_of
from tandem.formats import long_moment
from tandem.organisations.enums import Role

EDITABLE = ("annee", "titre", "ouverture", "cloture", "reglement", "enveloppe", "dotation")


@transaction.atomic
def create_campagne(*, actor, organisation, **fields) -> Campagne:
    """Create a campaign in preparation; `fields` are those of EDITABLE. Raises ValidationError with every error."""
    roles = actor.memberships.current().filter(organisation=organisation).values_list("role", flat=True)
    require(can_prepare(Standing(user_id=actor.pk, roles=frozenset(Role(role) for role in roles))))
    campagne = Campagne(organisation=organisation, **_only_editable(fields))
    _check(campagne)
    campagne.save(force_insert=True)
    _journal(campagne, actor, "campagne.creee", _described(campagne))
    return campagne


@transaction.atomic
def edit_campagne(*, actor, campagne, **fields) -> Campagne:
    """Change a campaign that is still in preparation."""
    campagne = lock_campagne(campagne)
    require(can_prepare(standing_of(actor, campagne), campagne.etat))
    for name, value in _only_editable(fields).items():
        setattr(campagne, name, value)
    _check(campagne)
    campagne.save(update_fields=list(fields))
    _journal(campagne, actor, "campagne.modifiee", _described(campagne))
    return campagne


@transaction.atomic
def open_campagne(*, actor, campagne) -> Campagne:
    """Open the deposit; a CFA sees the campaign from then on and deposits from the opening date."""
    campagne = lock_campagne(campagne)
    require(can_open(standing_of(actor, campagne), campagne.etat))
    if campagne.cloture <= timezone.now():
        raise ValidationError(
            f"La clôture ({long_moment(campagne.cloture)}) est déjà passée : reportez-la avant d’ouvrir la campagne."
        )
    move_campagne(campagne, EtatCampagne.OUVERTE, actor=actor)
    _journal(campagne, actor, "campagne.ouverte", _described(campagne))
    return campagne


@transaction.atomic
def extend_campagne(*, actor, campagne, cloture, reason) -> Campagne:
    """Put off the closing date; it is never brought forward once the campaign is open."""
    campagne = lock_campagne(campagne)
    require(can_extend(standing_of(actor, campagne), campagne.etat))
    reason = required_reason(reason, "Le report de la clôture")
    if cloture <= campagne.cloture:
        raise ValidationError(
            f"La nouvelle clôture doit suivre l’actuelle ({long_moment(campagne.cloture)}) : "
            "une campagne ouverte ne se raccourcit pas."
        )
    before, campagne.cloture = campagne.cloture, cloture
    campagne.save(update_fields=["cloture"])
    _journal(
        campagne,
        actor,
        "campagne.prolongee",
        {"avant": before.isoformat(), "apres": cloture.isoformat(), "motif": reason},
    )
    return campagne


@transaction.atomic
def close_campagne(*, actor, campagne) -> Campagne:
    """Close the deposit and pass to the instruction; before the closing date, extend or wait."""
    campagne = lock_campagne(campagne)
    require(can_close(standing_of(actor, campagne), campagne.etat))
    if timezone.now() < campagne.cloture:
        raise ValidationError(
            f"Le dépôt est annoncé ouvert jusqu’au {long_moment(campagne.cloture)} : la campagne ne se ferme pas avant."
        )
    move_campagne(campagne, EtatCampagne.INSTRUCTION, actor=actor)
    _journal(campagne, actor, "campagne.close", {"cloture": campagne.cloture.isoformat()})
    return campagne


@transaction.atomic
def reopen_campagne(*, actor, campagne, cloture, reason) -> Campagne:
    """Open the deposit again until a new closing date, with a reason."""
    campagne = lock_campagne(campagne)
    require(can_reopen(standing_of(actor, campagne), campagne.etat))
    reason = required_reason(reason, "La réouverture du dépôt")
    if cloture <= timezone.now():
        raise ValidationError("La nouvelle clôture doit être à venir.")
    campagne.cloture = cloture
    campagne.save(update_fields=["cloture"])
    move_campagne(campagne, EtatCampagne.OUVERTE, actor=actor, reason=reason)
    _journal(campagne, actor, "campagne.rouverte", {"cloture": cloture.isoformat(), "motif": reason})
    return campagne


def _only_editable(fields) -> dict:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not fields of a campaign: {sorted(unknown)}")
    return fields


def _check(campagne) -> None:
    campagne.full_clean()
    errors = {}
    if campagne.reglement.organisation_id != campagne.organisation_id:
        errors["reglement"] = "Ce règlement est celui d’une autre Région."
    elif (found := reglement_for(campagne).annee) != campagne.annee:
        errors["reglement"] = f"Ce règlement est celui de {found}, la campagne est celle de {campagne.annee}."
    if campagne.enveloppe != int(campagne.enveloppe):
        errors["enveloppe"] = "L’enveloppe est répartie en euros entiers : retirez les centimes."
    if errors:
        raise ValidationError(errors)


def _described(campagne) -> dict:
    return {
        "annee": campagne.annee,
        "ouverture": campagne.ouverture.isoformat(),
        "cloture": campagne.cloture.isoformat(),
        "reglement": [campagne.reglement.code, campagne.reglement.version, campagne.reglement.sha256],
        "enveloppe": str(campagne.enveloppe),
        "dotation": None if campagne.dotation is None else str(campagne.dotation),
    }


def _journal(campagne, actor, code, payload) -> None:
    record(actor=actor, code=code, organisation=campagne.organisation, subject=campagne, payload=payload)

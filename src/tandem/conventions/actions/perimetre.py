"""Declare the OF-CFA of the perimeter of a convention, and say until when they were in it (R160, R188)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from bareme.display import typography
from tandem.conventions.actions.convention import lock_convention
from tandem.conventions.changes import note
from tandem.conventions.computing.context import DECLARING_ROLES
from tandem.conventions.models import CfaPerimetre, Convention
from tandem.conventions.perms import can_declare_perimetre
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date
from tandem.organisations.enums import TypeOrganisation
from tandem.organisations.models import Organisation


@transaction.atomic
def declare_perimetre(
    *,
    actor,
    convention: Convention,
    of_cfa: Iterable[Organisation],
    starts_on: date,
    ends_on: date | None = None,
    source: str = "",
) -> list[CfaPerimetre]:
    """Declare that these OF-CFA are in the perimeter from a day on.

    Raises PermissionDenied, or ValidationError with every fault by field: all are declared, or none.
    """
    convention = _held(actor, convention)
    wanted = list(dict.fromkeys(of_cfa))
    faults = {}
    if not wanted:
        faults["of_cfa"] = ["Au moins un OF-CFA est attendu."]
    if ends_on is not None and ends_on < starts_on:
        faults["ends_on"] = [f"La fin ne peut précéder le début, le {long_date(starts_on)}."]
    if not source.strip():
        faults["source"] = ["Dites d’où vient la liste : un envoi, un tableau, une date."]
    if wrong := _cfa_faults(convention, wanted, starts_on, ends_on):
        faults["of_cfa"] = wrong
    refuse(faults)
    rows = [
        CfaPerimetre(
            convention=convention,
            of_cfa=one,
            starts_on=starts_on,
            ends_on=ends_on,
            source=source.strip(),
            is_fictif=convention.is_fictif or one.is_fictif or actor.is_fictif,
            actor=actor,
        )
        for one in wanted
    ]
    CfaPerimetre.objects.bulk_create(rows)
    note(
        convention=convention,
        actor=actor,
        code="perimetre.declare",
        sentence=typography(f"Périmètre : {len(rows)} CFA déclaré{'s' if len(rows) > 1 else ''}."),
        after="\n".join(sorted(str(row.of_cfa) for row in rows)),
    )
    return rows


@transaction.atomic
def end_perimetre(*, actor, perimetre: CfaPerimetre, ends_on: date) -> CfaPerimetre:
    """Say the last day on which an OF-CFA was in the perimeter; what was counted before stays."""
    convention = _held(actor, perimetre.convention)
    perimetre = CfaPerimetre.objects.select_for_update(of=("self",)).select_related("of_cfa").get(pk=perimetre.pk)
    if perimetre.ends_on is not None:
        raise ValidationError(typography(f"La sortie de « {perimetre.of_cfa} » est déjà enregistrée."))
    if ends_on < perimetre.starts_on:
        raise ValidationError(
            {"ends_on": f"Une date à partir du {long_date(perimetre.starts_on)} est attendue : son entrée."}
        )
    perimetre.ends_on = ends_on
    perimetre.save(update_fields=["ends_on"])
    note(
        convention=convention,
        actor=actor,
        code="perimetre.termine",
        sentence=typography(f"Périmètre : « {perimetre.of_cfa} » n’en relève plus après le {long_date(ends_on)}."),
    )
    return perimetre


def _held(actor, convention) -> Convention:
    convention = lock_convention(convention)
    declaring = convention.parties.filter(role__in=DECLARING_ROLES).order_by("rank").values_list("pk", flat=True)
    require(can_declare_perimetre(standing_of(actor, convention), convention.etat, declaring))
    return convention


def _cfa_faults(convention, wanted, starts_on: date, ends_on: date | None) -> list[str]:
    """Name what is not an OF-CFA, and what is already in the perimeter on one of these days."""
    held = {}
    for row in convention.cfa_perimetre.filter(of_cfa__in=wanted).order_by("starts_on"):
        begun = ends_on is None or row.starts_on <= ends_on
        if begun and (row.ends_on is None or row.ends_on >= starts_on):
            held[row.of_cfa_id] = row
    faults = [
        f"« {one} » n’est pas un OF-CFA : choisissez le gestionnaire."
        for one in wanted
        if one.type != TypeOrganisation.OF_CFA
    ]
    faults += [
        f"« {one} » est déjà dans le périmètre depuis le {long_date(held[one.pk].starts_on)}."
        for one in wanted
        if one.pk in held
    ]
    return faults

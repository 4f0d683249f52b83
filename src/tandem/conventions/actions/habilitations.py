"""Record the acts by which the bodies of the parties authorise the signature; none is ever changed."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tandem.actes.journal import record
from tandem.campagnes.actions.acts import Act, deliberation_for
from tandem.conventions.actions.convention import journal_organisation, lock_convention
from tandem.conventions.changes import note
from tandem.conventions.enums import RolePartie
from tandem.conventions.models import Habilitation, Partie
from tandem.conventions.perms import can_habilitate
from tandem.conventions.refusals import refuse
from tandem.conventions.standing import require, standing_of
from tandem.formats import long_date
from tandem.organisations.enums import NatureInstance
from tandem.organisations.models import Instance


@transaction.atomic
def record_deliberation(*, actor, partie: Partie, act: Act) -> Habilitation:
    """Record the délibération by which a Région authorises the signature; raises ValidationError with every fault."""
    convention = lock_convention(partie.convention)
    require(can_habilitate(standing_of(actor, convention), partie.pk))
    if partie.role != RolePartie.REGION:
        raise ValidationError("Une délibération habilite une Région ; pour un OPCO, enregistrez la décision de son CA.")
    deliberation = deliberation_for(partie.organisation, act)
    return _habilitated(
        actor, convention, Habilitation(partie=partie, deliberation=deliberation, numero=act.numero, date=act.date)
    )


@transaction.atomic
def record_board_decision(*, actor, partie: Partie, instance: Instance | None, numero: str, on: date) -> Habilitation:
    """Record the decision of a board (art. R6523-2-4-1, 3e alinéa); raises ValidationError with every fault.

    Without an instance, that of the conseil d’administration, registered when no source has named it.
    """
    convention = lock_convention(partie.convention)
    require(can_habilitate(standing_of(actor, convention), partie.pk))
    faults = []
    if instance is not None and instance.organisation_id != partie.organisation_id:
        faults.append(f"« {instance} » n’est pas une instance de « {partie.organisation} ».")
    if on > timezone.localdate():
        faults.append("La délibération du conseil d’administration n’a pas encore eu lieu : enregistrez-la ensuite.")
    if not numero.strip():
        faults.append("Le numéro ou la référence de la délibération est attendu.")
    refuse(faults)
    decided = instance or board_of(partie.organisation)
    return _habilitated(
        actor, convention, Habilitation(partie=partie, instance=decided, numero=numero.strip(), date=on)
    )


def board_of(organisation) -> Instance:
    """Return the conseil d’administration of an organisation, registered when no source has named it."""
    boards = Instance.objects.filter(organisation=organisation, nature=NatureInstance.CONSEIL_ADMINISTRATION)
    return boards.order_by("nom").first() or Instance.objects.create(
        organisation=organisation,
        nature=NatureInstance.CONSEIL_ADMINISTRATION,
        nom="Conseil d’administration",
        source="Enregistré avec l’habilitation d’une convention",
    )


def _habilitated(actor, convention, habilitation) -> Habilitation:
    habilitation.actor = actor
    habilitation.save(force_insert=True)
    note(
        convention=convention,
        actor=actor,
        code="convention.habilitation",
        sentence=f"{habilitation.partie} habilitée par {habilitation.numero} du {long_date(habilitation.date)}.",
    )
    record(
        actor=actor,
        code="convention.habilitation",
        organisation=journal_organisation(convention),
        subject=habilitation,
        payload={
            "convention": convention.slug,
            "partie": str(habilitation.partie),
            "numero": habilitation.numero,
            "date": habilitation.date.isoformat(),
        },
    )
    return habilitation

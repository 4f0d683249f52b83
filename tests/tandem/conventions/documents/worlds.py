"""Conventions ready to be finalised and signed, real and invented."""

from datetime import date

from django.utils import timezone

from tandem.actes.enums import EtatDeliberation
from tandem.conventions.actions.documents import finalise, record_signature
from tandem.conventions.models import Habilitation
from tests.tandem.conventions.factories import (
    ClauseFactory,
    FicheFactory,
    RepresentantFactory,
    build_partners,
)
from tests.tandem.factories import DeliberationFactory

VOTED_ON = date(2023, 7, 5)
CLOSED_ON = date(2023, 9, 1)


def ready(**convention):
    """Return the partners of a voted convention that can be finalised; two people sign for the OPCO."""
    world = build_partners(votee=True, **convention)
    world.clause = ClauseFactory(convention=world.convention, code="article-1", numero="1", titre="objet")
    world.fiche = FicheFactory(convention=world.convention, numero="1.1")
    RepresentantFactory(organisation=world.region, nom="Marie DURAND", qualite="Présidente")
    RepresentantFactory(organisation=world.opco, nom="Jean UN", qualite="Président", rank=1)
    RepresentantFactory(organisation=world.opco, nom="Luc DEUX", qualite="Vice-président", rank=2)
    authorise(world.partie_region)
    return world


def authorise(partie, on=VOTED_ON, numero="CP 2023-247"):
    """Record the délibération of a Région."""
    deliberation = DeliberationFactory(
        organisation=partie.organisation,
        date=on,
        numero=numero,
        etat=EtatDeliberation.VOTEE,
    )
    return Habilitation.objects.create(partie=partie, deliberation=deliberation, numero=numero, date=on)


def closed(world, on=CLOSED_ON):
    """Return the document of the convention in its circuit."""
    return finalise(actor=world.region_chief, convention=world.convention, on=on)


def sign(world, document, rank, on=None):
    """Record the signature of one signatory, by a person of its party."""
    signataire = document.signataires.get(rank=rank)
    actor = world.region_chief if signataire.partie_id == world.partie_region.pk else world.opco_officer
    day = on or timezone.localdate()
    return record_signature(actor=actor, signataire=signataire, on=day, sha256=document.sha256)

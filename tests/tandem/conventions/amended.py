"""A convention in force that the tests of avenants change: three clauses, a fiche with one numbered action."""

from datetime import timedelta

import pgtrigger
from django.utils import timezone

from tandem.conventions.actions.avenants import create_avenant, share_avenant
from tandem.conventions.actions.modifications import change_clause
from tandem.conventions.enums import EtatAction, EtatAvenant, EtatConvention
from tandem.conventions.models import Action, Avenant, Convention
from tests.tandem.conventions.factories import (
    AxeFactory,
    ClauseFactory,
    FicheFactory,
    ModeleFicheFactory,
    RepresentantFactory,
    build_partners,
)

OLD = "Les parties se concertent deux fois par an."
NEW = "Les parties se concertent trois fois par an."


def build_amendable(**convention):
    """Return the partners of a convention signed 100 days ago for three years, with its text, and who signs."""
    world = build_partners(
        **{
            "etat": EtatConvention.EN_VIGUEUR,
            "signed_on": timezone.localdate() - timedelta(days=100),
            **convention,
        }
    )
    for rank, (code, titre) in enumerate((("article-1", "Objet"), ("article-2", "Suivi"), ("article-3", "Durée")), 1):
        setattr(
            world,
            f"clause_{rank}",
            ClauseFactory(convention=world.convention, code=code, numero=str(rank), rank=rank, titre=titre, texte=OLD),
        )
    world.axe = AxeFactory(convention=world.convention)
    world.modele = ModeleFicheFactory(
        champs_action=[{"code": "objectifs", "label": "Objectifs", "kind": "texte", "required": True}]
    )
    world.fiche = FicheFactory(convention=world.convention, axe=world.axe, modele=world.modele, numero="1.1")
    world.action = Action.objects.create(
        fiche=world.fiche, numero=1, titre="Réunir", contenu={"objectifs": "Se voir."}, etat=EtatAction.EN_COURS
    )
    for organisation in (world.region, world.opco):
        RepresentantFactory(organisation=organisation)
    return world


def a_draft(world, *, actor=None):
    """Return a draft of the Région that rewrites article 2."""
    actor = actor or world.region_officer
    avenant = create_avenant(actor=actor, convention=world.convention, objet="Trois concertations par an")
    change_clause(actor=actor, avenant=avenant, clause=world.clause_2, texte=NEW)
    return avenant


def shared(world, avenant=None):
    """Return an avenant that both sides see."""
    avenant = avenant or a_draft(world)
    return share_avenant(actor=world.region_officer, avenant=avenant)


def closed(avenant):
    """Return an avenant whose document is in the circuit of signature."""
    Avenant.objects.filter(pk=avenant.pk).update(etat=EtatAvenant.FINALISE)
    avenant.refresh_from_db()
    return avenant


def in_force(convention):
    """Return a convention of the sources as if it had been signed today, which none of them prints."""
    with pgtrigger.ignore("conventions.Convention:convention_etats"):
        Convention.objects.filter(pk=convention.pk).update(
            etat=EtatConvention.EN_VIGUEUR, signed_on=timezone.localdate()
        )
    convention.refresh_from_db()
    return convention

"""Campaigns carried to their vote by the real actions."""

from datetime import date
from types import SimpleNamespace

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.actions.vote import propose_to_vote, record_vote
from tandem.campagnes.models import Campagne
from tandem.organisations.enums import Role
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.idf import build_idf
from tests.tandem.idf_formations import build_idf_formations

ACT = Act("CP 2023-247", date(2023, 7, 5), Organe.COMMISSION_PERMANENTE, "Majoration des coûts contrats 2023")


def adopted_idf(*, formations=False, slug="region-ile-de-france"):
    """Return Île-de-France 2023 with its scenario adopted, and the two people who did it."""
    campagne = build_idf_formations(slug=slug) if formations else build_idf(slug=slug)
    world = SimpleNamespace(campagne=campagne, region=campagne.organisation)
    world.instructeur, world.valideur = (
        member(campagne.organisation, role) for role in (Role.REGION_INSTRUCTION, Role.REGION_VALIDATION)
    )
    world.scenario = save_scenario(actor=world.instructeur, campagne=campagne, nom="Règlement appliqué", parametres={})
    adopt_scenario(actor=world.valideur, scenario=world.scenario, motif="Il applique le règlement.")
    return world


def voted_idf(**how):
    """Return Île-de-France 2023 voted by CP 2023-247."""
    world = adopted_idf(**how)
    propose_to_vote(actor=world.valideur, campagne=world.campagne)
    world.vote = record_vote(actor=world.valideur, campagne=world.campagne, act=ACT)
    world.campagne = Campagne.objects.select_related("organisation", "reglement").get(pk=world.campagne.pk)
    return world


def member(organisation, role, **fields):
    """Return someone who holds this role today."""
    user = UserFactory()
    MembershipFactory(user=user, organisation=organisation, role=role, **fields)
    return user

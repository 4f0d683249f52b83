"""The small world behind the access table: two Régions, an OPCO, two OF-CFA of one campaign, one person per persona."""

from types import SimpleNamespace

from tandem.conventions.enums import RolePartie
from tandem.organisations.enums import Role
from tests.tandem.conventions.factories import ConventionFactory, PartieFactory
from tests.tandem.factories import (
    CampagneFactory,
    CandidatureFactory,
    DossierFactory,
    MembershipFactory,
    OrganisationFactory,
    RegionFactory,
    RegionOrganisationFactory,
    UserFactory,
)
from tests.web.access import REGION

CAMPAGNE = {"region_slug": "region-essai", "annee": 2023}
"""The keyword arguments of the URLs of the world's campaign."""
CONVENTION = {"slug": "convention-essai"}
"""The keyword arguments of the URLs of the world's convention."""


def build_world():
    """Return the rows of the world: campaign in instruction, one candidature deposited by each OF-CFA."""
    world = SimpleNamespace(users={"anonyme": None})
    world.region = RegionOrganisationFactory(slug="region-essai", nom="Région d’essai")
    world.autre_region = RegionOrganisationFactory(
        slug="autre-region", nom="Autre Région", region=RegionFactory(code="28", nom="Normandie")
    )
    world.opco = OrganisationFactory(opco=True, slug="opco-essai", nom="OPCO d’essai")
    world.of_cfa = OrganisationFactory(slug="cfa-essai", nom="CFA D’ESSAI")
    world.autre_of_cfa = OrganisationFactory(slug="autre-cfa", nom="AUTRE CFA")
    world.campagne = CampagneFactory(
        organisation=world.region, idf=True, instruction=True, annee=2023, enveloppe=100_000, dotation=None
    )
    world.dossier = DossierFactory(campagne=world.campagne, of_cfa=world.of_cfa, depose=True)
    world.autre_dossier = DossierFactory(campagne=world.campagne, of_cfa=world.autre_of_cfa, depose=True)
    world.candidature = CandidatureFactory(dossier=world.dossier, reference="C-00001", deposee=True)
    world.autre_candidature = CandidatureFactory(dossier=world.autre_dossier, reference="C-00002", deposee=True)
    world.convention = _convention(world)
    _people(world)
    return world


def _convention(world):
    """Return a convention in force between the Région and the OPCO, shared."""
    convention = ConventionFactory(
        en_vigueur=True, proprietaire=world.region, slug="convention-essai", titre="Convention d’essai"
    )
    world.partie_region = PartieFactory(
        convention=convention, organisation=world.region, role=RolePartie.REGION, rank=1, designation="la Région"
    )
    world.partie_opco = PartieFactory(convention=convention, organisation=world.opco, rank=2)
    return convention


def _people(world):
    places = {persona: (world.region, Role(persona)) for persona in REGION}
    places |= {
        "autre_region": (world.autre_region, Role.REGION_INSTRUCTION),
        "opco_gestion": (world.opco, Role.OPCO_GESTION),
        "opco_partenariats": (world.opco, Role.OPCO_PARTENARIATS),
        "cfa": (world.of_cfa, Role.CFA_DIRECTION),
        "autre_cfa": (world.autre_of_cfa, Role.CFA_DIRECTION),
    }
    for persona, (organisation, role) in places.items():
        user = UserFactory(email=f"{persona}@essai.example")
        MembershipFactory(user=user, organisation=organisation, role=role)
        world.users[persona] = user
    world.users["sans_role"] = UserFactory(email="sans_role@essai.example")

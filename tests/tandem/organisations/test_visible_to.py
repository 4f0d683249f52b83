"""Nobody sees the rows of another tenant: Région against Région, OF-CFA against OF-CFA."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne, Candidature, Dossier
from tandem.imports.models import FileImport
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.factories import (
    CampagneFactory,
    CandidatureFactory,
    DossierFactory,
    FileImportFactory,
    MembershipFactory,
    OrganisationFactory,
    RattachementFactory,
    RegionOrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


class Tenant:
    """A Région with its campaign, an OF-CFA with its dossier and candidature, and one person in each."""

    def __init__(self, etat=EtatCampagne.INSTRUCTION):
        self.region = RegionOrganisationFactory()
        self.of_cfa = OrganisationFactory()
        self.campagne = CampagneFactory(organisation=self.region, closed=True, etat=etat)
        self.dossier = DossierFactory(campagne=self.campagne, of_cfa=self.of_cfa)
        self.candidature = CandidatureFactory(dossier=self.dossier)
        self.file = FileImportFactory(organisation=self.region)
        self.agent = MembershipFactory(organisation=self.region, role=Role.REGION_INSTRUCTION).user
        self.direction = MembershipFactory(organisation=self.of_cfa, role=Role.CFA_DIRECTION).user


@pytest.fixture
def here():
    return Tenant()


@pytest.fixture
def elsewhere():
    return Tenant()


def visible(model, user):
    return set(model.objects.visible_to(user))


@pytest.mark.parametrize(
    "model, name", [(Campagne, "campagne"), (Dossier, "dossier"), (Candidature, "candidature"), (FileImport, "file")]
)
def test_an_agent_sees_her_region_s_rows_and_no_other_s(here, elsewhere, model, name):
    assert ({getattr(here, name)}, {getattr(elsewhere, name)}) == (
        visible(model, here.agent),
        visible(model, elsewhere.agent),
    )


@pytest.mark.parametrize("model, name", [(Dossier, "dossier"), (Candidature, "candidature")])
def test_an_of_cfa_sees_its_rows_and_no_other_s(here, elsewhere, model, name):
    assert ({getattr(here, name)}, {getattr(elsewhere, name)}) == (
        visible(model, here.direction),
        visible(model, elsewhere.direction),
    )


def test_two_of_cfa_of_one_campaign_do_not_see_each_other(here):
    rival = OrganisationFactory()
    dossier = DossierFactory(campagne=here.campagne, of_cfa=rival)
    candidature = CandidatureFactory(dossier=dossier)
    director = MembershipFactory(organisation=rival, role=Role.CFA_DIRECTION).user

    assert ({dossier}, {candidature}, {here.dossier}) == (
        visible(Dossier, director),
        visible(Candidature, director),
        visible(Dossier, here.direction),
    )


def test_an_of_cfa_does_not_see_the_files_of_the_region(here):
    assert set() == visible(FileImport, here.direction)


def test_an_of_cfa_does_not_see_a_campaign_in_preparation():
    tenant = Tenant(etat=EtatCampagne.PREPARATION)

    assert tenant.campagne not in visible(Campagne, tenant.direction)


@pytest.mark.parametrize("model", [Dossier, Candidature, FileImport, Campagne])
def test_a_person_without_role_and_a_visitor_see_nothing(here, model):
    assert (set(), set()) == (visible(model, UserFactory()), visible(model, AnonymousUser()))


def test_a_former_agent_sees_nothing_more(here):
    former = MembershipFactory(organisation=here.region, role=Role.REGION_INSTRUCTION, ended=True).user

    assert (set(), set()) == (visible(Dossier, former), visible(Campagne, former))


def test_a_role_to_come_opens_nothing_yet(here):
    future = MembershipFactory(organisation=here.region, role=Role.REGION_INSTRUCTION, future=True).user

    assert set() == visible(Dossier, future)


def test_a_superuser_without_role_sees_no_dossier(here):
    assert set() == visible(Dossier, UserFactory(administrator=True))


def test_an_of_cfa_sees_itself_its_sites_and_the_public_bodies_only(here, elsewhere):
    site = RattachementFactory(parent=here.of_cfa).child
    opco = OrganisationFactory(opco=True)

    assert {here.of_cfa, site, opco, here.region, elsewhere.region} == visible(Organisation, here.direction)


def test_a_region_and_an_opco_see_every_organisation(here, elsewhere):
    opco_agent = MembershipFactory(organisation=OrganisationFactory(opco=True), role=Role.OPCO_GESTION).user

    everyone = set(Organisation.objects.all())
    assert (everyone, everyone) == (visible(Organisation, here.agent), visible(Organisation, opco_agent))


def test_a_visitor_sees_no_organisation(here):
    assert set() == visible(Organisation, AnonymousUser())

"""The directory: what each reader may see, counts of branches at their date, sheets."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tandem.organisations.enums import Role
from tandem.organisations.loaders import load_organisations
from tandem.organisations.models import Membership
from tests.tandem.factories import (
    CampagneFactory,
    CharteFactory,
    DepartementFactory,
    DossierFactory,
    MembershipFactory,
    OrganisationFactory,
    RattachementFactory,
    RegionOrganisationFactory,
    UserFactory,
    closed_period,
)

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def region():
    return RegionOrganisationFactory(slug="region-essai")


@pytest.fixture
def reader(region, sign_in):
    return sign_in(MembershipFactory(organisation=region, role=Role.REGION_LECTURE).user)


def text(response):
    return response.content.decode()


def sheet_of(client, organisation):
    return text(client.get(reverse("organisme", args=[organisation.slug])))


@pytest.mark.parametrize(
    "day, count, note",
    [
        ("2023-07-05", "27", "toutes nommées par la source"),
        ("2025-07-10", "21", "la source donne le nombre, sans les noms"),
    ],
)
def test_akto_has_27_branches_in_2023_and_21_in_2025_both_true_at_their_date(reader, day, count, note):
    load_organisations()
    response = reader.get(reverse("organismes_branches"), {"au": day})
    (akto,) = (found for found in response.context["counts"] if found.opco.slug == "akto")

    assert count == str(akto.count)
    assert note in text(response)


def test_the_branches_named_on_a_day_are_listed(reader):
    load_organisations()
    names = text(reader.get(reverse("organismes_branches"), {"au": "2023-07-05"}))

    assert "Restauration ferroviaire" in names
    assert "Marchés financiers" in names


def test_the_branches_no_longer_named_are_not_listed(reader):
    load_organisations()

    assert "Restauration ferroviaire" not in text(reader.get(reverse("organismes_branches"), {"au": "2025-07-10"}))


def test_a_day_before_every_source_says_so(reader):
    load_organisations()

    assert "Aucune source avant cette date" in text(reader.get(reverse("organismes_branches"), {"au": "2001-01-01"}))


def test_an_unreadable_date_is_said_beside_its_field(reader):
    assert "Cette date est illisible" in text(reader.get(reverse("organismes_branches"), {"au": "hier"}))


def test_the_sheet_groups_the_digits_of_identifiers(reader):
    organisation = OrganisationFactory(siren="356000000", siret="35600000000048", uai="0750001U")
    shown = sheet_of(reader, organisation)

    assert "356\u202f000\u202f000\u202f00048" in shown
    assert "0750001U" in shown


def test_the_sheet_of_an_opco_shows_branches_competences_and_figures_with_their_sources(reader):
    load_organisations()
    shown = text(reader.get(reverse("organisme", args=["akto"])))

    assert all(words in shown for words in ("14 rue Riquet", "Mayotte", "394\u202f000", "10 juillet 2025"))


def test_a_link_shows_its_last_day_not_the_day_after(reader):
    link = RattachementFactory(period=closed_period(date(2020, 1, 1), date(2022, 1, 1)))

    assert "31/12/2021" in sheet_of(reader, link.parent)


def test_a_region_sees_its_own_dossiers_on_the_sheet_of_an_of_cfa_and_no_other_s(region, reader):
    of_cfa = OrganisationFactory()
    own = DossierFactory(of_cfa=of_cfa, campagne=CampagneFactory(organisation=region, titre="Campagne d’ici"))
    DossierFactory(of_cfa=of_cfa, campagne=CampagneFactory(titre="Campagne d’ailleurs"))
    shown = sheet_of(reader, own.of_cfa)

    assert (True, False) == ("Campagne d’ici" in shown, "Campagne d’ailleurs" in shown)


def test_an_of_cfa_finds_itself_alone_in_the_directory(sign_in):
    own = MembershipFactory(organisation=OrganisationFactory(nom="MON CFA"), role=Role.CFA_GESTION)
    OrganisationFactory(nom="UN AUTRE CFA")
    shown = text(sign_in(own.user).get(reverse("organismes")))

    assert (True, False) == ("MON CFA" in shown, "UN AUTRE CFA" in shown)


def test_the_list_is_found_whatever_the_accents(reader):
    OrganisationFactory(nom="AFMAÉ")

    assert "AFMAÉ" in text(reader.get(reverse("organismes"), {"q": "afmae"}))


def test_the_administrator_of_the_region_opens_the_access_of_an_of_cfa(region, sign_in, mailoutbox):
    admin = MembershipFactory(organisation=region, role=Role.REGION_ADMIN).user
    of_cfa = OrganisationFactory(departement=DepartementFactory())
    invited = {"email": "direction@cfa.example", "first_name": "Lise", "last_name": "Mercier"}
    sign_in(admin).post(reverse("organisme_inviter", args=[of_cfa.slug]), invited)
    membership = Membership.objects.get(organisation=of_cfa)

    assert (Role.CFA_DIRECTION, ["direction@cfa.example"]) == (membership.role, mailoutbox[0].to)


def test_an_invitation_refused_says_every_fault_and_keeps_what_was_typed(region, sign_in):
    admin = MembershipFactory(organisation=region, role=Role.REGION_ADMIN).user
    of_cfa = OrganisationFactory(region=region.region)
    response = sign_in(admin).post(
        reverse("organisme_inviter", args=[of_cfa.slug]), {"email": "pas une adresse", "first_name": "Lise"}
    )

    assert (200, True, True) == (response.status_code, "2 erreurs" in text(response), 'value="Lise"' in text(response))


def test_the_access_of_an_of_cfa_of_one_s_territory_is_offered_on_its_sheet(region, sign_in):
    admin = MembershipFactory(organisation=region, role=Role.REGION_ADMIN).user
    of_cfa = OrganisationFactory(region=region.region)
    MembershipFactory(organisation=of_cfa, role=Role.CFA_DIRECTION, user=UserFactory(last_name="MERCIER"))
    shown = sheet_of(sign_in(admin), of_cfa)

    assert "MERCIER" in shown
    assert reverse("organisme_inviter", args=[of_cfa.slug]) in shown


def test_the_people_of_an_of_cfa_are_not_shown_to_readers(region, reader):
    of_cfa = OrganisationFactory(region=region.region)
    MembershipFactory(organisation=of_cfa, role=Role.CFA_DIRECTION, user=UserFactory(last_name="MERCIER"))

    assert "MERCIER" not in sheet_of(reader, of_cfa)


def test_a_logo_is_sent_with_no_right_to_run_anything(client, region):
    CharteFactory(organisation=region, logo=SimpleUploadedFile("logo.svg", SVG))
    response = client.get(reverse("organisme_logo", args=[region.slug]))

    assert ("image/svg+xml", "nosniff", True, SVG) == (
        response.headers["Content-Type"],
        response.headers["X-Content-Type-Options"],
        "sandbox" in response.headers["Content-Security-Policy"],
        response.getvalue(),
    )

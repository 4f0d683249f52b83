from datetime import date

import pytest

from tandem.organisations.branches import branches_on
from tandem.organisations.enums import TypeOrganisation
from tandem.organisations.loaders import load_organisations
from tandem.organisations.models import Competence, KeyFigure, Organisation, RattachementBranche
from tests.tandem.factories import KeyFigureFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    load_organisations()


def opco(slug):
    return Organisation.objects.get(slug=slug)


def test_loading_again_changes_nothing(loaded):
    models = (Organisation, RattachementBranche, Competence, KeyFigure)
    before = [model.objects.count() for model in models]
    load_organisations()

    assert before == [model.objects.count() for model in models]


def test_an_identifier_that_people_filled_in_is_kept(loaded):
    Organisation.objects.filter(slug="akto").update(siren="356000000")
    load_organisations()

    assert "356000000" == opco("akto").siren


def test_no_identifier_is_invented(loaded):
    assert not Organisation.objects.exclude(siren="", siret="", uai="").exists()


@pytest.mark.parametrize(
    "slug, day, count, names_are_known",
    [
        ("akto", date(2023, 7, 5), 27, True),
        ("akto", date(2023, 1, 1), 27, True),
        ("akto", date(2023, 12, 31), 27, True),
        ("akto", date(2025, 7, 9), 27, True),
        ("akto", date(2025, 7, 10), 21, False),
        ("akto", date(2025, 12, 31), 21, False),
        ("atlas", date(2023, 7, 5), 13, True),
        ("opco-sante", date(2022, 4, 11), 3, True),
        ("opco-sante", date(2025, 7, 10), 3, True),
    ],
)
def test_each_count_of_branches_is_true_at_its_date(loaded, slug, day, count, names_are_known):
    found = branches_on(opco(slug), day)

    assert (count, names_are_known) == (found.count, found.names_are_known)


def test_a_count_is_not_known_before_the_first_source(loaded):
    assert branches_on(opco("akto"), date(2019, 1, 1)).count is None


def test_each_count_says_where_it_comes_from(loaded):
    akto = opco("akto")

    assert "CP 2023-247" in branches_on(akto, date(2023, 7, 5)).source
    assert "10 juillet 2025" in branches_on(akto, date(2025, 7, 10)).source


def test_the_branches_of_atlas_are_in_four_families_of_four_six_two_and_one(loaded):
    families = {}
    for attachment in branches_on(opco("atlas"), date(2023, 7, 5)).attachments:
        families[attachment.famille] = families.get(attachment.famille, 0) + 1

    assert {
        "Assurance": 4,
        "Banques et Finance": 6,
        "Conseil": 2,
        "Expertise comptable et commissariat aux comptes": 1,
    } == families


def test_forty_three_branches_are_named_in_all(loaded):
    assert 43 == RattachementBranche.objects.count()


def test_two_figures_of_one_opco_are_kept_each_at_its_date(loaded):
    values = (
        opco("opco-sante").key_figures.filter(code="salaries-couverts").order_by("date").values_list("value", flat=True)
    )

    assert [1_000_000, 1_300_000] == list(values)


def test_akto_is_alone_in_four_territories_and_acts_for_two_others_overseas(loaded):
    found = opco("akto").competences.on(date(2025, 7, 10))

    assert {"Mayotte", "Saint-Barthélemy", "Saint-Martin", "Saint-Pierre et Miquelon"} == set(
        found.filter(nature="opco_unique").values_list("perimetre", flat=True)
    )
    assert {"atlas", "opco-2i"} == set(
        found.filter(nature="delegation_service").values_list("delegant__slug", flat=True)
    )


def test_the_delegation_of_atlas_is_attached_to_atlas(loaded):
    delegation = Organisation.objects.get(type=TypeOrganisation.DELEGATION)

    assert ("atlas", "14 rue Ballu, 75009 Paris") == (delegation.parents.get().parent.slug, delegation.adresse)


def test_the_seat_of_akto_is_that_of_the_convention(loaded):
    assert "14 rue Riquet, 75019 Paris" == opco("akto").adresse


def test_the_latest_count_known_on_a_day_wins():
    organisation = OrganisationFactory(opco=True)
    KeyFigureFactory(organisation=organisation, value=12, date=date(2023, 1, 1))
    KeyFigureFactory(organisation=organisation, value=11, date=date(2024, 1, 1))

    assert [12, 12, 11] == [
        branches_on(organisation, day).count for day in (date(2023, 1, 1), date(2023, 12, 31), date(2024, 1, 1))
    ]

"""What people see of the life of a convention: its changes of state, its terms, its parties, the portfolio."""

import re

import pytest
from django.urls import reverse

from tandem.conventions.actions.habilitations import record_deliberation
from tandem.conventions.enums import TypeConvention
from tandem.conventions.models import Convention, ConventionChange
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.conventions.factories import ClauseFactory, ConventionFactory, PartieFactory, build_partners
from tests.tandem.conventions.test_lifecycle import ACT
from tests.tandem.factories import MembershipFactory, UserFactory
from tests.tandem.printing.text import plain

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(name, args=["convention-essai", *args])


def text_of(response):
    return plain(re.sub(r"<[^>]+>", " ", response.content.decode()))


def authorised():
    """Return the world of a projet whose Région has voted its délibération."""
    world = build_partners(projet=True)
    ClauseFactory(convention=world.convention)
    record_deliberation(actor=world.region_chief, partie=world.partie_region, act=ACT)
    return world


def test_each_change_of_state_is_read_with_its_date_its_author_and_its_reason(sign_in):
    world = authorised()
    page = sign_in(world.region_chief).post(
        address("convention_move"), {"to": "votee", "on": "2023-07-12", "reason": "Séance du 5 juillet."}, follow=True
    )

    assert re.search(rf"Votée 12 juillet 2023 · {world.region_chief} Motif : Séance du 5 juillet.", text_of(page))


@pytest.mark.parametrize(
    "day, expected", [("2023-07-04", "précéderait la dernière délibération"), ("demain", "une date est attendue")]
)
def test_a_vote_of_a_wrong_day_says_why_and_changes_nothing(sign_in, day, expected):
    world = authorised()
    page = sign_in(world.region_chief).post(address("convention_move"), {"to": "votee", "on": day}, follow=True)

    assert expected in text_of(page)
    assert "projet" == Convention.objects.get(pk=world.convention.pk).etat


def test_the_threshold_of_small_counts_is_set_on_the_page_of_the_terms(sign_in):
    world = build_partners(projet=True)
    client = sign_in(world.opco_officer)
    form = client.get(address("convention_terms")).context["form"]
    kept = {name: form[name].value() for name in form.fields}
    client.post(address("convention_terms"), {**kept, "seuil_petits_effectifs": 20})
    change = ConventionChange.objects.get(code="convention.termes")

    assert 20 == Convention.objects.get(pk=world.convention.pk).seuil_petits_effectifs
    assert ("11", "20", world.opco_officer) == (change.before, change.after, change.actor)


@pytest.mark.parametrize("name, slip", [("duree_mois", 240), ("mise_en_demeure_mois", 100)])
def test_the_terms_refuse_the_slip_of_a_keyboard_as_the_opening_does(sign_in, name, slip):
    world = build_partners(projet=True)
    client = sign_in(world.opco_officer)
    form = client.get(address("convention_terms")).context["form"]
    kept = {key: form[key].value() for key in form.fields}
    answer = client.post(address("convention_terms"), {**kept, name: slip})

    assert list(answer.context["form"].errors) == [name]
    assert getattr(world.convention, name) == getattr(Convention.objects.get(pk=world.convention.pk), name)


def portfolio_of(sign_in, slug, role):
    user = UserFactory()
    MembershipFactory(user=user, organisation=Organisation.objects.get(slug=slug), role=role)
    page = sign_in(user).get(reverse("conventions"))
    return set(re.findall(r'href="/conventions/([a-z0-9-]+-20\d\d)/"', page.content.decode()))


def test_one_opco_reads_its_conventions_with_every_region_and_the_other_opco(sign_in, real_conventions):
    expected = {slug for slug in real_conventions if re.search(r"akto-.*20\d\d$", slug)}

    assert expected == portfolio_of(sign_in, "akto", Role.OPCO_PARTENARIATS)
    assert 7 <= len(expected)


def test_one_region_reads_its_conventions_with_every_opco(sign_in, real_conventions):
    expected = {"akto-idf-2023", "atlas-idf-2023"}

    assert expected == portfolio_of(sign_in, "region-ile-de-france", Role.REGION_INSTRUCTION)


def opening(world, **fields):
    """Return what the form of a new convention between the OPCO and the Région sends."""
    return {
        "kind": "region_opco",
        "titre": "Déclinaison régionale",
        "partner": world.region.pk,
        "territoires": [],
        "duree_mois": 36,
        "prolongation_max_mois": 36,
        "mise_en_demeure_mois": 1,
        **fields,
    }


def test_a_national_frame_is_declined_by_a_regional_convention_and_lists_it(sign_in):
    world = build_partners()
    frame = ConventionFactory(type=TypeConvention.CADRE_NATIONAL, proprietaire=world.opco, slug="cadre")
    PartieFactory(convention=frame, organisation=world.opco, rank=1)
    client = sign_in(world.opco_officer)
    client.post(reverse("convention_new"), opening(world, cadre=frame.pk))
    listed = text_of(client.get(reverse("convention", args=["cadre"])))

    assert frame == Convention.objects.get(titre="Déclinaison régionale").cadre
    assert "Déclinaisons régionales Déclinaison régionale" in listed


def test_a_prolongation_beyond_three_years_is_not_offered(sign_in):
    world = build_partners(projet=True)
    client = sign_in(world.opco_officer)
    new = client.post(reverse("convention_new"), opening(world, prolongation_max_mois=37))
    terms = client.post(address("convention_terms"), {"titre": "Convention", "prolongation_max_mois": 37})

    for answer in (new, terms):
        assert 422 == answer.status_code
        assert ["prolongation_max_mois"] == [name for name in answer.context["form"].errors if "prolongation" in name]

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.conventions.actions.comites import add_comite, add_membre, end_membre
from tandem.conventions.models import ConventionChange, MembreComite
from tests.tandem.conventions.meetings import build_committee, now, reasons
from tests.tandem.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with now():
        yield build_committee()


def test_a_steering_committee_has_two_copresidents_one_of_each_side(world):
    seats = MembreComite.objects.on(date(2025, 1, 1)).filter(comite=world.comite, role="copresident").order_by("pk")

    assert [world.region, world.opco] == [membre.organisation for membre in seats]


def test_a_committee_may_be_held_by_someone_else(world):
    oriane = OrganisationFactory(nom="Agence d’essai", type="partenaire")

    comite = add_comite(
        actor=world.opco_officer,
        convention=world.convention,
        nom="Comité des partenaires",
        nature="partenaires",
        clause="fiche 2",
        host=oriane,
    )

    assert (oriane, "comite-des-partenaires") == (comite.host, comite.code)


def test_two_committees_of_one_name_are_refused_with_every_fault(world):
    with pytest.raises(ValidationError) as refusal:
        add_comite(actor=world.region_officer, convention=world.convention, nom="comité de PILOTAGE", nature="conseil")

    assert 2 == len(refusal.value.messages)


def test_a_member_is_a_person_of_the_platform_or_a_qualite_alone(world):
    person = add_membre(
        actor=world.region_officer,
        comite=world.comite,
        organisation=world.opco,
        user=world.opco_officer,
        role="referent_regional",
        starts_on=date(2025, 1, 1),
    )

    assert (world.opco_officer, "OPCO – partenariats") == (person.user, person.qualite)


def test_national_and_regional_referents_of_both_sides_sit_in_one_committee(world):
    for organisation in (world.region, world.opco):
        for role, qualite in (
            ("referent_national", "référents nationaux"),
            ("referent_regional", "référents régionaux"),
        ):
            add_membre(
                actor=world.region_officer,
                comite=world.comite,
                organisation=organisation,
                qualite=qualite,
                role=role,
                starts_on=date(2025, 1, 1),
            )

    assert 4 == world.comite.membres.filter(role__startswith="referent").count()


def test_the_history_of_members_keeps_no_name(world):
    add_membre(
        actor=world.region_officer,
        comite=world.comite,
        organisation=world.opco,
        user=world.opco_officer,
        starts_on=date(2025, 1, 1),
    )

    change = ConventionChange.objects.latest("pk")

    assert "comite.membre_ajoute" == change.code
    assert not any(
        world.opco_officer.last_name in text for text in (change.sentence, change.before, change.after, change.reason)
    )


def test_a_member_that_is_nobody_or_leaves_before_coming_is_refused_in_one_pass(world):
    with pytest.raises(ValidationError) as refusal:
        add_membre(
            actor=world.region_officer,
            comite=world.comite,
            organisation=world.opco,
            starts_on=date(2025, 2, 1),
            ends_on=date(2025, 1, 1),
        )

    assert "une qualité ou une personne est attendue" in reasons(refusal)
    assert "précède le début" in reasons(refusal)


def test_a_person_sits_for_an_organisation_of_hers(world):
    with pytest.raises(ValidationError, match="aucun rôle dans"):
        add_membre(
            actor=world.region_officer,
            comite=world.comite,
            organisation=world.region,
            user=world.opco_officer,
            starts_on=date(2025, 1, 1),
        )


def test_a_member_sits_until_the_last_day_included(world):
    membre = world.comite.membres.order_by("pk").first()

    end_membre(actor=world.opco_officer, membre=membre, ends_on=date(2025, 2, 28))

    assert membre in world.comite.membres.on(date(2025, 2, 28))
    assert membre not in world.comite.membres.on(date(2025, 3, 1))


def test_a_member_does_not_leave_twice(world):
    membre = world.comite.membres.order_by("pk").first()
    end_membre(actor=world.region_officer, membre=membre, ends_on=date(2025, 2, 28))

    with pytest.raises(ValidationError, match="a déjà quitté le comité"):
        end_membre(actor=world.region_officer, membre=membre, ends_on=date(2025, 3, 31))


@pytest.mark.parametrize("reader", ["region_reader", "opco_reader", "stranger"])
def test_only_those_who_write_for_a_party_set_up_a_committee(world, reader):
    with pytest.raises(PermissionDenied):
        add_comite(actor=getattr(world, reader), convention=world.convention, nom="Autre", nature="technique")

"""Who represents an organisation is dated, said by who may, and never rewritten."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.actes.models import JournalEntry
from tandem.organisations.actions import appoint_representant, end_representant
from tandem.organisations.models import Representant
from tests.tandem.conventions.factories import build_partners


@pytest.fixture
def partners(db):
    return build_partners()


def appointed(world, actor="opco_officer", **fields):
    return appoint_representant(
        actor=getattr(world, actor),
        organisation=world.opco,
        nom=fields.pop("nom", "Jeanne MARTIN"),
        qualite=fields.pop("qualite", "Présidente"),
        starts_on=fields.pop("starts_on", date(2024, 1, 1)),
        **fields,
    )


def test_representatives_sign_in_the_order_in_which_they_were_named(partners):
    appointed(partners)
    appointed(partners, nom="Luc BERNARD", qualite="Vice-président")
    signing = Representant.objects.on(date(2024, 6, 1)).signing().filter(organisation=partners.opco)

    assert ["Jeanne MARTIN", "Luc BERNARD"] == [one.nom for one in signing]


@pytest.mark.parametrize("actor", ["opco_reader", "region_chief", "stranger"])
def test_only_who_speaks_for_the_organisation_names_its_representatives(partners, actor):
    with pytest.raises(PermissionDenied, match="représente"):
        appointed(partners, actor=actor)


def test_the_same_office_is_not_given_twice_at_a_date(partners):
    appointed(partners)

    with pytest.raises(ValidationError, match="représente déjà"):
        appointed(partners, nom="Jeanne  Martin")


def test_an_ended_office_signs_no_more(partners):
    end_representant(actor=partners.opco_officer, representant=appointed(partners), ends_on=date(2024, 6, 30))

    assert [True, False] == [
        Representant.objects.on(day).filter(organisation=partners.opco).exists()
        for day in (date(2024, 6, 30), date(2024, 7, 1))
    ]


def test_an_office_does_not_end_before_it_starts(partners):
    representant = appointed(partners)

    with pytest.raises(ValidationError, match="ne peut précéder"):
        end_representant(actor=partners.opco_officer, representant=representant, ends_on=date(2023, 12, 31))


def test_naming_a_representative_is_a_decision_of_the_journal(partners):
    appointed(partners)

    assert ["organisation.representant.nomme"] == list(JournalEntry.objects.values_list("code", flat=True))

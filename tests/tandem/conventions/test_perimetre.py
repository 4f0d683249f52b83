"""The OF-CFA of the perimeter: declared by the OPCO, from a day to a day."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.conventions.actions.perimetre import declare_perimetre, end_perimetre
from tandem.conventions.models import CfaPerimetre, ConventionChange
from tandem.conventions.named_cfa import named_cfa
from tests.tandem.conventions.indicators import ON, build_followed
from tests.tandem.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
STARTS_ON = date(2023, 10, 12)


@pytest.fixture
def followed():
    with time_machine.travel(ON, tick=False):
        yield build_followed()


def declare(world, *of_cfa, **fields):
    given = {"starts_on": STARTS_ON, "source": "Envoi d’essai", **fields}
    return declare_perimetre(
        actor=given.pop("actor", world.opco_officer), convention=world.convention, of_cfa=of_cfa, **given
    )


def test_the_opco_declares_several_cfa_at_once(followed):
    declare(followed, followed.alpha, followed.beta)

    assert {followed.alpha.pk, followed.beta.pk} == set(
        CfaPerimetre.objects.order_by("pk").values_list("of_cfa", flat=True)
    )
    assert "ALPHA\nBETA" == ConventionChange.objects.get(code="perimetre.declare").after


def test_the_region_declares_nothing(followed):
    with pytest.raises(PermissionDenied, match="Le périmètre est déclaré par l’OPCO"):
        declare(followed, followed.alpha, actor=followed.region_officer)


def test_every_fault_is_told_at_once_and_nothing_is_written(followed):
    declare(followed, followed.alpha)
    with pytest.raises(ValidationError) as refused:
        declare(followed, followed.alpha, followed.opco, followed.beta, ends_on=date(2023, 1, 1), source=" ")

    assert {"of_cfa", "ends_on", "source"} == set(refused.value.message_dict)
    assert 1 == CfaPerimetre.objects.count()


def test_a_cfa_is_not_declared_twice_on_one_day(followed):
    declare(followed, followed.alpha)

    with pytest.raises(ValidationError, match="est déjà dans le périmètre depuis le 12 octobre 2023"):
        declare(followed, followed.alpha, starts_on=date(2024, 1, 1))


def test_a_cfa_may_leave_and_come_back(followed):
    (row,) = declare(followed, followed.alpha)
    end_perimetre(actor=followed.opco_officer, perimetre=row, ends_on=date(2024, 6, 30))
    declare(followed, followed.alpha, starts_on=date(2025, 1, 1))

    assert 2 == CfaPerimetre.objects.count()


def test_a_cfa_does_not_leave_before_it_came(followed):
    (row,) = declare(followed, followed.alpha)

    with pytest.raises(ValidationError, match="son entrée"):
        end_perimetre(actor=followed.opco_officer, perimetre=row, ends_on=date(2023, 10, 11))


def test_a_list_names_its_cfa_by_uai_siret_or_name(followed):
    uai = OrganisationFactory(nom="CFA UN", uai="0754321A")
    siret = OrganisationFactory(nom="CFA DEUX", siren="123456782", siret="12345678200010")
    found = named_cfa("0754321a\n123 456 782 00010 ; CFA Deux\n\n alpha ")

    assert ([uai, siret, followed.alpha], []) == (found.of_cfa, found.problems)


def test_every_line_that_names_no_cfa_is_told_with_its_number(followed):
    found = named_cfa("ALPHA\nINCONNU\nOPCO d’essai")

    assert ["Ligne 2", "Ligne 3"] == [problem.split("\u202f")[0] for problem in found.problems]


def test_a_name_borne_by_two_cfa_asks_for_their_number(followed):
    OrganisationFactory(nom="Alpha")

    assert "plusieurs OF-CFA" in named_cfa("ALPHA").problems[0]

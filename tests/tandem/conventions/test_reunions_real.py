"""Meetings of the real conventions, signed for the test on 12 October 2023."""

from datetime import date

import pytest

from tandem.conventions.actions.comites import add_membre
from tandem.conventions.actions.reunions import record_reunion
from tandem.conventions.agenda import draft
from tandem.conventions.enums import EtatConvention
from tandem.conventions.followed import follow
from tandem.conventions.matrix import cell_of
from tandem.conventions.models import Convention, MembreComite
from tandem.organisations.enums import Role
from tandem.organisations.models import Organisation
from tests.tandem.conventions.meetings import now, paris
from tests.tandem.factories import MembershipFactory

pytestmark = pytest.mark.django_db
SIGNED_ON = date(2023, 10, 12)
ON = date(2024, 7, 1)


@pytest.fixture
def signed(real_conventions):
    """Sign the convention ATLAS – Île-de-France, and let its members sit since that day."""
    both = Convention.objects.filter(slug__in=("atlas-idf-2023", "akto-idf-2023"))
    both.update(etat=EtatConvention.VOTEE)
    both.update(etat=EtatConvention.SIGNEE, signed_on=SIGNED_ON)
    both.update(etat=EtatConvention.EN_VIGUEUR)
    MembreComite.objects.update(starts_on=SIGNED_ON)
    return Convention.objects.get(slug="atlas-idf-2023")


@pytest.fixture
def officer(signed):
    region = Organisation.objects.get(slug="region-ile-de-france")
    return MembershipFactory(organisation=region, role=Role.REGION_INSTRUCTION).user


def cell(convention, code, year=2024, on=ON):
    (followed,) = follow([convention])
    return cell_of(followed, followed.by_code[code], year, on)


def meet(convention, officer, *codes):
    obligations = [(convention.obligations.get(code=code), "") for code in codes]
    with now("2024-06-20 09:00"):
        return record_reunion(
            actor=officer,
            comite=convention.comites.get(code="comite-de-pilotage"),
            starts_at=paris("2024-06-12 10:00"),
            minutes=120,
            objet="Comité de pilotage partagé",
            participants=None,
            obligations=obligations,
        )


SHARED = ("art-3-1-point-bilateral", "art-3-3-programmation", "art-4-dialogue", "art-5-comite-de-pilotage")


def test_one_meeting_of_june_holds_four_articles_and_the_rest_is_shown(signed, officer):
    meet(signed, officer, *SHARED)

    assert [0, 1, 0, 0] == [cell(signed, code).counts.missing for code in SHARED]


def test_the_dialogue_is_held_once_or_twice_a_year_best_in_early_summer(signed):
    (period,) = cell(signed, "art-4-dialogue").periods
    rule = signed.obligations.get(code="art-4-dialogue").rule

    assert (1, 2) == (rule.minimum, rule.maximum)
    assert (date(2024, 6, 1), date(2024, 7, 31)) == (period.window_start, period.window_end)


def test_technical_meetings_are_counted_and_never_missing(signed, officer):
    assert 0 == cell(signed, "art-5-reunions-techniques").counts.missing

    meet(signed, officer, "art-5-reunions-techniques")

    assert 1 == cell(signed, "art-5-reunions-techniques").counts.done


def test_the_shared_committee_has_two_copresidents(signed):
    comite = signed.comites.get(code="comite-de-pilotage-partage")

    assert {"region-ile-de-france", "atlas"} == set(
        comite.membres.on(ON).filter(role="copresident").values_list("organisation__slug", flat=True)
    )


def test_the_oref_may_be_invited_to_a_committee(signed, officer):
    oref = Organisation.objects.get(slug="oref-ile-de-france")

    membre = add_membre(
        actor=officer,
        comite=signed.comites.get(code="comite-de-pilotage"),
        organisation=oref,
        qualite="observatoire régional",
        role="invite",
        starts_on=ON,
    )

    assert ("observatoire", "Invité") == (membre.organisation.type, membre.get_role_display())


def test_the_number_of_ambassadors_is_asked_of_akto_on_the_agenda(signed, officer):
    akto = Convention.objects.get(slug="akto-idf-2023")

    asked = [item for item in draft(akto, ON, reader=officer) if item.origine == "indicateur"]

    assert any("nombre d’ambassadeurs métiers" in item.detail and "AKTO" in item.titre for item in asked)

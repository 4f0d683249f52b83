"""The series of a convention, what is due, and how little is read for them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.conventions.actions.valeurs import correct_value, share_value, type_value
from tandem.conventions.enums import EtatConvention, Formule, NatureIndicateur, PeriodeIndicateur, UniteIndicateur
from tandem.conventions.models import Convention
from tandem.conventions.series import due_by_convention, due_indicators, life_of, series_of
from tests.tandem.campagnes.world import vote
from tests.tandem.conventions.factories import IndicateurFactory
from tests.tandem.conventions.indicators import ON, build_followed, computed, every_formula, flow, in_perimeter, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed():
    with time_machine.travel(ON, tick=False):
        yield build_followed()


def one(world, indicateur, **how):
    return next(series for series in series_of(world.convention, on=ON, **how) if series.indicateur.pk == indicateur.pk)


def type_opco(world, indicateur, annee=2024, value=30, **fields):
    given = {"value": Decimal(value), "date": date(annee, 12, 31), **fields}
    return type_value(actor=world.opco_officer, indicateur=indicateur, annee=annee, **given)


def test_a_series_runs_from_the_year_of_the_signature_to_today(followed):
    found = one(followed, typed(followed))

    assert ["2023", "2024", "2025"] == [point.period.label for point in found.points]


def test_a_negotiation_opened_in_the_first_hour_of_a_year_counts_from_this_year():
    opened = datetime(2025, 1, 1, 0, 30, tzinfo=timezone.get_current_timezone())
    convention = Convention(created_at=opened.astimezone(UTC))

    assert (date(2025, 1, 1), ON) == life_of(convention, ON)


def test_a_series_stops_at_the_end_of_the_convention(followed):
    Convention.objects.filter(pk=followed.convention.pk).update(
        etat=EtatConvention.RESILIEE, resiliation_on=date(2024, 3, 1)
    )
    followed.convention.refresh_from_db()

    assert ["2023", "2024"] == [point.period.label for point in one(followed, typed(followed)).points]


def test_semesters_begin_with_the_one_of_the_signature(followed):
    found = one(followed, typed(followed, periode=PeriodeIndicateur.SEMESTRE))

    assert ["2e semestre 2023", "1er semestre 2024"] == [point.period.label for point in found.points[:2]]


def test_a_school_year_is_named_by_its_two_years(followed):
    found = one(followed, typed(followed, periode=PeriodeIndicateur.ANNEE_SCOLAIRE))

    assert "2023-2024" == found.points[0].period.label


def test_a_typed_year_shows_its_value_and_the_others_stay_missing(followed):
    indicateur = typed(followed)
    type_opco(followed, indicateur)
    found = one(followed, indicateur)

    assert [None, 30, None] == [point.measure.value for point in found.points]
    assert followed.opco_officer == found.last.last.actor


def test_a_correction_replaces_in_the_series_what_it_corrects(followed):
    indicateur = typed(followed)
    before = type_opco(followed, indicateur)
    correct_value(actor=followed.opco_officer, valeur=before, value=Decimal(45), motif="Un atelier oublié.")

    assert 45 == one(followed, indicateur).last.measure.value


def test_the_other_side_reads_nothing_of_what_is_not_shared(followed):
    indicateur = typed(followed)
    type_opco(followed, indicateur, is_shared=False)

    assert 30 == one(followed, indicateur, user=followed.opco_officer).last.measure.value
    assert one(followed, indicateur, user=followed.region_officer).last is None
    assert one(followed, indicateur).last is None


def test_once_shared_a_value_is_read_by_all(followed):
    indicateur = typed(followed)
    share_value(actor=followed.opco_officer, valeur=type_opco(followed, indicateur, is_shared=False))

    assert 30 == one(followed, indicateur, user=followed.region_officer).last.measure.value


def test_the_target_is_reached_or_not_in_the_unit_of_the_indicator(followed):
    cojobings = typed(followed, unite=UniteIndicateur.REUNIONS, is_sensible=False, cible=Decimal(4))
    rate = typed(followed, unite=UniteIndicateur.POURCENTAGE, is_sensible=False, cible=Decimal(50))
    type_opco(followed, cojobings, value=4)
    type_opco(followed, rate, value="49.5")

    assert one(followed, cojobings).reaches_cible is True
    assert one(followed, rate).reaches_cible is False


def test_a_campaign_that_is_not_voted_shows_a_partner_nothing(followed):
    indicateur = computed(followed, Formule.MAJORATION_CONTRATS, UniteIndicateur.CONTRATS)
    in_perimeter(followed, followed.alpha)

    assert ["aucun vote en 2023", "aucun vote en 2024", "aucun vote en 2025"] == [
        point.measure.reason for point in one(followed, indicateur, user=followed.opco_officer).points
    ]


def test_a_computed_series_mixes_known_years_and_reasons(followed):
    indicateur = computed(followed, Formule.CONTRATS_RUPTURE, UniteIndicateur.POURCENTAGE)
    flow(followed, annee=2024)
    found = one(followed, indicateur)

    assert [None, Fraction(30, 200), None] == [point.measure.value for point in found.points]
    assert "aucun flux transmis pour 2025" == found.points[2].measure.reason


def queries(world, **how):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        series_of(world.convention, on=ON, **how)
    return len(captured)


def test_forty_indicators_are_read_in_as_many_queries_as_one_of_each_kind(followed):
    in_perimeter(followed, followed.alpha)
    flow(followed)
    vote(followed)
    every_formula(followed)
    type_opco(followed, typed(followed))
    queries(followed)  # the first reading computes the vote, once for the process
    few = queries(followed)
    for _ in range(4):
        every_formula(followed)
        type_opco(followed, typed(followed))

    assert few == queries(followed)
    assert few <= 16


def test_what_is_due_is_each_past_period_that_its_party_has_not_filled(followed):
    indicateur = typed(followed)
    type_opco(followed, indicateur, annee=2023)
    due = due_indicators(followed.convention, ON)

    assert [(indicateur, followed.partie_opco, "2024", False)] == [
        (item.indicateur, item.partie, item.period.label, item.is_late) for item in due
    ]


def test_an_older_period_without_value_is_late(followed):
    typed(followed)

    assert due_indicators(followed.convention, ON)[0].is_late


def test_the_current_period_is_not_due(followed):
    indicateur = typed(followed)
    for annee in (2023, 2024):
        type_opco(followed, indicateur, annee=annee)

    assert [] == due_indicators(followed.convention, ON)


def test_a_value_kept_to_its_side_is_not_asked_again(followed):
    indicateur = typed(followed)
    for annee in (2023, 2024):
        type_opco(followed, indicateur, annee=annee, is_shared=False)

    assert [] == due_by_convention([followed.convention], ON)[followed.convention.pk]


def test_a_value_kept_to_its_side_is_still_waited_for_by_both(followed):
    indicateur = typed(followed)
    for annee in (2023, 2024):
        type_opco(followed, indicateur, annee=annee, is_shared=False)

    assert [indicateur] == [due.indicateur for due in due_indicators(followed.convention, ON)]


@pytest.mark.parametrize("nature", [NatureIndicateur.CALCULE, NatureIndicateur.NON_MESURABLE])
def test_nobody_is_asked_for_what_computes_itself_or_is_not_measurable(followed, nature):
    formule = Formule.CONTRATS_CFA if nature == NatureIndicateur.CALCULE else ""
    IndicateurFactory(convention=followed.convention, nature=nature, formule=formule, responsable=followed.partie_opco)

    assert [] == due_indicators(followed.convention, ON)


def test_nothing_is_due_before_the_signature(followed):
    typed(followed)
    followed.convention.etat, followed.convention.signed_on = EtatConvention.PROJET, None

    assert [] == due_indicators(followed.convention, ON)


def test_what_several_conventions_are_owed_is_read_in_two_queries(followed, django_assert_num_queries):
    typed(followed)
    conventions = list(Convention.objects.prefetch_related("prolongations").order_by("pk"))

    with django_assert_num_queries(2):
        due_by_convention(conventions, ON)

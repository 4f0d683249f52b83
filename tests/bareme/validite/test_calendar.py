"""Holidays, working days, months and ages."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.rules import calendar as rules_calendar
from bareme.validite import Resultat
from bareme.validite.dates import (
    add_months,
    after_birthday,
    completed_years,
    exact_months,
    is_at_least,
    is_at_most,
    last_day,
)
from bareme.validite.jours_feries import add_jours_ouvrables, all_jours_feries, easter, is_ouvrable, jours_feries
from tests.bareme.validite.dossiers import apprenti, verdict

DAYS = st.dates(date(2000, 1, 1), date(2098, 12, 31))
PLACES = st.sampled_from(["", "75", "57", "67", "68", "971", "972", "973", "974", "976", "977", "978"])
SUNDAY = 6
EPOCH = date(1970, 1, 1)


@pytest.mark.parametrize(
    "expected",
    [
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
        date(2076, 4, 19),
        date(2095, 4, 24),
    ],
)
def test_easter(expected):
    assert expected == easter(expected.year)


def test_the_holidays_of_the_whole_territory_in_2026():
    expected = {
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    }

    assert expected == set(jours_feries(2026))


@pytest.mark.parametrize(
    "departement, expected",
    [
        ("67", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("68", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("57", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("971", {date(2026, 5, 27)}),
        ("978", {date(2026, 5, 27)}),
        ("972", {date(2026, 5, 22)}),
        ("973", {date(2026, 6, 10)}),
        ("974", {date(2026, 12, 20)}),
        ("976", {date(2026, 4, 27)}),
        ("977", {date(2026, 10, 9)}),
        ("54", set()),
    ],
)
def test_local_holidays(departement, expected):
    assert expected == set(jours_feries(2026, departement)) - set(jours_feries(2026))


def test_a_holiday_begins_on_its_date_of_effect():
    assert date(2017, 4, 27) not in jours_feries(2017, "976")
    assert date(2018, 4, 27) in jours_feries(2018, "976")


def test_every_holiday_is_sourced():
    assert all(holiday.article.startswith("L3") and holiday.nom for holiday in all_jours_feries())


@given(DAYS, st.integers(1, 30), PLACES)
def test_a_deadline_in_working_days_never_falls_on_a_sunday_or_a_holiday(start, days, departement):
    reached = add_jours_ouvrables(start, days, departement)

    assert reached.weekday() != SUNDAY
    assert reached not in jours_feries(reached.year, departement)
    between = [start + timedelta(days=rank) for rank in range(1, (reached - start).days + 1)]
    assert days == sum(is_ouvrable(day, departement) for day in between)


@given(DAYS, st.integers(0, 20), PLACES)
def test_more_working_days_are_later(start, days, departement):
    assert add_jours_ouvrables(start, days, departement) < add_jours_ouvrables(start, days + 1, departement)


def test_the_place_changes_the_deadline():
    changes = {
        "date_conclusion": date(2026, 3, 1),
        "date_debut": date(2026, 4, 1),
        "date_transmission": date(2026, 4, 9),
    }

    assert Resultat.ALERTE is verdict(apprenti(**changes), "transmission").resultat
    assert Resultat.OK is verdict(apprenti(**changes, departement="67"), "transmission").resultat


@given(DAYS, st.integers(0, 48))
def test_months_are_counted_as_the_rules_count_them(start, months):
    if start.year + months // 12 + 1 > 2098:
        return
    expected = rules_calendar.add_months((start - EPOCH).days, months)

    assert expected == (add_months(start, months) - EPOCH).days


@given(DAYS, st.integers(1, 60))
def test_a_period_of_months_lasts_exactly_them(start, months):
    end = last_day(start, months)

    assert is_at_least(start, end, months)
    assert is_at_most(start, end, months)
    assert not is_at_least(start, end - timedelta(days=1), months)
    assert not is_at_most(start, end + timedelta(days=1), months)
    assert months == exact_months(start, end)


@given(DAYS, st.integers(0, 1500))
def test_one_more_day_is_more_months(start, days):
    end = start + timedelta(days=days)

    assert exact_months(start, end) < exact_months(start, end + timedelta(days=1))
    assert exact_months(start, start) <= Fraction(1, 28)


@given(DAYS, st.integers(0, 30_000))
def test_age_is_monotone(birth, days):
    on = birth + timedelta(days=days)

    assert completed_years(birth, on) <= completed_years(birth, on + timedelta(days=1))
    assert completed_years(birth, on) == completed_years(birth, on + timedelta(days=1)) or (
        (on + timedelta(days=1)).month == birth.month or birth.day > 28
    )


@pytest.mark.parametrize(
    "birth, age, expected",
    [
        (date(2008, 3, 10), 18, date(2026, 4, 1)),
        (date(2008, 3, 1), 18, date(2026, 4, 1)),
        (date(2008, 3, 31), 18, date(2026, 4, 1)),
        (date(2008, 12, 31), 18, date(2027, 1, 1)),
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
    ],
)
def test_the_grid_changes_on_the_first_of_the_month_after_the_birthday(birth, age, expected):
    assert expected == after_birthday(birth, age)

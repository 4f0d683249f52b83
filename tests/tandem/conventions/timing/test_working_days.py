from datetime import date
from functools import partial

import pytest

from bareme.validite.jours_feries import jours_feries
from tandem.conventions.timing.working_days import is_meeting_day, meeting_days


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 1, 2),  # end of the year
        date(2024, 4, 1),  # lundi de Pâques
        date(2024, 5, 9),  # Ascension
        date(2024, 5, 20),  # lundi de Pentecôte
        date(2024, 6, 1),  # Saturday
        date(2024, 6, 2),  # Sunday
        date(2024, 8, 1),
        date(2024, 8, 30),
        date(2024, 11, 11),
        date(2024, 12, 24),
        date(2024, 12, 31),
    ],
)
def test_nobody_meets_on_a_day_off(day):
    assert is_meeting_day(day) is False


@pytest.mark.parametrize("day", [date(2024, 1, 3), date(2024, 7, 31), date(2024, 9, 2), date(2024, 12, 23)])
def test_people_meet_on_a_working_day(day):
    assert is_meeting_day(day) is True


def test_mayotte_has_a_holiday_of_its_own():
    mayotte = partial(jours_feries, departement="976")

    assert (True, False) == (is_meeting_day(date(2026, 4, 27)), is_meeting_day(date(2026, 4, 27), mayotte))


def test_a_busy_day_is_left_out():
    assert [date(2024, 6, 3), date(2024, 6, 5)] == meeting_days(
        date(2024, 6, 1), date(2024, 6, 5), busy=[date(2024, 6, 4)]
    )


def test_a_period_that_ends_before_it_starts_has_no_day():
    assert [] == meeting_days(date(2024, 6, 5), date(2024, 6, 1))

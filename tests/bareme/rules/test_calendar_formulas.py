"""The integer formulas of the calendar say what the standard library says, on every day of their range."""

import calendar
import datetime as dt

from bareme.rules.calendar import add_months, civil, day_number, month_length, started_months, year_of

EPOCH = dt.date(1970, 1, 1)
FIRST, LAST = dt.date(1969, 1, 1), dt.date(2100, 1, 31)
NUMBERS = range((FIRST - EPOCH).days, (LAST - EPOCH).days + 1)


def later(date, months):
    year, month = divmod(12 * date.year + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def test_every_day_has_its_date_and_every_date_its_day():
    for number in NUMBERS:
        date = EPOCH + dt.timedelta(number)
        assert (date.year, date.month, date.day) == civil(number)
        assert number == day_number(date.year, date.month, date.day)
        assert date.year == year_of(number)


def test_every_month_has_its_length():
    months = [(year, month) for year in range(1969, 2100) for month in range(1, 13)]

    assert [calendar.monthrange(*each)[1] for each in months] == [month_length(*each) for each in months]


def test_months_are_added_from_every_day():
    for number in range((dt.date(1999, 1, 1) - EPOCH).days, (dt.date(2096, 1, 31) - EPOCH).days):
        date = EPOCH + dt.timedelta(number)
        for months in (-12, -1, 0, 1, 6, 7, 9, 11, 12, 48):
            assert (later(date, months) - EPOCH).days == add_months(number, months), (date, months)


def test_a_month_is_started_on_each_quantieme():
    for first in range((dt.date(2023, 1, 1) - EPOCH).days, (dt.date(2024, 12, 31) - EPOCH).days, 3):
        for last in range(first, first + 400):
            months = started_months(first, last)
            assert add_months(first, months) > last
            assert months == 1 or add_months(first, months - 1) <= last

"""Civil dates as day numbers (days since 1970-01-01), by integer arithmetic.

Exact from 1968-03-01 to 2100-02-28, where every fourth year is a leap year: the readers refuse other dates.
Deadlines run « de quantième à quantième », the last day of the month when the quantième does not exist.
"""

from __future__ import annotations

from typing import NamedTuple

# A year is counted from 1 March, so that the leap day is the last day of a cycle of four years.
_FIRST_YEAR = 1968
_FIRST_DAY = 671  # days from 1968-03-01 to 1970-01-01
_CYCLE = 1461
_MONTHS = 12


class Civil(NamedTuple):
    """A date as year, month (1 to 12) and day of the month."""

    year: int
    month: int
    day: int


def civil(day: int) -> Civil:
    """The year, month and day of a day number."""
    since = day + _FIRST_DAY
    year = (4 * since + 3) // _CYCLE
    day_of_year = since - _CYCLE * year // 4
    month = (5 * day_of_year + 2) // 153
    day_of_month = day_of_year - (153 * month + 2) // 5 + 1
    if month < 10:
        return Civil(_FIRST_YEAR + year, month + 3, day_of_month)
    return Civil(_FIRST_YEAR + year + 1, month - 9, day_of_month)


def day_number(year: int, month: int, day: int) -> int:
    """The day number of a date."""
    if month > 2:
        return _CYCLE * (year - _FIRST_YEAR) // 4 + (153 * (month - 3) + 2) // 5 + day - 1 - _FIRST_DAY
    return _CYCLE * (year - 1 - _FIRST_YEAR) // 4 + (153 * (month + 9) + 2) // 5 + day - 1 - _FIRST_DAY


def year_of(day: int) -> int:
    """The calendar year of a day number."""
    # The year 1969 opens a cycle of three common years and a leap year.
    return 1969 + (4 * (day + 365) + 3) // _CYCLE


def month_length(year: int, month: int) -> int:
    """28 to 31 days."""
    if month == 2:
        return 29 if year % 4 == 0 else 28
    return 30 + (month + month // 8) % 2


def add_months(day: int, months: int) -> int:
    """The same quantième `months` later (or earlier, when negative), the last day of that month when it has none."""
    start = civil(day)
    rank = start.month - 1 + months
    year = start.year + rank // _MONTHS
    month = rank % _MONTHS + 1
    return day_number(year, month, min(start.day, month_length(year, month)))


def days(first: int, last: int) -> int:
    """Calendar days from `first` to `last`, both included; 0 when `last` comes before."""
    return max(0, last - first + 1)


def started_months(first: int, last: int) -> int:
    """Sliding months started from `first` to `last` included (« chaque mois débuté est dû »), or 0."""
    if last < first:
        return 0
    start, end = civil(first), civil(last)
    whole = _MONTHS * (end.year - start.year) + end.month - start.month
    # The quantième of the last month, clamped as in add_months.
    quantieme = min(start.day, month_length(end.year, end.month))
    return whole + 1 if end.day >= quantieme else whole

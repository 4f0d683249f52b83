"""Civil dates as day numbers (days since 1970-01-01), by integer arithmetic without branches or divisions.

Exact from 1968-03-01 to 2100-02-28, where every fourth year is a leap year: the readers refuse other dates.
Deadlines run « de quantième à quantième », the last day of the month when the quantième does not exist.
"""

from __future__ import annotations

from typing import Final, NamedTuple

# Months and years are counted from 1 March 1968, so that the leap day is the last day of a cycle of four years.
_FIRST_YEAR: Final = 1968
_FIRST_DAY: Final = 671  # days from 1968-03-01 to 1970-01-01
_MONTHS: Final = 12
_MARCH: Final = 3

# 1461 days are four years. Dividing by them, by 12 and by the mean length of a month is written as a product and a
# shift, which costs ten times less than a division in compiled code (Neri and Schneider, Euclidean affine functions,
# 2022); tests/bareme/rules compares every day of the range with the standard library.
_CYCLE: Final = 1461
_CYCLE_SHIFT: Final = 40
_CYCLE_INVERSE: Final = (1 << _CYCLE_SHIFT) // _CYCLE + 1
_YEAR_SHIFT: Final = 30
_YEAR_INVERSE: Final = (1 << _YEAR_SHIFT) // _MONTHS + 1

# From 1 March: day of the year → month, month → day of the year.
_MONTH_SLOPE: Final = 2141
_MONTH_ORIGIN: Final = 1305
_MONTH_SHIFT: Final = 16
_DAY_SLOPE: Final = 979
_DAY_ORIGIN: Final = 18
_DAY_SHIFT: Final = 5


class Civil(NamedTuple):
    """A date as year, month (1 to 12) and day of the month."""

    year: int
    month: int
    day: int


def _cycle_year(since: int) -> int:
    """Whole years in a number of days that begins with a cycle of four years."""
    return (4 * since + 3) * _CYCLE_INVERSE >> _CYCLE_SHIFT


def month_rank(day: int) -> int:
    """Whole months from 1 March 1968 to the month of a day."""
    since = day + _FIRST_DAY
    year = _cycle_year(since)
    day_of_year = since - (_CYCLE * year >> 2)
    return _MONTHS * year + (_MONTH_SLOPE * day_of_year + _MONTH_ORIGIN >> _MONTH_SHIFT)


def month_start(rank: int) -> int:
    """The first day of the month of this rank from March 1968."""
    year = rank * _YEAR_INVERSE >> _YEAR_SHIFT
    month = rank - _MONTHS * year
    return (_CYCLE * year >> 2) + (_DAY_SLOPE * month + _DAY_ORIGIN >> _DAY_SHIFT) - _FIRST_DAY


def civil(day: int) -> Civil:
    """The year, month and day of a day number."""
    rank = month_rank(day)
    from_january = rank + _MARCH - 1
    year = from_january // _MONTHS
    return Civil(_FIRST_YEAR + year, from_january - _MONTHS * year + 1, day - month_start(rank) + 1)


def day_number(year: int, month: int, day: int) -> int:
    """The day number of a date."""
    return month_start(_MONTHS * (year - _FIRST_YEAR) + month - _MARCH) + day - 1


def year_of(day: int) -> int:
    """The calendar year of a day number."""
    # The year 1969 opens a cycle of three common years and a leap year, 365 days before the day 0.
    return _FIRST_YEAR + 1 + _cycle_year(day + 365)


def month_length(year: int, month: int) -> int:
    """28 to 31 days."""
    rank = _MONTHS * (year - _FIRST_YEAR) + month - _MARCH
    return month_start(rank + 1) - month_start(rank)


def add_months(day: int, months: int) -> int:
    """The same quantième `months` later (or earlier, when negative), the last day of that month when it has none."""
    rank = month_rank(day)
    target = rank + months
    return min(month_start(target) + day - month_start(rank), month_start(target + 1) - 1)


def days(first: int, last: int) -> int:
    """Calendar days from `first` to `last`, both included; 0 when `last` comes before."""
    return max(0, last - first + 1)


def started_months(first: int, last: int) -> int:
    """Sliding months started (« chaque mois débuté est dû »), `last` included; 0 when it comes before `first`."""
    if last < first:
        return 0
    whole = month_rank(last) - month_rank(first)
    return whole + 1 if last >= add_months(first, whole) else whole

"""Dates of a contract: months « de quantième à quantième », ages, exact durations in months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

_DAY = timedelta(days=1)
_MONTHS = 12


def add_months(on: date, months: int) -> date:
    """The same quantième `months` later, the last day of that month when it has none."""
    years, month = divmod(on.year * _MONTHS + on.month - 1 + months, _MONTHS)
    return date(years, month + 1, min(on.day, monthrange(years, month + 1)[1]))


def add_days(on: date, days: int) -> date:
    """A date `days` calendar days later, or earlier when negative."""
    return on + timedelta(days=days)


def completed_years(birth: date, on: date) -> int:
    """The age in « années révolues »: a person born on 29 February has one more year on 1 March of a common year."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def after_birthday(birth: date, age: int) -> date:
    """The first day of the month that follows the day on which someone reaches `age` (D6222-31, D6325-16)."""
    return add_months(date(birth.year + age, birth.month, 1), 1)


def last_day(start: date, months: int) -> date:
    """The last day of a period of `months` that begins on `start`: 12 months from 1 September end on 31 August."""
    return add_months(start, months) - _DAY


def is_at_least(start: date, end: date, months: int) -> bool:
    """Whether the period from `start` to `end`, both included, lasts at least `months`."""
    return end >= last_day(start, months)


def is_at_most(start: date, end: date, months: int) -> bool:
    """Whether the period from `start` to `end`, both included, lasts at most `months`."""
    return end <= last_day(start, months)


def exact_months(start: date, end: date) -> Fraction:
    """The period in months, both ends included: whole sliding months, and the rest as a part of the month begun."""
    whole = max(0, (end.year - start.year) * _MONTHS + end.month - start.month - 1)
    while is_at_least(start, end, whole + 1):
        whole += 1
    begun, following = add_months(start, whole), add_months(start, whole + 1)
    return whole + Fraction((end - begun).days + 1, (following - begun).days)

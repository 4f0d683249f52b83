"""Days and months of the civil calendar, counted one by one."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import floor

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same quantième `months` later; the last day of that month when it is shorter (rules.md 0.4)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for quantieme in range(day.day, 0, -1):
        try:
            return date(year, month + 1, quantieme)
        except ValueError:
            continue
    raise AssertionError(day)


@lru_cache(maxsize=64)
def each_day(first: date, last: date) -> tuple[date, ...]:
    """Every calendar day, both ends included; 29 February is a day (rules.md 0.3)."""
    return tuple(first + n * DAY for n in range((last - first).days + 1))


@lru_cache(maxsize=64)
def each_started_month(first: date, last: date) -> tuple[date, ...]:
    """The first day of every sliding month begun: « chaque mois de contrat d'apprentissage débuté est dû »."""
    months: list[date] = []
    while (begun := add_months(first, len(months))) <= last:
        months.append(begun)
    return tuple(months)


def cents(euros: Fraction) -> Fraction:
    """Euros rounded to the cent, an exact half going up (rules.md 0.2)."""
    return Fraction(floor(euros * 100 + Fraction(1, 2)), 100)

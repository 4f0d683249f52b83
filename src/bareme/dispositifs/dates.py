"""Deadlines in months, on dates."""

from __future__ import annotations

from datetime import date

from bareme.rules.calendar import add_months, civil, day_number


def later(day: date, months: int) -> date:
    """The same quantième `months` later, the last day of that month when it has none."""
    return date(*civil(add_months(day_number(day.year, day.month, day.day), months)))

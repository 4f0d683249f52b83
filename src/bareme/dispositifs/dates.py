"""Deadlines in months, on dates."""

from __future__ import annotations

from datetime import date
from typing import Final

from bareme.rules.calendar import add_months

_EPOCH: Final = date(1970, 1, 1).toordinal()


def later(day: date, months: int) -> date:
    """The same quantième `months` later, the last day of that month when it has none."""
    return date.fromordinal(add_months(day.toordinal() - _EPOCH, months) + _EPOCH)

"""The days on which a meeting may be proposed. Unit: civil days.

Sources: article L3133-1 of the Code du travail for the public holidays (`bareme.validite.jours_feries`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from bareme.validite.jours_feries import jours_feries
from tandem.conventions.timing.dates import DAY

# Public holidays of a year, in the territories of the convention.
Holidays = Callable[[int], Collection[date]]

# Hypothèse: nobody meets in August, nor from 24 December to 2 January (month and day, both included).
CLOSED_MONTH = 8
CLOSED_FROM, CLOSED_UNTIL = (12, 24), (1, 2)
_SATURDAY = 5


def is_meeting_day(day: date, holidays: Holidays = jours_feries) -> bool:
    """Whether people meet on this day: Monday to Friday, outside holidays, August and the end of the year."""
    if day.weekday() >= _SATURDAY or day.month == CLOSED_MONTH:
        return False
    if (day.month, day.day) >= CLOSED_FROM or (day.month, day.day) <= CLOSED_UNTIL:
        return False
    return day not in holidays(day.year)


def meeting_days(
    first: date, last: date, *, busy: Collection[date] = (), holidays: Holidays = jours_feries
) -> list[date]:
    """The days of a period on which a meeting may be proposed, in order; none that is `busy`."""
    taken = set(busy)
    days = (first + number * DAY for number in range((last - first).days + 1))
    return [day for day in days if day not in taken and is_meeting_day(day, holidays)]

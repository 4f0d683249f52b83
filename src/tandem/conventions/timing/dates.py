"""Days and months as French readers write them, and the days on which people meet. Unit: the civil day.

`tandem.formats` writes dates too, but knows Django; nothing here does.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

DAY = timedelta(days=1)
MONTHS = 12

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)  # fmt: skip


def day_words(day: date) -> str:
    """« 1er octobre 2023 », « 12 octobre 2023 »."""
    return f"{'1er' if day.day == 1 else day.day} {MOIS[day.month - 1]} {day.year}"


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def overlap(start: date, end: date, first: date, last: date) -> tuple[date, date] | None:
    """What two periods have in common, ends included."""
    begins, ends = max(start, first), min(end, last)
    return (begins, ends) if begins <= ends else None


def month_window(year: int, mois_debut: int, mois_fin: int) -> tuple[date, date]:
    """The window that opens in `year`; « octobre à février » ends in the year after."""
    return date(year, mois_debut, 1), month_end(year + (mois_fin < mois_debut), mois_fin)

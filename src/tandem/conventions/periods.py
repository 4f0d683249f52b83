"""Years and semesters that an indicator counts, over the life of a convention. Pure: no table, no clock."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tandem.conventions.enums import PeriodeIndicateur
from tandem.conventions.timing.dates import month_end

SEPTEMBER, AUGUST, JUNE, JULY = 9, 8, 6, 7


class Period(NamedTuple):
    """What one value is about: a civil year, a school year (`annee` is that of its September), or a semester."""

    annee: int
    semestre: int | None
    starts_on: date
    ends_on: date
    label: str

    @property
    def key(self) -> tuple[int, int | None]:
        return self.annee, self.semestre

    def is_past(self, on: date) -> bool:
        return self.ends_on < on


def period_of(kind: str, annee: int, semestre: int | None = None) -> Period:
    """Return one period of a kind; `semestre` is 1 or 2 for semesters, None for the others."""
    if kind == PeriodeIndicateur.SEMESTRE:
        if semestre == 1:
            return Period(annee, 1, date(annee, 1, 1), month_end(annee, JUNE), f"1er semestre {annee}")
        return Period(annee, 2, date(annee, JULY, 1), date(annee, 12, 31), f"2e semestre {annee}")
    if kind == PeriodeIndicateur.ANNEE_SCOLAIRE:
        start, end = date(annee, SEPTEMBER, 1), month_end(annee + 1, AUGUST)
        return Period(annee, None, start, end, f"{annee}-{annee + 1}")
    label = f"Exercice {annee}" if kind == PeriodeIndicateur.EXERCICE else str(annee)
    return Period(annee, None, date(annee, 1, 1), date(annee, 12, 31), label)


def semestres_of(kind: str) -> tuple[int | None, ...]:
    """Return the semesters that a kind of period asks for each year."""
    return (1, 2) if kind == PeriodeIndicateur.SEMESTRE else (None,)


def periods_between(kind: str, first: date, last: date) -> list[Period]:
    """Return the periods that have a day between `first` and `last`, both included, in order.

    None bears the number of a year before the first one.
    """
    years = range(first.year, last.year + 1)
    found = (period_of(kind, annee, semestre) for annee in years for semestre in semestres_of(kind))
    return [period for period in found if period.ends_on >= first and period.starts_on <= last]

"""The bilans that a convention calls for: each year since its signature, each semester for some, and its term."""

from datetime import date
from typing import NamedTuple

from bareme.display import fold
from tandem.conventions.bilans.forms import form_of
from tandem.conventions.enums import Cadence, NatureObligation, PeriodeIndicateur
from tandem.conventions.periods import period_of
from tandem.conventions.timing.dates import overlap

AT_TERM = "terme"


class BilanPeriod(NamedTuple):
    """What one bilan is about; `annee` None at term. Its days are those of the convention, not of the calendar."""

    annee: int | None
    semestre: int | None
    starts_on: date
    ends_on: date
    label: str

    @property
    def slug(self) -> str:
        """« 2024 », « 2024-s1 », « terme »: its place in an address."""
        if self.annee is None:
            return AT_TERM
        return f"{self.annee}-s{self.semestre}" if self.semestre else str(self.annee)

    @property
    def title(self) -> str:
        """« Bilan 2024 », « Bilan du 1er semestre 2026 », « Bilan à terme »."""
        return f"Bilan du {self.label}" if self.semestre else f"Bilan {self.label}"

    def has_begun(self, on: date) -> bool:
        return self.starts_on <= on

    def is_over(self, on: date) -> bool:
        return self.ends_on < on

    @property
    def calendar_ends_on(self) -> date:
        """The last day of its year or semester, even after the end of the convention."""
        return self.ends_on if self.annee is None else _calendar(self.annee, self.semestre).ends_on


def _calendar(annee: int, semestre: int | None):
    return period_of(PeriodeIndicateur.SEMESTRE if semestre else PeriodeIndicateur.ANNEE_CIVILE, annee, semestre)


def bilan_periods(convention, on: date) -> list[BilanPeriod]:
    """Return the periods begun on a day, the oldest first, then the term when it is known.

    Nothing before the day of the signature is known.
    """
    start, end = convention.signed_on, convention.end
    if start is None:
        return []
    found = []
    for annee in range(start.year, min(end or on, on).year + 1):
        for semestre in (1, 2, None) if form_of(convention.type).has_semestres else (None,):
            calendar = _calendar(annee, semestre)
            lived = overlap(calendar.starts_on, calendar.ends_on, start, end or date.max)
            if lived and lived[0] <= on:
                found.append(BilanPeriod(annee, semestre, *lived, calendar.label))
    return [*found, BilanPeriod(None, None, start, end, "à terme")] if end else found


def period_at(convention, slug: str, on: date) -> BilanPeriod | None:
    """Return the period of an address, None when the convention has no such bilan."""
    return next((period for period in bilan_periods(convention, on) if period.slug == slug), None)


def period_named(convention, annee: int | None, semestre: int | None, on: date) -> BilanPeriod | None:
    """Return the period of a year, of a semester, or of the term; None when the convention has no such bilan."""
    found = bilan_periods(convention, on)
    return next((period for period in found if (period.annee, period.semestre) == (annee, semestre)), None)


def asked_by(obligations, period: BilanPeriod) -> list:
    """Return the obligations that ask for a bilan: those whose clause names one, or the half-yearly committee."""
    if period.semestre:
        return [one for one in obligations if one.nature == NatureObligation.REUNION and _is_half_yearly(one)]
    return [one for one in obligations if "bilan" in fold(f"{one.libelle} {one.quote}").split()]


def _is_half_yearly(obligation) -> bool:
    return obligation.par == Cadence.SEMESTRE or (obligation.par == Cadence.AN and obligation.minimum == 2)

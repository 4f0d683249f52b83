"""What each convention owes, year by year: done, planned, missing, and who owes it (R150-R165, R200-R202, R246)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tandem.conventions.enums import NatureObligation
from tandem.conventions.followed import Followed, cadence_of, follow
from tandem.conventions.models import Obligation, Partie
from tandem.conventions.timing.cadences import AN, Cadence, Etat, PeriodStanding, YearCell, standing, year_cell
from tandem.conventions.timing.coverage import plan
from tandem.conventions.timing.dates import DAY


class SecteurCount(NamedTuple):
    """What one sector of an obligation has in a year."""

    secteur: str
    counts: YearCell


class Cell(NamedTuple):
    """One obligation of one convention in one year; `unassigned` counts what names no sector of the obligation."""

    obligation: Obligation
    year: int
    counts: YearCell
    periods: tuple[PeriodStanding, ...]

    @property
    def etat(self) -> Etat:
        """The state of the year: the worst of its periods."""
        return self.counts.etat

    @property
    def partie(self) -> Partie | None:
        """The party that owes it; None when every party does."""
        return self.obligation.debiteur

    @property
    def unassigned(self) -> int:
        """Meetings or sendings that count for no sector, because they name none of the obligation."""
        return sum(one.unassigned for one in self.periods)

    @property
    def next_deadline(self) -> date | None:
        """The first day at the end of which something will be missing."""
        return min((one.deadline for one in self.periods if one.missing and one.etat != "manquante"), default=None)


class Line(NamedTuple):
    """A convention and its cells for one year, in the order of the text."""

    followed: Followed
    cells: tuple[Cell, ...]


def matrix(conventions, year: int, on: date) -> list[Line]:
    """The cells of several conventions for a year, as they stand on a day; as many queries for one as for fifty."""
    return [line_of(followed, year, on) for followed in follow(conventions)]


def line_of(followed: Followed, year: int, on: date) -> Line:
    """The cells of one convention for a year."""
    return Line(followed, tuple(cell_of(followed, obligation, year, on) for obligation in followed.obligations))


def cell_of(followed: Followed, obligation: Obligation, year: int, on: date) -> Cell:
    """One cell; « sans objet » in a year that does not meet the life of the convention."""
    periods = followed.standings(obligation, (year,), on)
    return Cell(obligation, year, year_cell(periods, year), periods)


def secteurs_of(followed: Followed, cell: Cell, on: date) -> list[SecteurCount]:
    """The detail of a cell by sector; empty when the obligation has none."""
    rule = cadence_of(cell.obligation)
    if followed.start is None or not rule.secteurs:
        return []
    facts = followed.facts_by_code.get(rule.code, [])
    return [
        SecteurCount(
            secteur,
            year_cell(
                standing(
                    replace(rule, secteurs=(secteur,)), followed.start, followed.end, facts, on=on, years=(cell.year,)
                ),
                cell.year,
            ),
        )
        for secteur in rule.secteurs
    ]


MOST_YEARS = 7


def years_of(followed: Followed, on: date) -> list[int]:
    """The years of a convention, its signature first; without a term, until the year of `on`. At most the last ones."""
    if followed.start is None:
        return []
    last = followed.end.year if followed.end else max(on.year, followed.start.year)
    return list(range(followed.start.year, last + 1))[-MOST_YEARS:]


def totals(cells: Iterable[Cell]) -> Counter:
    """Count what is due, done, planned, missing over some cells."""
    found: Counter = Counter()
    for cell in cells:
        counts = cell.counts
        found.update(due=counts.due, done=counts.done, planned=counts.planned, missing=counts.missing)
    return found


class Pace(NamedTuple):
    """How many meetings a whole year asks: `most` when none is shared, `fewest` when all that may be is.

    `by_fiche` is between: only the actions of one fiche share their meetings (AKTO: 29, 17 and 14).
    """

    most: int
    by_fiche: int
    fewest: int


def pace_of(obligations: Iterable[Obligation]) -> Pace:
    """Count the meetings of a whole year; what follows needs asks none, what is due once is left out."""
    asked = [
        one
        for one in obligations
        if one.nature == NatureObligation.REUNION and one.annee is None and not one.rule.asks_nothing
    ]
    fiches = {one.code: one.fiche_id for one in asked}
    rules = tuple(one.rule for one in asked)
    within = tuple(
        replace(rule, shares=frozenset(code for code in rule.shares if fiches[rule.code] and _same(fiches, rule, code)))
        for rule in rules
    )
    alone = sum(len(rule.secteurs or ("",)) * rule.minimum * PER_YEAR.get(rule.par, 0) for rule in rules)
    return Pace(alone, _meetings(within), _meetings(rules))


PER_YEAR = {AN: 1, "semestre": 2, "trimestre": 4}
TYPICAL_YEAR = 2023
"""A year of 365 days that no reform cuts: the number of meetings does not depend on it."""


def _same(fiches: dict[str, int | None], rule: Cadence, code: str) -> bool:
    return fiches.get(code) == fiches[rule.code]


@lru_cache(maxsize=256)
def _meetings(rules: tuple[Cadence, ...]) -> int:
    """The fewest meetings that cover a whole civil year."""
    first, last = date(TYPICAL_YEAR, 1, 1), date(TYPICAL_YEAR, 12, 31)
    return len(plan(rules, first, last, (), on=first - DAY).proposals)

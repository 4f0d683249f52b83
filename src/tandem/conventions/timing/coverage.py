"""What remains due, and the meetings that would cover it. Units: meetings, civil days.

Source: the conventions call several committees with the same members and another cadence (article 3.1: a yearly point;
3.3: two exchanges a year; 4: one or two dialogues; 5: one comité de pilotage), so one meeting may satisfy several.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bareme.validite.dates import add_months
from bareme.validite.jours_feries import jours_feries
from tandem.conventions.timing.cadences import DEFAULTS, Cadence, Fact, Hypotheses, PeriodStanding, standing
from tandem.conventions.timing.dates import DAY
from tandem.conventions.timing.meetings import Demand, Key, Meeting, gather, place
from tandem.conventions.timing.working_days import Holidays, meeting_days


class Proposal(NamedTuple):
    """A meeting to propose: its day, the codes that it satisfies, its sector if it has one, and why, in French."""

    date: date
    codes: tuple[str, ...]
    secteur: str
    reason: str


class Uncovered(NamedTuple):
    """Meetings that are missing and that no day is left for."""

    code: str
    label: str
    secteur: str
    missing: int


class Plan(NamedTuple):
    """What can be proposed, and what cannot."""

    proposals: tuple[Proposal, ...]
    uncovered: tuple[Uncovered, ...]


_BETWEEN = "\u202f; "


def remaining(
    cadences: Iterable[Cadence],
    start: date,
    end: date | None,
    facts: Sequence[Fact],
    *,
    on: date,
    year: int,
    hypotheses: Hypotheses = DEFAULTS,
) -> tuple[PeriodStanding, ...]:
    """The periods of a year that still miss something, the most pressing first."""
    found = (
        one
        for cadence in cadences
        for one in standing(cadence, start, end, facts, on=on, years=[year], hypotheses=hypotheses)
        if one.missing
    )
    return tuple(sorted(found, key=lambda one: (one.deadline, one.code, one.period_start)))


def plan(
    cadences: Iterable[Cadence],
    start: date,
    end: date | None,
    facts: Sequence[Fact],
    *,
    on: date,
    horizon_months: int = 12,
    busy: Collection[date] = (),
    holidays: Holidays = jours_feries,
    hypotheses: Hypotheses = DEFAULTS,
) -> Plan:
    """The fewest meetings that cover what is missing, from the day after `on` to the horizon.

    A period is planned when half of its window, at least, falls before the horizon; no date goes beyond.
    Each date is in the window of every cadence that it covers; a window that is over, or too short for what is missing,
    opens onto the rest of its period. The order of the arguments changes nothing.
    Cadences that are not meetings (what is sent, what is organised) are for the caller to leave out.
    """
    horizon = add_months(on, horizon_months)
    asked = sorted((one for one in cadences if not one.asks_nothing), key=lambda one: one.code)
    known: dict[Key, list[date]] = defaultdict(list)
    codes = {cadence.code for cadence in asked}
    for fact in facts:
        if fact.code in codes and (fact.date > on or fact.etat == "done"):
            known[fact.code, fact.secteur].append(fact.date)
    days = meeting_days(
        on + DAY, horizon, busy={*busy, *(day for dates in known.values() for day in dates)}, holidays=holidays
    )
    demands: list[Demand] = []
    for cadence in asked:
        years = range(on.year - 1, horizon.year + 1)
        for one in standing(cadence, start, end, facts, on=on, years=years, hypotheses=hypotheses):
            if one.missing and one.deadline > on:
                demands += _demands(cadence, one, days, (start, on, horizon))
    meetings, left = gather(demand for demand in demands if demand.first <= demand.last)
    left |= {demand: demand.need for demand in demands if demand.first > demand.last}
    uncovered = [Uncovered(one.code, one.period, one.secteur, missing) for one, missing in left.items()]
    return Plan(
        tuple(_proposal(day, meeting) for day, meeting in place(meetings, days, known)), tuple(sorted(uncovered))
    )


def _demands(
    cadence: Cadence, one: PeriodStanding, days: Sequence[date], life: tuple[date, date, date]
) -> Iterator[Demand]:
    bounds = _bounds(one, days, life)
    if bounds is None:
        return
    first, last, outside = bounds
    for secteur, missing in one.lacking:
        details = [one.label, f"secteur {secteur}" if secteur else "", "hors de sa fenêtre" if outside else ""]
        yield Demand(
            code=cadence.code,
            period=one.label,
            secteur=secteur,
            need=missing,
            first=first,
            last=last,
            shares=cadence.shares,
            words=f"{cadence.libelle} ({', '.join(filter(None, details))})",
        )


def _bounds(one: PeriodStanding, days: Sequence[date], life: tuple[date, date, date]) -> tuple[int, int, bool] | None:
    """First and last rank of the days that suit a period, and whether they leave its window; None: not planned yet."""
    start, on, horizon = life
    need = max(missing for _secteur, missing in one.lacking)
    window = one.window_start, min(one.window_end, one.deadline)
    found: tuple[int, int, bool] | None = None
    for opens, closes in (window, (max(one.period_start, start), one.deadline)):
        inside = (min(closes, horizon) - opens).days + 1
        if closes <= on or (found and found[1] - found[0] + 1 >= need):
            continue
        if 2 * inside < (closes - opens).days + 1:
            break
        first, last = bisect_left(days, opens), bisect_right(days, closes) - 1
        if found is None or last - first > found[1] - found[0]:
            found = first, last, (opens, closes) != window
    return found


def _proposal(day: date, meeting: Meeting) -> Proposal:
    demands = sorted(meeting.demands, key=lambda one: one.code)
    together = "À prévoir en une seule réunion" if len(demands) > 1 else "À prévoir"
    return Proposal(
        day,
        tuple(one.code for one in demands),
        demands[0].secteur,
        f"{together} : {_BETWEEN.join(one.words for one in demands)}.",
    )

"""The fewest meetings that cover what is missing, and a day for each. Units: meetings; days by their rank in a list.

Two passes. `gather` works from the earliest deadline, as one stabs intervals: the meeting of a demand falls on the last
day that it allows, where the most others can join; it also tries backwards, and keeps the fewest. `place` then gives
each meeting a day between its bounds, far from the others of the same cadence, without changing who meets.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain

# Hypothèse: two meetings of one cadence, in one sector, are this many days apart; less in a window that is too short.
SPREAD_DAYS = 45
_GAPS = (SPREAD_DAYS, 30, 21, 14, 7, 1)
_WEEK = timedelta(days=7)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Demand:
    """Meetings missing to one cadence, in one period and one sector, between two ranks of the list of days."""

    code: str
    period: str
    secteur: str
    need: int
    first: int
    last: int
    shares: frozenset[str]
    words: str

    @property
    def key(self) -> Key:
        """What its meetings are occurrences of."""
        return self.code, self.secteur

    def may_join(self, other: Demand) -> bool:
        """Whether one meeting may satisfy both: either names the other, or they carry a same label."""
        return other.code in self.shares or self.code in other.shares or not self.shares.isdisjoint(other.shares)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting for several demands of one sector, on a day from `first` to `last`; `rank` is one that works."""

    demands: tuple[Demand, ...]
    rank: int

    @property
    def first(self) -> int:
        return max(demand.first for demand in self.demands)

    @property
    def last(self) -> int:
        return min(demand.last for demand in self.demands)


# What a demand, and the meetings that it still lacks, weigh in the choice of who meets.
Weighing = Callable[[Demand, int], int]


def gather(demands: Iterable[Demand]) -> tuple[list[Meeting], dict[Demand, int]]:
    """The meetings, and what no day is left for.

    The fewest when who may meet is settled by one label; with circles that overlap, as few as the best of several ways.
    """
    by_secteur: dict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        by_secteur[demand.secteur].append(demand)
    meetings: list[Meeting] = []
    for secteur in sorted(by_secteur):
        asked = by_secteur[secteur]
        links = {one: sum(one.may_join(other) for other in asked) for one in asked}
        weighings: tuple[Weighing, ...] = (_evenly, _by_need, partial(_by_need_and_rarity, links))
        ways = [_gather_one(asked, weigh, backwards) for backwards in (False, True) for weigh in weighings]
        fewest: list[Meeting] = min(ways, key=len)
        meetings += fewest
    served = Counter(demand for meeting in meetings for demand in meeting.demands)
    everyone = (one for secteur in sorted(by_secteur) for one in by_secteur[secteur])
    return meetings, {one: one.need - served[one] for one in everyone if served[one] < one.need}


def _evenly(_one: Demand, _left: int) -> int:
    return 1


def _by_need(_one: Demand, left: int) -> int:
    return left


def _by_need_and_rarity(links: Mapping[Demand, int], one: Demand, left: int) -> int:
    """Those who may meet few others weigh more: they have fewer occasions."""
    return left * (len(links) - links[one] + 1)


def _gather_one(demands: Sequence[Demand], weigh: Weighing, backwards: bool) -> list[Meeting]:
    """One way: by deadline, on the last days; or backwards, by opening, on the first days."""
    need = {
        demand: demand.need
        for demand in sorted(
            demands,
            key=lambda one: (-one.first, -one.last, one.code) if backwards else (one.last, one.first, one.code),
        )
    }
    used: dict[Demand, set[int]] = {demand: set() for demand in need}
    meetings: list[Meeting] = []
    for demand in tuple(need):
        ranks = range(demand.first, demand.last + 1) if backwards else range(demand.last, demand.first - 1, -1)
        for rank in ranks:
            if not need[demand]:
                break
            if rank in used[demand]:
                continue
            others = [
                (one, weigh(one, left))
                for one, left in need.items()
                if left and one is not demand and one.first <= rank <= one.last
                if rank not in used[one] and one.may_join(demand)
            ]
            joined = (demand, *_heaviest_circle(others))
            for one in joined:
                need[one] -= 1
                used[one].add(rank)
            meetings.append(Meeting(joined, rank))
    return meetings


def _heaviest_circle(demands: Sequence[tuple[Demand, int]]) -> tuple[Demand, ...]:
    """The demands of most weight that may all meet together; of two circles of a weight, the first in order."""
    best: tuple[tuple[Demand, ...], int] = ((), 0)

    def grow(circle: tuple[Demand, ...], weight: int, rest: Sequence[tuple[Demand, int]]) -> None:
        nonlocal best
        if weight > best[1]:
            best = circle, weight
        hope = sum(heavy for _one, heavy in rest)
        for number, (one, heavy) in enumerate(rest):
            if weight + hope <= best[1]:
                return
            grow((*circle, one), weight + heavy, [pair for pair in rest[number + 1 :] if pair[0].may_join(one)])
            hope -= heavy

    grow((), 0, demands)
    return best[0]


def place(
    meetings: Sequence[Meeting], days: Sequence[date], known: Mapping[Key, Iterable[date]]
) -> list[tuple[date, Meeting]]:
    """A day for each meeting, in order of days; `known` holds the days on which each cadence already meets."""
    kept: dict[Key, list[date]] = defaultdict(list, {key: list(dates) for key, dates in known.items()})
    taken: set[int] = set()
    placed: list[tuple[date, Meeting]] = []
    series = _series(meetings)
    alike: dict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
    for number, one in enumerate(series):
        alike[_bounds(one)].append(number)
    for number, one in enumerate(series):
        same = alike[_bounds(one)]
        ranks = _ranks(one, days, (kept, taken), (same.index(number), len(same)))
        for rank, meeting in zip(ranks, one, strict=True):
            taken.add(rank)
            placed.append((days[rank], meeting))
            for demand in meeting.demands:
                kept[demand.key].append(days[rank])
    return sorted(placed, key=lambda pair: (pair[0], pair[1].demands[0].secteur, pair[1].demands[0].code))


def _series(meetings: Sequence[Meeting]) -> list[list[Meeting]]:
    """Meetings that serve a same demand, and so have to be kept apart; series and meetings by their first day."""
    in_order = sorted(meetings, key=lambda one: (one.rank, one.first, one.demands[0].secteur, one.demands[0].code))
    series: list[list[Meeting]] = []
    for meeting in in_order:
        linked = [one for one in series if any(set(meeting.demands) & set(other.demands) for other in one)]
        series = [one for one in series if one not in linked]
        series.append([*(other for one in linked for other in one), meeting])
    for one in series:
        one.sort(key=lambda meeting: meeting.rank)
    return sorted(series, key=lambda one: (one[0].rank, one[0].demands[0].secteur, one[0].demands[0].code))


def _bounds(series: Sequence[Meeting]) -> tuple[tuple[int, int], ...]:
    return tuple((meeting.first, meeting.last) for meeting in series)


def _ranks(
    series: Sequence[Meeting],
    days: Sequence[date],
    seen: tuple[Mapping[Key, Sequence[date]], set[int]],
    turn: tuple[int, int],
) -> list[int]:
    """A rank for each meeting of a series: as far apart as the days allow, on a day of its own if there is one.

    `turn` is the place of the series among those with the same bounds, so that they do not crowd one week.
    """
    kept, taken = seen
    for gap, shared in [*((gap, False) for gap in _GAPS), (1, True)]:
        free = [_allowed(meeting, days, kept, gap) for meeting in series]
        if not shared:
            free = [[rank for rank in ranks if rank not in taken] for ranks in free]
        earliest, latest = _earliest(free, days, gap), _latest(free, days, gap)
        if earliest and latest:
            calm = {rank for rank in {*chain(*free)} if all(abs(days[rank] - days[one]) >= _WEEK for one in taken)}
            return _choose(series, days, (free, latest, calm), (gap, turn))
    return [meeting.rank for meeting in series]


def _allowed(meeting: Meeting, days: Sequence[date], kept: Mapping[Key, Sequence[date]], gap: int) -> list[int]:
    """The ranks of a meeting that are far enough from what its cadences already hold."""
    near = sorted({day for demand in meeting.demands for day in kept.get(demand.key, ())})
    apart = timedelta(days=gap)
    return [
        rank
        for rank in range(meeting.first, meeting.last + 1)
        if bisect_right(near, days[rank] - apart) == bisect_left(near, days[rank] + apart)
    ]


def _earliest(free: Sequence[Sequence[int]], days: Sequence[date], gap: int) -> list[int] | None:
    """The first rank of each meeting after the one before it; None when one has none."""
    found: list[int] = []
    for ranks in free:
        since = days[found[-1]] + timedelta(days=gap) if found else None
        rank = next((rank for rank in ranks if since is None or days[rank] >= since), None)
        if rank is None:
            return None
        found.append(rank)
    return found


def _latest(free: Sequence[Sequence[int]], days: Sequence[date], gap: int) -> list[int] | None:
    """The last rank of each meeting before the one after it; None when one has none."""
    found: list[int] = []
    for ranks in reversed(free):
        until = days[found[-1]] - timedelta(days=gap) if found else None
        rank = next((rank for rank in reversed(ranks) if until is None or days[rank] <= until), None)
        if rank is None:
            return None
        found.append(rank)
    return found[::-1]


def _choose(
    series: Sequence[Meeting],
    days: Sequence[date],
    ranks: tuple[Sequence[Sequence[int]], Sequence[int], set[int]],
    pace: tuple[int, tuple[int, int]],
) -> list[int]:
    """Ranks near the targets of the series, between what the meeting before and the meeting after leave.

    A `calm` week, without another proposal, is preferred.
    """
    free, latest, calm = ranks
    gap, (turn, turns) = pace
    bounds = _bounds(series)
    chosen: list[int] = []
    for number, allowed in enumerate(free):
        since = days[chosen[-1]] + timedelta(days=gap) if chosen else date.min
        choices = [rank for rank in allowed if days[rank] >= since and rank <= latest[number]]
        place_of, of = bounds[:number].count(bounds[number]), bounds.count(bounds[number])
        first, last = bounds[number]
        target = first + (2 * (place_of * turns + turn) + 1) * (last - first + 1) // (2 * of * turns)
        if target < choices[0] and chosen:
            target = (choices[0] + choices[-1]) // 2
        chosen.append(min((rank not in calm, abs(rank - target), rank) for rank in choices)[2])
    return chosen

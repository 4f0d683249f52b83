"""What a cadence makes due, period by period, and where it stands on a day. Units: meetings, civil days.

Sources of the cadences: conventions AKTO and ATLAS – Île-de-France, articles 3 to 5 and their fiches; communiqué OPCO
Santé–AKTO of 10 July 2025. What the texts leave open is in `Hypotheses`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from tandem.conventions.timing.dates import MONTHS, month_end, month_window, overlap

AN, SEMESTRE, TRIMESTRE, UNIQUE = "an", "semestre", "trimestre", "unique"
MONTHS_OF = {AN: 12, SEMESTRE: 6, TRIMESTRE: 3}
WHOLE_LIFE = "durée de la convention"

Etat = Literal["a_venir", "en_cours", "faite", "planifiee", "manquante", "sans_objet"]
# From the worst to the best: the state of a cell is the first that one of its periods has.
WORST_FIRST: tuple[Etat, ...] = ("manquante", "en_cours", "a_venir", "planifiee", "faite", "sans_objet")


@dataclass(frozen=True, slots=True)
class Cadence:
    """So many times a period, at least and at most (None: no maximum), for each sector when it has sectors.

    `mois_debut` and `mois_fin` are the window of a yearly cadence; another period takes none.
    `shares` names the codes of the cadences that may be satisfied by the same meeting, or a label that they carry too.
    An `unplanned` cadence (« autant que de besoin ») counts what is done and is never missing.
    """

    code: str
    libelle: str
    par: str = AN
    minimum: int = 1
    maximum: int | None = None
    mois_debut: int | None = None
    mois_fin: int | None = None
    secteurs: tuple[str, ...] = ()
    unplanned: bool = False
    shares: frozenset[str] = frozenset()

    @property
    def window(self) -> tuple[int, int] | None:
        """The months of its window, when it is yearly and has one."""
        if self.par != AN or self.mois_debut is None or self.mois_fin is None:
            return None
        return self.mois_debut, self.mois_fin

    @property
    def wraps(self) -> bool:
        """Whether its window ends in the year after it opens."""
        window = self.window
        return window is not None and window[1] < window[0]

    @property
    def asks_nothing(self) -> bool:
        """Whether nothing is ever due."""
        return self.unplanned or self.minimum < 1


class Fact(NamedTuple):
    """One occurrence of a cadence; a meeting that satisfies several obligations is a fact of each."""

    code: str
    date: date
    secteur: str = ""
    etat: Literal["done", "planned"] = "done"


class Period(NamedTuple):
    """A period of a cadence; its window is where occurrences are expected, inside the life of the convention."""

    year: int
    label: str
    start: date
    end: date
    window_start: date
    window_end: date
    due: bool


class PeriodStanding(NamedTuple):
    """Where one period stands on a day; `due`, `done`, `planned`, `missing` and `excess` count meetings.

    `missing` is what is neither held nor planned; `excess` what is held or planned above the maximum.
    `lacking` says how many are missing to each sector; the sector of a cadence without sectors is "".
    `unassigned` counts the facts of the period whose sector is not one of the cadence: they satisfy nothing.
    `deadline` is the last day of the period inside the life of the convention.
    """

    code: str
    year: int
    label: str
    period_start: date
    period_end: date
    window_start: date
    window_end: date
    deadline: date
    due: int
    done: int
    planned: int
    missing: int
    excess: int
    unassigned: int
    etat: Etat
    lacking: tuple[tuple[str, int], ...]

    @property
    def missing_secteurs(self) -> tuple[str, ...]:
        """The sectors that miss something, by name."""
        return tuple(name for name, _missing in self.lacking if name)


class YearCell(NamedTuple):
    """One cell of the matrix: the sums of a year, and the worst state of its periods."""

    due: int
    done: int
    planned: int
    missing: int
    excess: int
    etat: Etat
    missing_secteurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """What the texts do not say; each is a « hypothèse » that a convention may settle otherwise.

    Two more are not switches. Periods are civil years, semesters and quarters, never anniversaries of the signature.
    A window says when a meeting is expected (« idéalement »): one held in the period, outside its window, counts.
    """

    # Hypothèse: a period that has a window is due when the convention is in force during the whole window.
    whole_window: bool = True
    # Hypothèse: another period, the first and the last above all, is due from this share of its days in force.
    partial_share: Fraction = Fraction(1, 2)
    # Hypothèse: a planned meeting whose day is past, and that nobody marked as held, counts as nothing.
    lapsed_counts: bool = False


DEFAULTS = Hypotheses()


def problems(cadence: Cadence) -> list[str]:
    """Every fault of a cadence, in French; an empty list when it can be used."""
    found = []
    name = f"Obligation « {cadence.libelle or cadence.code} »"
    if cadence.par not in {*MONTHS_OF, UNIQUE}:
        found.append(f"{name}, cadence : an, semestre, trimestre ou unique est attendu, trouvé « {cadence.par} ».")
    if cadence.minimum < 0:
        found.append(f"{name}, au moins : un nombre de 0 ou plus est attendu, trouvé {cadence.minimum}.")
    if cadence.maximum is not None and cadence.maximum < max(cadence.minimum, 1):
        found.append(
            f"{name}, au plus : un nombre d’au moins {max(cadence.minimum, 1)} est attendu, trouvé {cadence.maximum}."
        )
    months = (cadence.mois_debut, cadence.mois_fin)
    if None in months and months != (None, None):
        found.append(f"{name}, fenêtre : un mois de début et un mois de fin sont attendus. Donnez les deux, ou aucun.")
    found += [
        f"{name}, fenêtre : un mois de 1 à 12 est attendu, trouvé {month}."
        for month in months
        if month is not None and not 1 <= month <= MONTHS
    ]
    if months != (None, None) and cadence.par in {SEMESTRE, TRIMESTRE, UNIQUE}:
        found.append(f"{name}, fenêtre : seule une obligation annuelle en a une. Videz les deux mois.")
    if len(set(cadence.secteurs)) < len(cadence.secteurs) or "" in cadence.secteurs:
        found.append(f"{name}, secteurs : des noms tous différents sont attendus.")
    return found


def periods(
    cadence: Cadence, start: date, end: date | None, year: int, *, hypotheses: Hypotheses = DEFAULTS
) -> tuple[Period, ...]:
    """The periods of a year that meet the life of the convention, from `start` to `end` included (None: without end).

    A cadence `unique` has one period, the whole life, shown in each year that it meets.
    A year whose window wraps (« octobre à février ») runs until its window closes: « 2024-2025 ».
    """
    last = end or date.max
    if cadence.par == UNIQUE:
        if start > last or not start.year <= year <= last.year:
            return ()
        return (Period(year, WHOLE_LIFE, start, last, start, last, due=True),)
    found = (_period(cadence, bounds, (start, last), hypotheses) for bounds in _bounds(cadence, year))
    return tuple(period for period in found if period)


def periods_of(
    cadence: Cadence, start: date, end: date | None, years: Iterable[int], *, hypotheses: Hypotheses = DEFAULTS
) -> Iterator[Period]:
    """The periods of several years, each once."""
    for year in years:
        found = periods(cadence, start, end, year, hypotheses=hypotheses)
        yield from found
        if found and cadence.par == UNIQUE:
            return


def _bounds(cadence: Cadence, year: int) -> Iterable[tuple[int, str, date, date]]:
    """(year, label, first day, last day) of each period of a year."""
    if cadence.wraps and (window := cadence.window):
        opens, closes = date(year, window[1] + 1, 1), month_end(year + 1, window[1])
        return ((year, f"{year}-{year + 1}", opens, closes),)
    length = MONTHS_OF[cadence.par]
    return tuple(
        (year, _label(year, length, rank), date(year, first, 1), month_end(year, first + length - 1))
        for rank, first in enumerate(range(1, MONTHS + 1, length), 1)
    )


def _label(year: int, length: int, rank: int) -> str:
    if length == MONTHS:
        return str(year)
    return f"{rank}{'er' if rank == 1 else 'e'} {'semestre' if length == MONTHS_OF[SEMESTRE] else 'trimestre'} {year}"


def _period(
    cadence: Cadence, bounds: tuple[int, str, date, date], life: tuple[date, date], hypotheses: Hypotheses
) -> Period | None:
    year, label, first, last = bounds
    lived = overlap(first, last, *life)
    if lived is None:
        return None
    if cadence.window and hypotheses.whole_window:
        expected = month_window(year, *cadence.window)
        inside = overlap(*expected, *lived)
        return Period(year, label, first, last, *(inside or lived), due=inside == expected)
    days = (lived[1] - lived[0]).days + 1
    due = days >= hypotheses.partial_share * ((last - first).days + 1)
    inside = overlap(*month_window(year, *cadence.window), *lived) if cadence.window else None
    return Period(year, label, first, last, *(inside or lived), due=due)


def standing(
    cadence: Cadence,
    start: date,
    end: date | None,
    facts: Iterable[Fact],
    *,
    on: date,
    years: Iterable[int] | None = None,
    hypotheses: Hypotheses = DEFAULTS,
) -> tuple[PeriodStanding, ...]:
    """Where a cadence stands on a day, period by period, over the life of a convention or over some `years` of it.

    Without an end, the years run until the one that follows `on`. Facts of other cadences are left aside, so that a
    convention hands all of its own.
    """
    mine = [fact for fact in facts if fact.code == cadence.code]
    if years is None:
        last = on.year + 1 if end is None else end.year
        # A year that wraps ends in the next: the one before the signature may still meet the convention.
        years = range(start.year - cadence.wraps, max(start.year, last) + 1)
    return tuple(
        period_standing(cadence, period, mine, end=end, on=on, hypotheses=hypotheses)
        for period in periods_of(cadence, start, end, years, hypotheses=hypotheses)
    )


def period_standing(
    cadence: Cadence,
    period: Period,
    facts: Sequence[Fact],
    *,
    end: date | None,
    on: date,
    hypotheses: Hypotheses = DEFAULTS,
) -> PeriodStanding:
    """Where one period stands; `facts` are those of the cadence, of this period or not."""
    done, planned = _counted(period, facts, on, hypotheses)
    secteurs = cadence.secteurs or ("",)
    need = cadence.minimum if period.due and not cadence.asks_nothing else 0
    lacking = {name: max(need - done[name] - planned[name], 0) for name in secteurs}
    missing = sum(lacking.values())
    deadline = period.end if end is None else min(period.end, end)
    seen = sum(done[name] for name in secteurs), sum(planned[name] for name in secteurs)
    return PeriodStanding(
        code=cadence.code,
        year=period.year,
        label=period.label,
        period_start=period.start,
        period_end=period.end,
        window_start=period.window_start,
        window_end=period.window_end,
        deadline=deadline,
        due=need * len(secteurs),
        done=seen[0],
        planned=seen[1],
        missing=missing,
        excess=_excess(cadence, secteurs, done + planned),
        unassigned=done.total() + planned.total() - sum(seen),
        etat=_etat(need, lacking, done, seen) or _by_day(on, period.window_start, deadline),
        lacking=tuple((name, number) for name, number in lacking.items() if number),
    )


def _counted(
    period: Period, facts: Iterable[Fact], on: date, hypotheses: Hypotheses
) -> tuple[Counter[str], Counter[str]]:
    """Facts of the period by sector: held on or before the day; then planned, or known to be held after it."""
    done: Counter[str] = Counter()
    planned: Counter[str] = Counter()
    for fact in facts:
        if not period.start <= fact.date <= period.end:
            continue
        if fact.date >= on and not (fact.etat == "done" and fact.date == on):
            planned[fact.secteur] += 1
        elif fact.etat == "done" or hypotheses.lapsed_counts:
            done[fact.secteur] += 1
    return done, planned


def _excess(cadence: Cadence, secteurs: Iterable[str], counted: Counter[str]) -> int:
    if cadence.maximum is None:
        return 0
    return sum(max(counted[name] - cadence.maximum, 0) for name in secteurs)


def _etat(need: int, lacking: Mapping[str, int], done: Counter[str], seen: tuple[int, int]) -> Etat | None:
    """The state that its facts give to a period; None when something is missing, and the day settles it."""
    if not need:
        return "faite" if seen[0] else "planifiee" if seen[1] else "sans_objet"
    if all(done[name] >= need for name in lacking):
        return "faite"
    return None if any(lacking.values()) else "planifiee"


def _by_day(on: date, opens: date, deadline: date) -> Etat:
    if on > deadline:
        return "manquante"
    return "a_venir" if on < opens else "en_cours"


def year_cell(standings: Iterable[PeriodStanding], year: int) -> YearCell:
    """The cell of a cadence for a year; a cadence without period in that year is « sans objet »."""
    due = done = planned = missing = excess = 0
    etats: set[Etat] = set()
    secteurs: dict[str, None] = {}
    for one in standings:
        if one.year != year and not _spans(one, year):
            continue
        due += one.due
        done += one.done
        planned += one.planned
        missing += one.missing
        excess += one.excess
        etats.add(one.etat)
        secteurs.update(dict.fromkeys(one.missing_secteurs))
    etat: Etat = next((one for one in WORST_FIRST if one in etats), "sans_objet")
    return YearCell(due, done, planned, missing, excess, etat, tuple(secteurs))


def _spans(one: PeriodStanding, year: int) -> bool:
    """Whether a period is the whole life of a convention, and this year is in it."""
    return one.label == WHOLE_LIFE and one.period_start.year <= year <= one.period_end.year

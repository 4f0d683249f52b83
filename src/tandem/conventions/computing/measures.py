"""What a figure is once computed or typed: its value or the reason why there is none, its splits, its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tandem.conventions.enums import UniteIndicateur
from tandem.formats import NARROW_SPACE
from tandem.small_cells import publishable

Exact = int | Decimal | Fraction
REST = "reste"
"""Key of what a split leaves out: the total says it, no cell does."""
UNPLACED = ""
"""Key of what has no département."""
CORRECTIONS = "corrections"
"""Key of what a later vote changed without saying where."""
SPECIAL_LABELS = {
    REST: "Non réparti",
    UNPLACED: "Département non renseigné",
    CORRECTIONS: "Corrections après vote",
}


class Cell(NamedTuple):
    """One cell of a split: `value` None when it is hidden, or when nobody gave it (`is_hidden` tells which)."""

    value: Exact | None
    is_hidden: bool = False


class Line(NamedTuple):
    """One line behind a figure: a formation of the vote, and where it is read. `amount` in centimes."""

    of_cfa: str
    slug: str
    formation: str
    site: str
    departement: str
    contrats: int
    amount: int
    source: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure. A missing one is None with its `reason`, never 0. A percentage is a share of 1, exact.

    `is_hidden`: the figure exists, and is too small a count of people to be shown. `detail` says a rate in its two
    counts. `note` is what the reader must know of a figure that is there (partial, corrected).
    """

    value: Exact | None
    unit: str
    reason: str = ""
    is_hidden: bool = False
    by_territoire: Mapping[str, Cell] = field(default_factory=dict)
    by_public: Mapping[str, Cell] = field(default_factory=dict)
    is_fictif: bool = False
    source: str = ""
    note: str = ""
    detail: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def hidden(self) -> int:
        """How many cells of the splits are hidden."""
        return sum(cell.is_hidden for split in (self.by_territoire, self.by_public) for cell in split.values())


def missing(unit: str, reason: str) -> Measure:
    """Return a figure that nobody has, with the reason."""
    return Measure(value=None, unit=unit, reason=reason)


def hidden_reason(threshold: int) -> str:
    """Say why a count of people is not shown."""
    return f"masqué{NARROW_SPACE}: moins de {threshold} personnes"


def plain_cells(counts: Mapping[str, Exact | None]) -> dict[str, Cell]:
    """Return a split of what is not people: nothing is hidden."""
    return {key: Cell(value) for key, value in counts.items()}


def with_rest(counts: Mapping[str, int | None], total: int) -> dict[str, int | None]:
    """Add what the cells leave out of the total, so that it is judged like a cell."""
    left = total - sum(value for value in counts.values() if value is not None)
    return {**counts, REST: left} if left > 0 else dict(counts)


class People(NamedTuple):
    """A total of people and its cells, as they may be shown together."""

    total: int | None
    is_hidden: bool
    cells: Mapping[str, Cell]


def people(counts: Mapping[str, int | None], *, total: int, threshold: int) -> People:
    """Hide the small cells of a split of people, and enough others; the total itself when nothing else protects them.

    `counts` may be empty: the total is then judged alone.
    """
    judged = with_rest(counts, total)
    split = publishable(judged, {}, threshold)
    too_small = 0 < total < threshold
    is_hidden = split.total.is_hidden or too_small
    cells = {key: Cell(count.value, count.is_hidden) for key, count in split.cells.items()} if counts else {}
    return People(None if is_hidden else total, is_hidden, cells)


PEOPLE_UNITS = frozenset({UniteIndicateur.CONTRATS, UniteIndicateur.APPRENTIS, UniteIndicateur.PERSONNES})
"""Units that count people: their small counts are hidden unless the figure was voted."""
WHOLE_UNITS = frozenset(UniteIndicateur) - {UniteIndicateur.EUROS, UniteIndicateur.POURCENTAGE}
"""Units counted in whole numbers."""

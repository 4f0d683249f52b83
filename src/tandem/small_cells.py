"""Hide the small counts of people, and enough of the others that no subtraction gives them back.

The voted amounts of an OF-CFA are public and never hidden (R120); only splits of people are.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Count:
    """A published count of people: `value` None when it is hidden or when nobody gave it (`is_hidden` tells which)."""

    value: int | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """Counts by cell and their total, as they may be published; `hidden` is the number of hidden cells."""

    cells: Mapping
    total: Count
    hidden: int


def publishable(counts: Mapping[Key, int | None], bases: Mapping[Key, int], threshold: int) -> Split:
    """Return the counts that may be published next to their total and to the contracts of each cell (`bases`).

    A cell is hidden when it counts between 1 and threshold − 1 people, when those of its base left out are so few, or
    when its base itself is so small. Then the smallest other cells are hidden until the hidden ones together are not
    small either; when no cell is left for that, the total is hidden too.
    """
    known = {key: value for key, value in counts.items() if value is not None}
    hidden = {key for key, value in known.items() if _is_small(value, bases.get(key, 0), threshold)}
    free = sorted(
        (key for key in known if key not in hidden and known[key] > 0), key=lambda key: (known[key], str(key))
    )
    while hidden and free and not _covers(hidden, known, threshold):
        hidden.add(free.pop(0))
    total_is_hidden = bool(hidden) and not _covers(hidden, known, threshold)
    cells = {
        key: Count(None if key in hidden or value is None else value, is_hidden=key in hidden)
        for key, value in counts.items()
    }
    total = Count(None, is_hidden=True) if total_is_hidden else Count(sum(known.values()) if known else None)
    return Split(cells=cells, total=total, hidden=len(hidden))


def _is_small(value: int, base: int, threshold: int) -> bool:
    if 0 < base < threshold:
        return True
    return 0 < value < threshold or (0 < value <= base and base - value < threshold)


def _covers(hidden: set, known: Mapping, threshold: int) -> bool:
    """Whether the sum of the hidden cells, which the total gives away, says nothing about one of them.

    A zero is shown: as many people as hidden cells would mean one in each.
    """
    return len(hidden) > 1 and sum(known[key] for key in hidden) >= max(threshold, len(hidden) + 1)

"""The arrays of a sweep: contracts in the order of their CFAs, and scenarios as columns of small tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

RARE: Final = 0
"""A contract whose due is not proved to be one product and one rounding: the scalar rules compute it."""
LEVEL: Final = 1
"""Apprenticeship: the due of a year is a share of the modulated level."""
BARE: Final = 2
"""A contract of another type paid at the level of apprenticeship, without modulation nor participation."""
FIXED: Final = 3
"""A contract paid by the hour: no scenario changes it."""

NOTHING: Final = 0
WHOLE: Final = 1
OTHER_EMPLOYER: Final = 2
PROBATION: Final = 3
"""The participation: none, that of the law, that of a new employer, or the prorata of an early rupture."""

NIVEAUX: Final = 9
"""Levels of certification, from 0."""

# An exact division of doubles: 2 × level × weight + divisor stays under 2^53 = 9,0 × 10^15, the level and its increase
# being at most 2 × 10^10 hundredths of a centime. Beyond, the scalar rules compute.
HEAVIEST: Final = 200_000
LONGEST_PROBATION: Final = 2_000
FLUSH: Final = 1_024
"""Contracts summed in doubles before the sum goes to integers: on a base of one day, 2 × 9,5 × 10^11 centimes each."""


class World(NamedTuple):
    """Contracts sorted by CFA; `first[i]` to `first[i + 1]` are the places of the years of contract i.

    `npec` and `majoration` are centimes (`npec` is the whole due of a FIXED contract). The hours at a distance are 0
    when the distance cannot count. A year of execution is worth, together with those before it, the modulated level in
    hundredths of a centime × `weight` / `divisor`; `annee` is the rank of the calendar year of its first day.
    """

    row: Any
    cfa: Any
    kind: Any
    npec: Any
    conclusion: Any
    niveau: Any
    cpne: Any
    rncp: Any
    heures_distance: Any
    heures_formation: Any
    majoration: Any
    participation: Any
    worked: Any
    first: Any
    weight: Any
    divisor: Any
    annee: Any


class Tables(NamedTuple):
    """Scenarios, as the last axis of every table.

    `interval[day - first_day]` is the interval of constant law and scope; `chain` maps (interval, niveau, class of
    cpne, class of rncp) to a list of `steps`: level → floor((level × num2 + den) / den2), then within low and high.
    The other tables are by interval: rules of the distance, of the handicap, of the participation.
    """

    interval: Any
    cpne: Any
    rncp: Any
    chain: Any
    steps: Any
    num2: Any
    den: Any
    den2: Any
    low: Any
    high: Any
    seuils: Any
    need: Any
    kept: Any
    plancher: Any
    strict: Any
    plafond: Any
    plafond_pour_cent: Any
    expected: Any
    asked: Any
    rupture_pour_cent: Any
    base: Any
    law: Any


class Room(NamedTuple):
    """Scratch arrays of one thread: a level and a participation by scenario, sums by year and scenario."""

    level: Any
    share: Any
    sums: Any


class Sweep(NamedTuple):
    """Contracts and scenarios."""

    world: World
    tables: Tables


class Source(NamedTuple):
    """What the scalar rules need: the columns of the contracts, every law, and the places of the rare contracts."""

    columns: Any
    figures: Any
    places: Any


WORLD_DTYPES: Final[Mapping[str, type[np.number[Any]]]] = {
    "row": np.int64,
    "cfa": np.int32,
    "kind": np.int8,
    "npec": np.float64,
    "conclusion": np.int32,
    "niveau": np.int8,
    "cpne": np.int32,
    "rncp": np.int32,
    "heures_distance": np.int32,
    "heures_formation": np.int32,
    "majoration": np.float64,
    "participation": np.int8,
    "worked": np.int32,
    "first": np.int64,
    "weight": np.int32,
    "divisor": np.int32,
    "annee": np.int16,
}

TABLE_DTYPES: Final[Mapping[str, tuple[type[np.number[Any]], int]]] = {
    "interval": (np.int32, 1),
    "cpne": (np.int32, 1),
    "rncp": (np.int32, 1),
    "chain": (np.int32, 4),
    "steps": (np.int32, 1),
    "num2": (np.float64, 3),
    "den": (np.float64, 3),
    "den2": (np.float64, 3),
    "low": (np.float64, 3),
    "high": (np.float64, 3),
    "seuils": (np.int64, 1),
    "need": (np.int32, 2),
    "kept": (np.float64, 2),
    "plancher": (np.float64, 2),
    "strict": (np.int8, 2),
    "plafond": (np.float64, 2),
    "plafond_pour_cent": (np.float64, 2),
    "expected": (np.float64, 4),
    "asked": (np.int8, 3),
    "rupture_pour_cent": (np.float64, 2),
    "base": (np.float64, 1),
    "law": (np.int32, 2),
}
"""The type of each table and its number of dimensions."""

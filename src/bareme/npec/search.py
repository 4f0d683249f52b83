"""Which row of the référentiel each contract meets (D6332-78 to D6332-80): columns of integers in and out.

`resolution` says the same of one contract, as the articles do; a test compares the two. Brings numpy. Days are day
numbers from 1970-01-01, money is centimes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bareme.npec.codes import MISSING, NO_BRANCH, NO_BRANCH_CARENCE

Ints = npt.NDArray[np.signedinteger[Any]]

BRANCHE: Final = 1
SANS_BRANCHE: Final = 2
CARENCE: Final = 3
AMORCAGE: Final = 4

# Small enough for the columns of a search to stay in the memory next to the processor.
_BLOCK: Final = 65_536
_THREADS: Final = 2


@dataclass(frozen=True, slots=True)
class Table:
    """The référentiel as columns.

    The certification `r` holds the pairs `first_pair[r]` to `first_pair[r + 1]` (excluded), each with a branch,
    ascending from `first_branch[r]`; the pair `p` holds the rows `first_row[p]` to `first_row[p + 1]`, ascending by
    `connu_le` and `valide_du`, « NC » left out. `spans` has three columns, connu_le, valide_du and valide_au (open: 0,
    0, NEVER); `place` is where each row is in the file; after their rows, `npec` and `place` hold MISSING.

    `ancien[r]` is the certification that `r` renews (or MISSING), from the day `depuis[r]`. The IDCC `i` has rows of
    its own under the branch `idcc_branch[i]` (or MISSING), and the links `first_link[i]` to `first_link[i + 1]` to the
    branch of a CPNE, dated and ordered as the rows.
    """

    first_pair: Ints
    first_branch: Ints
    ancien: Ints
    depuis: Ints
    branch: Ints
    first_row: Ints
    spans: Ints
    npec: Ints
    place: Ints
    idcc_branch: Ints
    first_link: Ints
    link_spans: Ints
    link_branch: Ints


@dataclass(frozen=True, slots=True)
class Queries:
    """Columns of contracts: their codes (MISSING: unknown), their conclusion, what is paid while no level is known.

    `amorcage` is centimes a year (D6332-80; MISSING: not known).
    """

    rncp: Ints
    cpne: Ints
    idcc: Ints
    conclusion: Ints
    amorcage: Ints

    def at(self, places: Any) -> Queries:
        """Those of some contracts."""
        return Queries(*(getattr(self, column.name)[places] for column in fields(self)))


@dataclass(frozen=True, slots=True)
class Levels:
    """Columns of levels, in centimes (MISSING: not known).

    `npec` is as known, `npec_initial` as known at the conclusion, `decision` the day on which the first replaced the
    second (0: known from the start), `row` the place of the row in the file (MISSING: none).
    """

    npec: Ints
    npec_initial: Ints
    decision: Ints
    rule: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to look for rows, and the rule under which they apply.

    `known` is the day on which a row has to be known, `linked` the one on which the branch was (None: always).
    """

    rule: int
    known: Ints
    branch: Ints
    linked: Ints | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """The rows met (MISSING: none), under which rule, and the day on which each was known."""

    row: Ints
    rule: Ints
    since: Ints


def resolve_all(table: Table, queries: Queries, known: int) -> Levels:
    """The level of each contract as known on a day (NEVER: everything is), and what was paid before it was."""
    limits = [*range(0, len(queries.rncp), _BLOCK), len(queries.rncp)]
    blocks = [slice(first, last) for first, last in pairwise(limits)]
    if len(blocks) <= 1:
        return _resolve(table, queries, known)
    with ThreadPoolExecutor(_THREADS) as pool:
        parts = list(pool.map(lambda block: _resolve(table, queries.at(block), known), blocks))
    return Levels(*(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(Levels)))


def _resolve(table: Table, queries: Queries, known: int) -> Levels:
    met = _search(table, queries, np.full(len(queries.rncp), known, np.int32))
    found = met.row != MISSING
    npec = np.where(found, table.npec[met.row], queries.amorcage)
    initial, decision = npec.copy(), np.zeros(len(npec), np.int32)
    # D6332-80 al. 2: what became known after the conclusion was paid until then on what was known.
    late = np.flatnonzero(found & (met.since > queries.conclusion))
    asked = queries.at(late)
    before = _search(table, asked, asked.conclusion)
    initial[late] = np.where(before.row != MISSING, table.npec[before.row], asked.amorcage)
    decision[late] = met.since[late]
    return Levels(npec, initial, decision, met.rule, table.place[met.row])


def _search(table: Table, queries: Queries, known: Ints) -> Met:
    """The row of the branch, else of no branch, else of no branch in carence (D6332-78-2 1°)."""
    total = len(known)
    met = Met(np.full(total, MISSING, np.int32), np.full(total, AMORCAGE, np.int8), np.zeros(total, np.int32))
    _meet(table, queries, Asked(BRANCHE, known, queries.cpne), met)
    _meet(table, queries, Asked(BRANCHE, known, _take(table.idcc_branch, queries.idcc)), met)
    _meet(table, queries, Asked(BRANCHE, known, *_linked(table, queries, known, met)), met)
    for branch, rule in ((NO_BRANCH, SANS_BRANCHE), (NO_BRANCH_CARENCE, CARENCE)):
        _meet(table, queries, Asked(rule, known, np.full(total, branch, np.int32)), met)
    return met


def _meet(table: Table, queries: Queries, asked: Asked, met: Met) -> None:
    """Fill in the rows of the branches asked for, of the contracts that have none yet."""
    known, branch = asked.known, asked.branch
    open_ = np.flatnonzero((met.row == MISSING) & (branch != MISSING) & (queries.rncp != MISSING))
    if not open_.size:
        return
    pairs = queries.rncp.take(open_), branch.take(open_)
    row = _rows_of_chain(table, pairs, (known.take(open_), queries.conclusion.take(open_)))
    found = np.flatnonzero(row != MISSING)
    filled, row = open_.take(found), row.take(found)
    met.row[filled] = row
    met.rule[filled] = asked.rule
    since = table.spans.take(row, axis=0)[:, 0]
    met.since[filled] = since if asked.linked is None else np.maximum(since, asked.linked.take(filled))


def _linked(table: Table, queries: Queries, known: Ints, met: Met) -> tuple[Ints, Ints]:
    """The branch of the CPNE to which the IDCC belongs, of the contracts that have no row yet, and since when."""
    branch, since = np.full(len(known), MISSING, np.int32), np.zeros(len(known), np.int32)
    open_ = np.flatnonzero((met.row == MISSING) & (queries.idcc != MISSING))
    idcc = queries.idcc.take(open_)
    bounds = table.first_link.take(idcc), table.first_link.take(idcc + 1)
    link = _latest(table.link_spans, bounds, (known.take(open_), queries.conclusion.take(open_)))
    found = np.flatnonzero(link != MISSING)
    link, filled = link.take(found), open_.take(found)
    branch[filled] = table.link_branch.take(link)
    since[filled] = table.link_spans.take(link, axis=0)[:, 0]
    return branch, since


def _rows_of_chain(table: Table, pairs: tuple[Ints, Ints], clocks: tuple[Ints, Ints]) -> Ints:
    """The rows of certifications and branches, else of the certifications that they renew (D6332-78 V).

    `clocks` are the days on which the row has to be known, and those of the conclusions.
    """
    rncp, branch = pairs
    known, conclusion = clocks
    rows = np.full(len(rncp), MISSING, np.int32)
    open_ = np.arange(len(rncp))
    while open_.size:
        pair = _pairs(table, rncp, branch.take(open_))
        has = np.flatnonzero(pair != MISSING)
        pair, held = pair.take(has), open_.take(has)
        bounds = table.first_row.take(pair), table.first_row.take(pair + 1)
        rows[held] = _latest(table.spans, bounds, (known.take(held), conclusion.take(held)))
        ancien, depuis = table.ancien.take(rncp), table.depuis.take(rncp)
        renews = (rows.take(open_) == MISSING) & (ancien != MISSING) & (depuis <= conclusion.take(open_))
        left = np.flatnonzero(renews)
        open_, rncp = open_.take(left), ancien.take(left)
    return rows


def _pairs(table: Table, rncp: Ints, branch: Ints) -> Ints:
    """The pair of each certification and branch; MISSING when the référentiel does not hold it."""
    low, end = table.first_pair.take(rncp), table.first_pair.take(rncp + 1)
    # The branches of a certification ascend and all differ: one that has them all is met at the first look.
    high = np.minimum(end - 1, low + branch - table.first_branch.take(rncp))
    pair = np.where(high >= low, high, MISSING)
    unsure = np.flatnonzero((pair != MISSING) & (_take(table.branch, pair) != branch))
    low, high, wanted = low.take(unsure), high.take(unsure), branch.take(unsure)
    while np.any(low < high):
        middle = (low + high) // 2
        below = table.branch.take(middle) < wanted
        low, high = np.where(below, np.minimum(middle + 1, high), low), np.where(below, high, middle)
    pair[unsure] = np.where(_take(table.branch, low) == wanted, low, MISSING)
    return pair


def _latest(spans: Ints, bounds: tuple[Ints, Ints], clocks: tuple[Ints, Ints]) -> Ints:
    """Of the entries between two places, the latest known, then the latest in force, that is valid and known."""
    first, last = bounds
    known, conclusion = clocks
    met = np.full(len(first), MISSING, np.int32)
    open_ = np.flatnonzero(first < last)
    at = last.take(open_) - 1
    while open_.size:
        span, day = spans.take(at, axis=0), conclusion.take(open_)
        applies = (span[:, 0] <= known.take(open_)) & (span[:, 1] <= day) & (day <= span[:, 2])
        found = np.flatnonzero(applies)
        met[open_.take(found)] = at.take(found)
        left = np.flatnonzero(~applies & (at > first.take(open_)))
        open_, at = open_.take(left), at.take(left) - 1
    return met


def _take(values: Ints, places: Ints) -> Ints:
    """The values at some places, MISSING where there is none."""
    if not len(values):
        return np.full(len(places), MISSING, np.int32)
    return np.where(places == MISSING, MISSING, values.take(places, mode="wrap"))

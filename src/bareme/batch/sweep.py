"""Contracts laid out once for many scenarios, and the dues of all scenarios at once, by group and year of execution."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bareme.batch.arrays import LAW_DTYPE
from bareme.batch.columns import columns_of
from bareme.batch.compilation import kernel
from bareme.batch.funding import Job, available_cores
from bareme.batch.kernels import Rows
from bareme.batch.laws import LawTable, laws_of
from bareme.batch.sweep_kernels import count_years, lay_out, sweep_rare, sweep_span
from bareme.batch.sweep_layout import FIXED, RARE, WORLD_DTYPES, Room, Source, Sweep, Tables, World
from bareme.rules.law import Law

_SPANS_OF_A_THREAD: Final = 4

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Layout:
    """Contracts sorted by group, for one way of counting their days.

    `years` are the calendar years in which a year of execution begins; `highest` is the highest level, in centimes.
    """

    job: Job
    world: World
    groups: int
    years: range
    highest: int

    def starting(self, years: range) -> Layout:
        """The same contracts with these years, counted from the first of them."""
        if self.years == years:
            return self
        shift = self.years.start - years.start
        return replace(self, world=self.world._replace(annee=self.world.annee + np.int16(shift)), years=years)

    @property
    def kinds(self) -> NDArray[np.int8]:
        kinds: NDArray[np.int8] = self.world.kind
        return kinds


@dataclass(frozen=True)
class Labels:
    """Codes from 0 of each contract: its group, its CPNE and its certification."""

    group: Codes
    cpne: Codes
    rncp: Codes


def laid_out(columns: pl.DataFrame, laws: LawTable, labels: Labels, *, threads: int | None = None) -> Layout:
    """Lay contracts out under a law. Raises BatchError: columns or figures that cannot be computed."""
    job = Job(columns_of(columns), laws_of(laws), columns.height)
    order = np.argsort(labels.group, kind="stable")
    world = World(**{name: np.zeros(job.height, dtype) for name, dtype in WORLD_DTYPES.items()})
    world = world._replace(
        row=order,
        cfa=labels.group[order],
        cpne=labels.cpne[order],
        rncp=labels.rncp[order],
        first=np.zeros(job.height + 1, np.int64),
    )
    _run(count_years, job, world, threads)
    np.cumsum(world.first, out=world.first)
    places = int(world.first[-1])
    world = world._replace(**{name: np.zeros(places, WORLD_DTYPES[name]) for name in ("weight", "divisor", "annee")})
    _run(lay_out, job, world, threads)
    first, last = (int(world.annee.min()), int(world.annee.max())) if places else (0, -1)
    world = world._replace(annee=world.annee - np.int16(first))
    highest = int(world.npec.max(initial=0, where=world.kind != FIXED))
    return Layout(job, world, int(labels.group.max(initial=-1)) + 1, range(first, last + 1), highest)


def _run(function: Callable[..., int], job: Job, world: World, threads: int | None) -> None:
    compiled = kernel(function)

    def work(rows: Rows) -> None:
        end = compiled(job.columns, job.laws, rows, world)
        if end < 0:
            raise job.refusal(-1 - end)

    _shared(work, _cut(job.height, threads), threads)


def _cut(height: int, threads: int | None) -> list[Rows]:
    parts = _SPANS_OF_A_THREAD * (threads or available_cores())
    return [Rows(height * part // parts, height * (part + 1) // parts) for part in range(parts)]


def _shared(work: Callable[[Any], None], parts: list[Any], threads: int | None) -> None:
    wanted = min(threads or available_cores(), len(parts))
    if wanted <= 1:
        for part in parts:
            work(part)
        return
    # A pool of its own, gone when the call returns: a process may fork between two calls.
    with ThreadPoolExecutor(wanted) as pool:
        list(pool.map(work, parts))


def swept(
    layout: Layout, tables: Tables, laws: list[Law], rare: NDArray[np.bool_], *, threads: int | None = None
) -> NDArray[np.int64]:
    """The dues of every scenario of the tables, centimes by [group, year of `layout.years`, scenario].

    `rare` are the contracts, in the order of the layout, that the scalar rules must compute besides those of kind RARE.
    """
    scenarios = tables.law.shape[1]
    kinds = np.where(rare, np.int8(RARE), layout.kinds)
    sweep = Sweep(layout.world._replace(kind=kinds), tables)
    places = np.flatnonzero(kinds == RARE)
    figures = np.array([tuple(law) for law in laws], dtype=LAW_DTYPE)
    source = Source(layout.job.columns, figures, places)
    out: NDArray[np.int64] = np.zeros((layout.groups, len(layout.years), scenarios), np.int64)
    add, add_rare = kernel(sweep_span), kernel(sweep_rare)

    def work(span: Rows) -> None:
        sums = np.zeros((len(layout.years), scenarios))
        add(sweep, span, Room(np.zeros(scenarios), np.zeros(scenarios), sums), out)
        first, end = np.searchsorted(places, span)
        add_rare(source, sweep, Rows(int(first), int(end)), out)

    _shared(work, _cut_by_group(layout.world.cfa, threads), threads)
    return out


def _cut_by_group(groups: Codes, threads: int | None) -> list[Rows]:
    """Spans that hold whole groups, so that no two threads add to the same cells."""
    cuts = [0]
    for rows in _cut(len(groups), threads):
        end = len(groups) if rows.end == len(groups) else int(np.searchsorted(groups, groups[rows.end]))
        cuts.append(max(cuts[-1], end))
    return [Rows(first, end) for first, end in pairwise(cuts) if first < end]

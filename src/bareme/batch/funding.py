"""Every contract of a table at once: its lines, its figures, and the sums of either by group."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bareme.batch.arrays import LINE_DTYPES, SUMMARY_DTYPES
from bareme.batch.bounds import faults
from bareme.batch.columns import BatchError, Frame, columns_of, frame_of
from bareme.batch.compilation import kernel
from bareme.batch.kernels import Columns, Laws, Lines, Rows, contrat_at, sum_lines, summarise_rows, write_rows
from bareme.batch.laws import LawTable, laws_of
from bareme.batch.totals import Totals, check_codes
from bareme.rules.funding import MAX_LINES, Sink, Summary

_BLOCK: Final = 16_384
"""Rows computed at a time by a thread: their lines stay in the cache of the processor."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """Contracts and laws, ready for the kernels."""

    columns: Columns
    laws: Laws
    height: int

    def refusal(self, row: int) -> BatchError:
        """Why the kernel stopped at this row."""
        contrat = contrat_at(self.columns, row)
        reasons = " ; ".join(faults(contrat, int(self.laws.starts[0])))
        return BatchError(f"Contrat de rang {row + 1} : {reasons}.")


def job_of(contrats: Frame, laws: LawTable) -> Job:
    """Raises BatchError: columns or figures that cannot be computed."""
    frame = frame_of(contrats)
    return Job(columns_of(frame), laws_of(laws), frame.height)


def schedule(contrats: Frame, laws: LawTable, *, threads: int | None = None) -> pl.DataFrame:
    """Every instalment of every contract, in the order of the contracts and of each one's schedule.

    Columns: row (UInt32, position of the contract), annee, rang, nature (Int8, index in `bareme.funding.NATURES`),
    exigible_le (Date), montant (Int64, signed centimes). `threads`: as many as the process has cores by default.
    Raises BatchError.
    """
    job = job_of(contrats, laws)
    write = kernel(write_rows)

    def compute(blocks: Iterator[Rows]) -> list[tuple[int, dict[str, NDArray[Any]]]]:
        lines = new_lines(job.height)
        return [(rows.first, _kept(lines, _written(write, job, rows, lines))) for rows in blocks]

    found = sorted((piece for part in _shared(job.height, threads, compute) for piece in part), key=lambda p: p[0])
    pieces = [piece for _, piece in found] or [_kept(new_lines(1), 0)]
    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in LINE_DTYPES}
    return pl.DataFrame(columns).with_columns(pl.col("exigible_le").cast(pl.Date))


def summaries(contrats: Frame, laws: LawTable, *, threads: int | None = None) -> pl.DataFrame:
    """What each contract is due: one row each, in their order.

    Columns: version (Int8, 0: paid by the hour), jours, mois, npec_retenu, du_brut, participation, du_opco (Int64,
    centimes), as `bareme.rules.funding.Summary`. Raises BatchError.
    """
    job = job_of(contrats, laws)
    return pl.DataFrame(_summarised(job, threads)._asdict())


def dues_by(
    contrats: Frame, laws: LawTable, codes: NDArray[np.integer[Any]] | pl.Series, *, threads: int | None = None
) -> pl.DataFrame:
    """The instalments of every contract summed by group and calendar year of `exigible_le`; no line is kept.

    `codes` gives the group of each contract, from 0 (`bareme.batch.groups.Groups` makes them from texts). Columns:
    groupe (UInt32), annee (Int16), lignes (Int64, instalments in the cell), montant (Int64, centimes); sorted, cells
    without instalment left out. Raises BatchError.
    """
    job = job_of(contrats, laws)
    groups, size = check_codes(codes, job.height)
    write, add = kernel(write_rows), kernel(sum_lines)

    def compute(blocks: Iterator[Rows]) -> Totals:
        totals, lines = Totals(groups, size), new_lines(job.height)
        for rows in blocks:
            totals.add(add, lines, _written(write, job, rows, lines))
        return totals

    return Totals.merged(_shared(job.height, threads, compute)).frame()


def du_opco_by(
    contrats: Frame, laws: LawTable, codes: NDArray[np.integer[Any]] | pl.Series, *, threads: int | None = None
) -> pl.DataFrame:
    """`du_opco` summed by group: columns groupe (UInt32), contrats, du_opco (Int64, centimes); sorted.

    Raises BatchError.
    """
    job = job_of(contrats, laws)
    groups, size = check_codes(codes, job.height)
    dues: NDArray[np.int64] = np.zeros(size, np.int64)
    np.add.at(dues, groups, _summarised(job, threads).du_opco)
    counts = np.bincount(groups, minlength=size).astype(np.int64)
    found = np.flatnonzero(counts)
    return pl.DataFrame({"groupe": found.astype(np.uint32), "contrats": counts[found], "du_opco": dues[found]})


def new_lines(height: int) -> Lines:
    """Room for the instalments of a block. The memory that no line reaches is never taken."""
    room = min(height, _BLOCK) * MAX_LINES
    columns: dict[str, Any] = {name: np.empty(room, dtype) for name, dtype in LINE_DTYPES.items()}
    return Lines(Sink(*(columns[name] for name in Sink._fields)), columns["row"])


def _summarised(job: Job, threads: int | None) -> Summary:
    """A `Summary` whose fields are columns."""
    columns: dict[str, Any] = {name: np.empty(job.height, dtype) for name, dtype in SUMMARY_DTYPES.items()}
    out = Summary(**columns)
    summarise = kernel(summarise_rows)

    def compute(blocks: Iterator[Rows]) -> None:
        for rows in blocks:
            end = summarise(job.columns, job.laws, rows, out)
            if end < 0:
                raise job.refusal(-1 - end)

    _shared(job.height, threads, compute)
    return out


def _written(write: Callable[..., int], job: Job, rows: Rows, lines: Lines) -> int:
    count = write(job.columns, job.laws, rows, lines)
    if count < 0:
        raise job.refusal(-1 - count)
    return count


def _kept(lines: Lines, count: int) -> dict[str, NDArray[Any]]:
    """A copy of the first lines, by column."""
    columns: dict[str, Any] = {"row": lines.row, **lines.sink._asdict()}
    return {name: columns[name][:count].copy() for name in LINE_DTYPES}


def _shared(height: int, threads: int | None, compute: Callable[[Iterator[Rows]], T]) -> list[T]:
    """What each thread makes of the blocks that it takes, one after the other, from the same list."""
    blocks = iter([Rows(first, min(height, first + _BLOCK)) for first in range(0, height, _BLOCK)])
    wanted = min(threads or available_cores(), max(1, -(-height // _BLOCK)))
    if wanted == 1:
        return [compute(blocks)]
    # A pool of its own, gone when the call returns: a process may fork between two calls.
    with ThreadPoolExecutor(wanted) as pool:
        return list(pool.map(compute, _repeated(blocks, wanted)))


def _repeated(blocks: Iterator[Rows], times: int) -> Iterable[Iterator[Rows]]:
    return [blocks] * times


def available_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

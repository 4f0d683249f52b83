"""Sums over more contracts than memory holds: one batch is read while the one before is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bareme.batch.columns import Frame
from bareme.batch.funding import dues_by
from bareme.batch.groups import Groups
from bareme.batch.laws import LawTable
from bareme.contrats.contrats import FIELDS

T = TypeVar("T")

_END = object()
_ROWS = 1 << 20


def stream_dues(
    batches: Iterable[tuple[Frame, NDArray[np.integer[Any]] | pl.Series]],
    laws: LawTable,
    *,
    threads: int | None = None,
) -> pl.DataFrame:
    """`dues_by` over batches of contracts with their group codes, alike from one batch to the next.

    Memory: two batches and the cells. Raises BatchError, and whatever the batches raise.
    """
    nothing = dues_by(pl.DataFrame(schema=FIELDS), laws, np.empty(0, np.int32))
    parts = (dues_by(contrats, laws, codes, threads=threads) for contrats, codes in read_ahead(batches))
    return merge_dues([nothing, *parts])


def merge_dues(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The sum of several results of `dues_by` (one at least) whose codes mean the same."""
    cells = pl.concat(parts).group_by("groupe", "annee").agg(pl.col("lignes").sum(), pl.col("montant").sum())
    return cells.sort("groupe", "annee")


def parquet_batches(
    path: Path, by: str, groups: Groups, *, rows: int = _ROWS
) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
    """The contracts of a parquet file whose columns are named as the fields of `Contrat`, and their groups.

    `by` is the column that groups them; `groups` numbers its values. `rows` at a time.
    """
    scan = pl.scan_parquet(path)
    present = scan.collect_schema().names()
    wanted = [name for name in present if name in FIELDS or name == by]
    height = int(scan.select(pl.len()).collect().item())
    for first in range(0, height, rows):
        batch = scan.select(wanted).slice(first, rows).collect()
        yield batch, groups.codes(batch[by])


def read_ahead(batches: Iterable[T]) -> Iterator[T]:
    """The same batches; a thread makes the next one while the caller works on this one."""
    source = iter(batches)
    with ThreadPoolExecutor(1) as reader:
        coming: Future[T | object] = reader.submit(next, source, _END)
        while True:
            batch = coming.result()
            if batch is _END:
                return
            coming = reader.submit(next, source, _END)
            yield batch  # type: ignore[misc]  # the end is told above

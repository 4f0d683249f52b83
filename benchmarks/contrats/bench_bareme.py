"""bareme's own engine on the common rule: kernel.py on Arrow columns, one thread for each processor."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import compiled  # noqa: F401 - before Numba
import polars as pl
from kernel import TERMS, Contrats, add_contrats, add_levels, columns_of, empty_levels, empty_tables
from measure import arguments, measure
from world import CONTRATS, NEVER, NPEC

from bareme.display import format_integer

THREADS = os.cpu_count() or 1
LEVEL_COLUMNS = ("certification", "cpne", "valide_du", "npec")


def parts(frame):
    """Each piece of memory of the frame as a tuple of NumPy arrays: views, except for the bits of `handicap`."""
    columns = [column.get_chunks() for column in frame.with_columns(pl.col(pl.Date).to_physical())]
    return [tuple(chunk.to_numpy() for chunk in chunks) for chunks in zip(*columns, strict=True)]


def read_levels(folder):
    frame = pl.read_parquet(folder / NPEC, columns=list(LEVEL_COLUMNS))
    return frame, empty_levels(frame.height)


def fill_levels(levels, frame):
    """Group the dated rows by pair."""
    base = 0
    for columns in parts(frame.select(LEVEL_COLUMNS)):
        if not add_levels(levels, base, columns):
            return fill_levels(empty_levels(frame.height), frame.sort(LEVEL_COLUMNS[:3]))
        base += columns[0].size
    return levels


def read_contrats(folder):
    frame = pl.read_parquet(folder / CONTRATS, columns=list(Contrats._fields)).select(Contrats._fields)
    return frame.with_columns(pl.col("rupture").to_physical().fill_null(NEVER))


def batches(folder, size):
    """The contracts in one frame, or `size` by `size`."""
    if not size:
        yield read_contrats(folder)
        return
    plan = pl.scan_parquet(folder / CONTRATS).select(Contrats._fields)
    plan = plan.with_columns(pl.col("rupture").to_physical().fill_null(NEVER))
    total = pl.scan_parquet(folder / CONTRATS).select(pl.len()).collect().item()
    for first in range(0, total, size):
        yield plan.slice(first, size).collect()


def work(frame, threads):
    """(columns, rows) of each piece, cut so that every thread has some."""
    for columns in map(Contrats._make, parts(frame)):
        size = columns.cfa.size
        pieces = max(1, min(threads, size // 10_000)) if frame.n_chunks() < threads else 1
        yield from ((columns, (size * n // pieces, size * (n + 1) // pieces)) for n in range(pieces))


def compute(folder, batch, threads=THREADS):
    with ThreadPoolExecutor(threads) as pool:
        frame, levels = read_levels(folder)
        filled = pool.submit(fill_levels, levels, frame)
        tables = [empty_tables() for _ in range(threads)]
        for contrats in batches(folder, batch):
            levels = filled.result()
            pieces = list(work(contrats, threads))
            shares = [pieces[thread::threads] for thread in range(threads)]
            list(pool.map(add_all, tables, repeat(levels), shares))
    return columns_of(sum(tables))


def add_all(table, levels, share):
    for columns, rows in share:
        add_contrats(table, TERMS, levels, columns, rows)


def main():
    options = arguments(batch=0, threads=THREADS)
    words = f"bareme, {options.threads} fils" + (
        f", par lots de {format_integer(options.batch)}" if options.batch else ""
    )
    measure(words, lambda: compute(options.data, options.batch, options.threads), options.runs)


if __name__ == "__main__":
    main()

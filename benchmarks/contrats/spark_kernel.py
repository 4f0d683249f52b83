"""kernel.py inside a cluster: what Spark and Sail run on each part of the contracts, through mapInArrow."""

from pathlib import Path

import compiled  # noqa: F401 - before Numba
import numpy as np
import pyarrow as pa
from bench_bareme import fill_levels, read_levels
from kernel import TERMS, Contrats, add_contrats, empty_tables
from world import FIRST_YEAR, NEVER, YEARS

COLUMNS = Contrats._fields
SUMS = ("due", "count", "cash", "charge")
SCHEMA = "cfa int, year int, " + ", ".join(f"{name} long" for name in SUMS)


def add_parts(folder, batches):
    """Batches of contracts → one batch of sums by CFA × year."""
    frame, levels = read_levels(Path(folder))
    levels = fill_levels(levels, frame)
    tables = empty_tables()
    for batch in batches:
        arrays = [whole(batch.column(name)).to_numpy(zero_copy_only=False) for name in COLUMNS]
        add_contrats(tables, TERMS, levels, Contrats(*arrays), (0, batch.num_rows))
    cell = np.flatnonzero(tables.any(axis=0))
    keys = [(cell // YEARS).astype("int32"), (cell % YEARS + FIRST_YEAR).astype("int32")]
    yield pa.RecordBatch.from_arrays([pa.array(each) for each in (*keys, *tables[:, cell])], ["cfa", "year", *SUMS])


def whole(column):
    """Dates as day numbers, NEVER where there is none."""
    return column.cast("int32").fill_null(NEVER) if pa.types.is_date(column.type) else column

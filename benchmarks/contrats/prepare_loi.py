"""Write the columns that `bareme.batch` computes, from a file of `bareme fund`, a million contracts at a time.

python benchmarks/contrats/prepare_loi.py --data .state/bench/1m
"""

import argparse
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
from world import CONTRATS_OF_THE_LAW, LAW_COLUMNS, SOURCE_BATCH

from bareme.contrats.assembly import assemble
from bareme.contrats.reading import count_contrats, read_contrats

GROUP = "cfa"
ROWS_OF_A_GROUP = 125_000


def frame_of(path, bounds=None):
    """The contracts of a file, checked as `bareme fund` checks them, and their CFA."""
    reading = read_contrats(path, bounds=bounds)
    contrats = assemble(reading)
    if contrats is None:
        message = f"{path.name}: {reading.anomalies[:3]}"
        raise ValueError(message)
    return contrats.columns.with_columns(contrats.labels[GROUP])


def prepare(folder):
    path = folder / CONTRATS_OF_THE_LAW
    writer = None
    for first in range(0, count_contrats(path), SOURCE_BATCH):
        table = frame_of(path, (first, SOURCE_BATCH)).with_columns(pl.col(GROUP).cast(pl.Categorical)).to_arrow()
        writer = writer or pq.ParquetWriter(folder / LAW_COLUMNS, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=ROWS_OF_A_GROUP)
    writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    prepare(parser.parse_args().data)

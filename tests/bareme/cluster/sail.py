"""What a user of a cluster writes, on Sail: contracts of a parquet file, funded and summed by its tasks.

    python -m tests.bareme.cluster.sail CONTRATS.parquet LINES.parquet CELLS.parquet [KEY=VALUE…]

It runs as a process of its own: Sail's threads may keep an interpreter that has run Python functions from ending.
"""

import os
import sys
import traceback

import polars as pl
import pyarrow.parquet as pq
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession

from bareme.cluster import DUES_SCHEMA, FUND_SCHEMA, dues_batches, fund_batches
from bareme.legislation import law_table


def main(contrats, lines, cells, *overrides):
    table = law_table({key: int(value) for key, _, value in (told.partition("=") for told in overrides)})
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
    # Small batches, so that several of them meet in one task.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "400")
    frame = spark.createDataFrame(pl.read_parquet(contrats).to_arrow(compat_level=pl.CompatLevel.oldest()))
    funded = frame.mapInArrow(fund_batches(table), FUND_SCHEMA)
    pq.write_table(funded.toArrow(), lines)
    summed = (
        frame.mapInArrow(dues_batches(table, "cfa"), DUES_SCHEMA).groupBy("groupe", "annee").sum("lignes", "montant")
    )
    pq.write_table(summed.toArrow(), cells)


if __name__ == "__main__":
    os.environ["PYSPARK_PYTHON"] = sys.executable
    failed = True
    try:
        main(*sys.argv[1:])
        failed = False
    finally:
        if failed:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(int(failed))

"""Inside a cluster the rules give the bytes that they give outside."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from bareme.batch import BatchError, Groups, dues_by, schedule
from bareme.cluster import DUES_SCHEMA, FUND_SCHEMA, dues_batches, fund_batches
from bareme.contrats.contrats import FIELDS
from bareme.legislation import law_table
from tests.bareme.batch.plainly import batch_csv, csv, funded, plain_csv
from tests.bareme.batch.population import named, population

HEIGHT = 2_500
OTHER_READINGS = {
    "hypotheses/annee_plafonnee": 1,
    "hypotheses/tranches_fondues": 0,
    "hypotheses/report_participation": 0,
    "participation/montant": 90_000,
}
ROOT = Path(__file__).parents[3]


def on_sail(folder, overrides):
    """Lines and cells that Sail gives for the same contracts."""
    frame = named(population(HEIGHT, 21))
    frame.write_parquet(folder / "contrats.parquet")
    files = [str(folder / name) for name in ("contrats.parquet", "lines.parquet", "cells.parquet")]
    told = [f"{key}={value}" for key, value in overrides.items()]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.bareme.cluster.sail", *files, *told],
        capture_output=True, text=True, check=False, timeout=300, cwd=ROOT, env={**os.environ, "RUST_LOG": "error"},
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return frame, pl.read_parquet(files[1]), pl.read_parquet(files[2])


@pytest.mark.parametrize("overrides", [{}, OTHER_READINGS], ids=["the law", "other readings"])
def test_the_three_ways_give_the_same_bytes(tmp_path, overrides):
    frame, lines, cells = on_sail(tmp_path, overrides)
    contrats, numeros, table = frame.select(FIELDS.keys()), frame["numero"].to_list(), law_table(overrides)
    groups = Groups()

    plain = plain_csv(funded(contrats, table), numeros)
    batch = batch_csv(schedule(contrats, table), numeros)
    # A cluster promises no order between its tasks; inside a contract the order is that of the schedule.
    rows = sorted(lines.iter_rows(), key=lambda row: row[0])
    expected = dues_by(contrats, table, groups.codes(frame["cfa"]))

    assert plain == batch
    assert plain == csv(rows)
    summed = [(groups.values[code], *cell) for code, *cell in expected.iter_rows()]
    assert sorted(summed) == sorted(cells.iter_rows())


def batches_of(frame, rows):
    return pa.table(frame.to_arrow(compat_level=pl.CompatLevel.oldest())).to_batches(max_chunksize=rows)


def described(schema):
    """Spark's words for the types of a batch."""
    words = {"string": "string", "int8": "tinyint", "int16": "smallint", "int64": "bigint", "date32[day]": "date"}
    return ", ".join(f"{field.name} {words[str(field.type)]}" for field in schema)


def test_batches_have_the_schemas_that_spark_is_told():
    batches = batches_of(named(population(50, 22)), 20)

    assert FUND_SCHEMA == described(next(fund_batches(law_table())(iter(batches))).schema)
    assert DUES_SCHEMA == described(next(dues_batches(law_table(), "cfa")(iter(batches))).schema)


def test_batches_are_funded_one_after_the_other():
    """Nothing is kept: a task holds one batch."""
    read = []

    def batches():
        for rank, batch in enumerate(batches_of(named(population(60, 23)), 20)):
            read.append(rank)
            yield batch

    funded_batches = fund_batches(law_table())(batches())
    next(funded_batches)

    assert [0] == read


def test_a_task_without_contracts_gives_nothing():
    empty = batches_of(named(population(3, 24)), 3)[0].slice(0, 0)

    assert [0] == [batch.num_rows for batch in fund_batches(law_table())(iter([empty]))]
    assert [0] == [batch.num_rows for batch in dues_batches(law_table(), "cfa")(iter([empty]))]
    assert [] == list(dues_batches(law_table(), "cfa")(iter([])))


def test_a_column_that_is_missing_is_named():
    frame = population(3, 25)

    with pytest.raises(BatchError, match=r"Colonne numero\u202f: elle était attendue parmi type, conclusion"):
        next(fund_batches(law_table())(iter(batches_of(frame, 3))))

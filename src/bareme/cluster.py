"""The funding of contracts inside Spark, or Sail: functions for mapInArrow that run the compiled rules.

    frame.mapInArrow(fund_batches(law_table()), FUND_SCHEMA)

Only the package is needed on the workers, with its extra `cluster`. The rows of the frame are contracts as
`bareme.batch.columns.Frame` describes them; what comes out is what `bareme.batch` and the plain rules give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import polars as pl
import pyarrow as pa

from bareme.batch.columns import BatchError
from bareme.batch.funding import dues_by, schedule
from bareme.batch.groups import Groups
from bareme.batch.laws import LawTable
from bareme.batch.streaming import merge_dues
from bareme.contrats.contrats import FIELDS
from bareme.funding import NATURES

Batches = Iterator[pa.RecordBatch]
BatchFunction = Callable[[Batches], Batches]

NUMERO: Final = "numero"

FUND_SCHEMA: Final = "numero string, annee tinyint, rang tinyint, nature string, exigible_le date, montant bigint"
"""What `fund_batches` gives, for Spark. `montant` is signed centimes."""

DUES_SCHEMA: Final = "groupe string, annee smallint, lignes bigint, montant bigint"
"""What `dues_batches` gives, for Spark: to be summed by groupe and annee, since each task gives its own."""


def fund_batches(laws: LawTable) -> BatchFunction:
    """A function for mapInArrow: contracts with a column `numero` → their instalments (FUND_SCHEMA), in their order.

    It raises BatchError in the task that meets a contract out of bounds.
    """

    def fund(batches: Batches) -> Batches:
        for batch in batches:
            yield _instalments(batch, laws)

    return fund


def dues_batches(laws: LawTable, by: str) -> BatchFunction:
    """A function for mapInArrow: contracts → sums of instalments by group and calendar year (DUES_SCHEMA).

    `by` is the column of texts that groups them. One batch comes out of each task.
    """

    def sum_dues(batches: Batches) -> Batches:
        groups = Groups()
        parts = [_dues(batch, laws, groups, by) for batch in batches]
        if parts:
            yield _cells(merge_dues(parts), groups)

    return sum_dues


def _instalments(batch: pa.RecordBatch, laws: LawTable) -> pa.RecordBatch:
    # A worker runs as many tasks as it has cores: one thread each.
    lines = schedule(_contrats(batch, NUMERO), laws, threads=1)
    names = pa.array(NATURES, pa.string())
    columns = {
        NUMERO: batch.column(NUMERO).take(pa.array(lines["row"].to_numpy())).cast(pa.string()),
        "annee": pa.array(lines["annee"].to_numpy()),
        "rang": pa.array(lines["rang"].to_numpy()),
        "nature": names.take(pa.array(lines["nature"].to_numpy())),
        "exigible_le": pa.array(lines["exigible_le"].to_physical().to_numpy(), pa.int32()).view(pa.date32()),
        "montant": pa.array(lines["montant"].to_numpy()),
    }
    return pa.RecordBatch.from_pydict(columns)


def _dues(batch: pa.RecordBatch, laws: LawTable, groups: Groups, by: str) -> pl.DataFrame:
    contrats = _contrats(batch, by)
    return dues_by(contrats, laws, groups.codes(contrats[by]), threads=1)


def _cells(cells: pl.DataFrame, groups: Groups) -> pa.RecordBatch:
    values = pa.array(groups.values.to_list(), pa.string())
    columns: dict[str, Any] = {
        "groupe": values.take(pa.array(cells["groupe"].to_numpy())),
        **{name: pa.array(cells[name].to_numpy()) for name in ("annee", "lignes", "montant")},
    }
    return pa.RecordBatch.from_pydict(columns)


def _contrats(batch: pa.RecordBatch, label: str) -> pl.DataFrame:
    """The columns of a batch that matter, over its own memory."""
    present = batch.schema.names
    if label not in present:
        raise BatchError(f"Colonne {label} : elle était attendue parmi {', '.join(present) or 'aucune colonne'}.")
    return pl.DataFrame(batch.select([name for name in present if name in FIELDS or name == label]))

"""Contracts come from Polars or Arrow, of any integer type, with or without the optional columns."""

from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from bareme.batch import BatchError, Groups, dues_by, schedule, summaries
from bareme.batch.arrays import CONTRAT_DTYPES
from bareme.batch.columns import REQUIRED, columns_of
from bareme.batch.kernels import contrat_at
from bareme.contrats.contrats import FIELDS, Contrats
from bareme.legislation import law_table
from bareme.rules.contrat import NEVER, Contrat
from tests.bareme.batch.population import population


def minimal(**more):
    days = {"conclusion": [20_300], "debut": [20_320], "fin": [20_700]}
    return pl.DataFrame({**days, "niveau": [6], "npec": [800_000], **more})


def test_columns_of_the_readers_types_are_not_copied():
    frame = population(100, 1).rechunk()

    columns = columns_of(frame)

    for name, dtype in CONTRAT_DTYPES.items():
        column = getattr(columns, name)
        assert column.dtype == dtype
        assert column.__array_interface__["data"][0] == frame[name].to_numpy().__array_interface__["data"][0]


def test_arrow_batches_are_read_where_they_are():
    batch = pa.RecordBatch.from_arrays([pa.array([8000, 9000], pa.int64())], ["npec"])
    frame = pl.DataFrame(batch)

    assert batch.column(0).buffers()[1].address == frame["npec"].to_numpy().__array_interface__["data"][0]


def test_each_field_is_read_in_its_own_column():
    """Every column holds another value: a swap of two fields would be seen."""
    values = {name: rank + 1 for rank, name in enumerate(FIELDS)}
    columns = columns_of(pl.DataFrame({name: [value] for name, value in values.items()}))

    assert Contrat(**values) == contrat_at(columns, 0)


def test_absent_columns_mean_what_an_absent_column_of_a_file_means():
    read = contrat_at(columns_of(minimal()), 0)

    assert (NEVER, NEVER, NEVER, NEVER) == (
        read.rupture, read.fin_session, read.nouveau_contrat, read.pieces_recues_le,
    )  # fmt: skip
    assert (read.npec, read.debut, read.debut) == (read.npec_initial, read.debut_cycle, read.facture_recue_le)
    assert (1, 0, 0, 0) == (read.formation_commencee, read.type, read.decision, read.majoration_handicap)


def test_nulls_of_optional_columns_mean_the_same():
    nothing = {name: pl.Series([None], dtype=pl.Int32) for name in FIELDS if name not in REQUIRED}

    assert contrat_at(columns_of(minimal()), 0) == contrat_at(columns_of(minimal(**nothing)), 0)


def test_other_types_give_the_same_lines():
    frame = population(500, 2)
    days = ("conclusion", "debut", "fin", "facture_recue_le")
    wide = frame.with_columns(
        pl.all().exclude(*days).cast(pl.Int64), *(pl.col(name).cast(pl.Date) for name in days)
    ).with_columns(pl.col("maintien_cfa", "reduction_duree").cast(pl.Boolean))

    assert schedule(frame, law_table()).equals(schedule(wide, law_table()))
    assert schedule(frame, law_table()).equals(schedule(wide.to_arrow(), law_table()))
    assert schedule(frame, law_table()).equals(schedule(Contrats(frame, pl.DataFrame()), law_table()))


def test_a_frame_in_several_chunks_gives_the_same_lines():
    frame = population(500, 2)

    assert schedule(frame, law_table()).equals(schedule(pl.concat([frame[:200], frame[200:]]), law_table()))


def test_dates_come_out_as_dates():
    lines = schedule(minimal(), law_table())

    assert date(2025, 9, 19) == lines["exigible_le"][0]
    assert [pl.UInt32, pl.Int8, pl.Int8, pl.Int8, pl.Date, pl.Int64] == lines.dtypes


def test_no_contract_gives_no_line():
    empty = pl.DataFrame(schema=FIELDS)

    assert (0, 6) == schedule(empty, law_table()).shape
    assert (0, 7) == summaries(empty, law_table()).shape
    assert (0, 4) == dues_by(empty, law_table(), np.empty(0, np.int32)).shape


@pytest.mark.parametrize(
    "frame,message",
    [
        (pl.DataFrame({"npec": [1]}), "Colonnes manquantes\u202f: conclusion, debut, fin, niveau."),
        (minimal(npec=[8000.5]), "npec\u202f: des entiers étaient attendus"),
        (minimal(rupture=["2025-09-01"]), "rupture\u202f: des entiers étaient attendus"),
        (minimal(niveau=[600]), "niveau\u202f: des entiers de -128 à 127 étaient attendus, trouvé\u202f: de 600 à 600"),
        (minimal(fin=[None]), "fin, contrat de rang 1\u202f: une valeur était attendue"),
    ],
)
def test_columns_that_cannot_be_computed_are_refused(frame, message):
    with pytest.raises(BatchError, match=message.replace("(", r"\(")):
        schedule(frame, law_table())


@pytest.mark.parametrize(
    "codes,message",
    [
        ([0], "2 codes entiers étaient attendus"),
        ([0, -1], "trouvé\u202f: de -1 à 0"),
        ([0, 10**9], "trouvé\u202f: de 0 à 1000000000"),
        ([0, None], "il en manque"),
        ([0.0, 1.0], "float64"),
    ],
)
def test_codes_of_groups_are_checked(codes, message):
    with pytest.raises(BatchError, match=message):
        dues_by(population(2, 1), law_table(), pl.Series(codes))


def test_groups_keep_their_codes_from_one_batch_to_the_next():
    groups = Groups()

    first = groups.codes(pl.Series(["b", None, "a", "b"]))
    second = groups.codes(pl.Series(["c", "a", None]))

    assert [0, 1, 2, 0] == first.to_list()
    assert [3, 2, 1] == second.to_list()
    assert ["b", None, "a", "c"] == groups.values.to_list()
    assert 4 == len(groups)

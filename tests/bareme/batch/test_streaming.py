"""A file larger than memory is summed batch after batch, as it would be whole."""

import threading

import polars as pl
import pytest

from bareme.batch import BatchError, Groups, dues_by, parquet_batches, read_ahead, schedule, stream_dues, summaries
from bareme.batch.funding import available_cores
from bareme.batch.totals import Totals
from bareme.legislation import law_table
from tests.bareme.batch.population import named, population


def labelled(cells, groups):
    return cells.with_columns(pl.Series("cfa", groups.values).gather(cells["groupe"])).drop("groupe").sort(
        "cfa", "annee"
    )  # fmt: skip


def test_a_parquet_file_in_batches_gives_the_sums_of_the_whole(tmp_path):
    frame = named(population(5_000, 11))
    frame.write_parquet(tmp_path / "contrats.parquet", row_group_size=700)
    whole, parts = Groups(), Groups()
    expected = dues_by(frame, law_table(), whole.codes(frame["cfa"]))

    found = stream_dues(parquet_batches(tmp_path / "contrats.parquet", "cfa", parts, rows=999), law_table())

    assert labelled(expected, whole).equals(labelled(found, parts))


def test_a_batch_that_cannot_be_read_stops_everything():
    def batches():
        yield population(10, 1), pl.Series([0] * 10)
        raise OSError("le fichier est coupé")

    with pytest.raises(OSError, match="coupé"):
        stream_dues(batches(), law_table())


def test_no_batch_gives_no_cell():
    assert ["groupe", "annee", "lignes", "montant"] == stream_dues([], law_table()).columns


def test_the_next_batch_is_read_while_this_one_is_used():
    asked = [threading.Event() for _ in range(3)]

    def batches():
        for rank, event in enumerate(asked):
            event.set()
            yield rank

    for rank in read_ahead(batches()):
        if rank + 1 < len(asked):
            assert asked[rank + 1].wait(timeout=30)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_nothing(threads):
    frame = population(60_000, 12)
    codes = pl.Series([row % 101 for row in range(frame.height)])

    assert schedule(frame, law_table(), threads=1).equals(schedule(frame, law_table(), threads=threads))
    assert summaries(frame, law_table(), threads=1).equals(summaries(frame, law_table(), threads=threads))
    assert dues_by(frame, law_table(), codes, threads=1).equals(dues_by(frame, law_table(), codes, threads=threads))


def test_calls_from_several_threads_do_not_mix():
    frames = [population(20_000, seed) for seed in range(4)]
    expected = [schedule(frame, law_table(), threads=1) for frame in frames]
    found = [None] * len(frames)

    def compute(rank):
        found[rank] = schedule(frames[rank], law_table())

    workers = [threading.Thread(target=compute, args=(rank,)) for rank in range(len(frames))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert all(one.equals(other) for one, other in zip(expected, found, strict=True))


def test_an_error_in_a_thread_is_told():
    frame = population(60_000, 12).with_columns(
        npec=pl.when(pl.int_range(pl.len()) == 59_999).then(-1).otherwise(pl.col("npec"))
    )

    with pytest.raises(BatchError, match="rang 60000"):
        schedule(frame, law_table(), threads=4)


def test_years_widen_both_ways_without_losing_a_sum():
    codes = pl.Series([0, 1, 0]).to_numpy().astype("int32")
    late, early = Totals(codes, 2), Totals(codes, 2)
    late.cover(2025, 2)
    early.cover(2019, 3)
    late.montant[0, 0], late.lignes[0, 0] = 5, 1
    early.montant[0, 2], early.lignes[0, 2] = 7, 1
    early.montant[1, 0], early.lignes[1, 0] = 9, 2

    merged = Totals.merged([Totals(codes, 2), late, early])

    assert [(0, 2021, 1, 7), (0, 2025, 1, 5), (1, 2019, 2, 9)] == merged.frame().rows()


def test_the_cores_of_the_process_are_known():
    assert available_cores() >= 1

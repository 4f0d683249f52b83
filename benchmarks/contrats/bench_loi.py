"""The whole law on invented contracts (`bareme synth`), one mode a process.

table      every instalment, summed by CFA × calendar year, from a Parquet file of columns
memory     the same from columns already in memory
first      the first call of a fresh process, imports apart, compiled code kept from before
file       the same from the file of `bareme fund`, checked cell by cell
lines      every instalment, written in a Parquet file
stream     as `table`, a million contracts at a time
"""

import json
import subprocess
import sys
from functools import partial

import polars as pl
from measure import arguments, measure_alone, timed
from prepare_loi import GROUP, frame_of
from world import CONTRATS_OF_THE_LAW, LAW_COLUMNS

from bareme.batch import Groups, dues_by, parquet_batches, schedule, stream_dues
from bareme.legislation import law_table

FRESH = 5
AIMS = {"table": 0.25, "first": 1.0, "stream": 2.4}


def by_cfa(frame, laws):
    return dues_by(frame.drop(GROUP), laws, Groups().codes(frame[GROUP]))


def from_columns(folder, laws):
    return by_cfa(pl.read_parquet(folder / LAW_COLUMNS), laws)


def from_file(folder, laws):
    return by_cfa(frame_of(folder / CONTRATS_OF_THE_LAW), laws)


def streamed(folder, laws):
    return stream_dues(parquet_batches(folder / LAW_COLUMNS, GROUP, Groups()), laws)


def written(folder, laws):
    lines = schedule(pl.read_parquet(folder / LAW_COLUMNS).drop(GROUP), laws)
    lines.write_parquet(folder / "echeances.parquet")
    return lines


def fresh(options):
    """Seconds of the first call of each of several processes."""
    command = [sys.executable, __file__, "--mode", "table", "--data", options.data, "--runs", "0"]
    done = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(FRESH + 1)]
    # The first process may have had to compile.
    return [json.loads(process.stdout)["first"] for process in done][1:]


def checked(found, folder):
    """The table, after making sure that it holds every instalment to the centime."""
    lines = schedule(pl.read_parquet(folder / LAW_COLUMNS).drop(GROUP), law_table())
    if (found["montant"].sum(), found["lignes"].sum()) != (lines["montant"].sum(), lines.height):
        message = "the table and the schedules do not add up to the same euros"
        raise ValueError(message)
    return found


NAMES = {
    "table": "toutes les échéances par CFA × année, depuis un fichier Parquet de colonnes",
    "memory": "la même chose, colonnes déjà en mémoire",
    "first": "la même chose, premier appel d’un processus neuf",
    "file": "la même chose, depuis le fichier de `bareme fund` contrôlé case par case",
    "lines": "toutes les échéances écrites dans un fichier Parquet",
    "stream": "toutes les échéances par CFA × année, par lots d’un million",
}
CALLS = {"table": from_columns, "file": from_file, "lines": written, "stream": streamed}


def main():
    options = arguments(mode="table")
    mode, laws = options.mode, law_table()
    aim = {"aim": AIMS[mode]} if mode in AIMS else {}
    if mode == "first":
        seconds = fresh(options)
        measure_alone(NAMES[mode], seconds, **aim)
        return
    if mode == "memory":
        call = partial(by_cfa, pl.read_parquet(options.data / LAW_COLUMNS), laws)
    else:
        call = partial(CALLS[mode], options.data, laws)
    seconds, found = timed(call, options.runs)
    if mode in {"memory", "file"}:
        checked(found, options.data)
    measure_alone(NAMES[mode], seconds, **aim)


if __name__ == "__main__":
    main()

"""Measure every engine in turn, in one session, and print the tables of benchmarks/README.md.

    python benchmarks/contrats/run.py                      # a million contracts, the whole law, the limit
    python benchmarks/contrats/run.py --set 12m            # twelve millions, by streaming where an engine can
    python benchmarks/contrats/run.py --only polars        # the jobs whose name holds this word
    python benchmarks/contrats/run.py --write              # also write the tables in benchmarks/README.md

The environments (requirements/*.txt) and the data are made the first time, in .state/bench, which git ignores.
"""

import argparse
import sys
from dataclasses import dataclass

import report
from compiled import FOLDER, STATE
from environments import MeasureError, check_java, command, python_of, run
from world import CONTRATS_OF_THE_LAW, LAW_COLUMNS, NPEC

MILLION, TWELVE = 1_000_000, 12_000_000
SIZES = {"1m": MILLION, "12m": TWELVE}
BATCH = str(MILLION)
LAW_MODES = ("table", "memory", "first", "file", "lines")


@dataclass(frozen=True)
class Job:
    """One program to measure.

    `runs` caps the warm calls of a slow engine, `seconds` is when it is given up. `compiled`: run once before, so that
    its first call finds the compiled code kept, as in every process but the very first one.
    """

    name: str
    section: str
    venv: str
    script: str
    options: tuple[str, ...] = ()
    runs: int = 5
    seconds: int = 400
    java: bool = False
    compiled: bool = False


COMMON = (
    Job("bareme", "commune", "engines", "bench_bareme.py", compiled=True),
    Job("polars", "commune", "engines", "bench_polars.py"),
    Job("duckdb", "commune", "engines", "bench_duckdb.py"),
    Job("pandas", "commune", "engines", "bench_pandas.py"),
    Job("openfisca", "commune", "openfisca", "bench_openfisca.py"),
    Job("spark-sql", "commune", "spark", "bench_spark.py", ("--mode", "sql"), java=True),
    Job("spark-kernel", "commune", "spark", "bench_spark.py", ("--mode", "kernel"), java=True),
    Job("sail-kernel", "commune", "sail", "bench_sail.py"),
)
TWELVE_MILLIONS = (
    Job("bareme", "commune-12m", "engines", "bench_bareme.py", ("--batch", BATCH)),
    Job("polars", "commune-12m", "engines", "bench_polars.py", runs=3),
    Job("duckdb", "commune-12m", "engines", "bench_duckdb.py", runs=3),
    Job("spark-kernel", "commune-12m", "spark", "bench_spark.py", ("--mode", "kernel"), runs=3, java=True),
    Job("sail-kernel", "commune-12m", "sail", "bench_sail.py", runs=3),
)
LAW = (
    *(Job(f"loi-{mode}", "loi", "engines", "bench_loi.py", ("--mode", mode), compiled=True) for mode in LAW_MODES),
    Job("scenarios", "loi", "engines", "bench_scenarios.py", compiled=True),
    *(Job(f"contrat-{mode}", "loi", "engines", "bench_one.py", ("--mode", mode)) for mode in ("explain", "import")),
)
LAW_TWELVE = (Job("loi-stream", "loi-12m", "engines", "bench_loi.py", ("--mode", "stream")),)
LIMIT = (Job("limite", "limite", "engines", "bench_limit.py"),)
JOBS = {"1m": (*LIMIT, *COMMON, *LAW), "12m": (*TWELVE_MILLIONS, *LAW_TWELVE)}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", choices=sorted(JOBS), default="1m")
    parser.add_argument("--only", default="", help="jobs whose name or section holds this word")
    parser.add_argument("--runs", type=int, default=5, help="warm calls of each engine, fewer for the slow ones")
    parser.add_argument("--write", action="store_true", help="write in benchmarks/README.md the tables that are whole")
    return parser.parse_args()


def drawn(size):
    """The folder of the data of this size, drawn the first time."""
    folder, count = STATE / size, SIZES[size]
    python = python_of("engines")
    synth = (python, "-m", "bareme.cli", "synth", "--contrats", str(count), "--seed", "7", "-o")
    steps = {
        NPEC: (python, FOLDER / "generate.py", "--contrats", str(count), "--data", folder),
        CONTRATS_OF_THE_LAW: (*synth, folder / CONTRATS_OF_THE_LAW),
        LAW_COLUMNS: (python, FOLDER / "prepare_loi.py", "--data", folder),
    }
    for name, program in steps.items():
        if not (folder / name).is_file():
            print(f"Tirage des données de {count} contrats : {name}…", file=sys.stderr)
            command(program, f"{name} ne se tire pas")
    return folder


def measure(job, folder, runs):
    """The results of one job; an empty list, said, when this machine cannot run it."""
    try:
        if job.java:
            check_java()
        if job.compiled:
            run(python_of(job.venv), job.script, [*job.options, "--data", folder, "--runs", "0"], job.seconds)
        options = [*job.options, "--data", folder, "--runs", str(min(runs, job.runs))]
        found = run(python_of(job.venv), job.script, options, job.seconds)
    except MeasureError as failure:
        print(f"{job.name} : non mesuré. {failure}", file=sys.stderr)
        return []
    return [{**each, "name": job.name, "section": job.section} for each in found]


def check_sums(results):
    """Every engine of a section has the same three md5 sums, else none of its durations counts."""
    for section in {each["section"] for each in results}:
        sums = {each["engine"]: each["md5"] for each in results if each["section"] == section and "md5" in each}
        if len({tuple(sorted(each.items())) for each in sums.values()}) > 1:
            raise MeasureError(f"les empreintes diffèrent ({section}) : {sums}")


def main():
    options = arguments()
    jobs = [job for job in JOBS[options.set] if options.only in f"{job.name} {job.section}"]
    results = []
    try:
        folder = drawn(options.set)
        for job in jobs:
            results += measure(job, folder, options.runs)
            print(report.progress(job.name, results), file=sys.stderr)
        check_sums(results)
    except MeasureError as failure:
        sys.exit(f"Mesures arrêtées : {failure}")
    tables = report.tables(results)
    print("\n\n".join(tables.values()))
    if options.write:
        left_out = {job.section for job in JOBS[options.set] if job not in jobs}
        report.write({section: table for section, table in tables.items() if section not in left_out})


if __name__ == "__main__":
    main()

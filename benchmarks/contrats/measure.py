"""Times one engine: a first call in a fresh process, then warm ones; prints one line of JSON for run.py."""

import argparse
import gc
import json
import statistics
import time
from pathlib import Path

from world import RESULTS, digest


def arguments(**extra):
    """The options every engine takes, and its own ones with their defaults."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True, help="folder of contrats.parquet and npec.parquet")
    parser.add_argument("--runs", type=int, default=5, help="warm calls after the first one")
    for name, default in extra.items():
        parser.add_argument(f"--{name}", default=default, type=type(default))
    return parser.parse_args()


def timed(call, runs):
    """Seconds of each call, the first one apart, and the last result."""
    seconds = []
    for _ in range(runs + 1):
        gc.collect()
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def figures(seconds):
    """First call, then median, least and most of the warm ones."""
    warm = seconds[1:] or seconds
    return {
        "first": round(seconds[0], 6),
        "median": round(statistics.median(warm), 6),
        "least": round(min(warm), 6),
        "most": round(max(warm), 6),
        "runs": len(warm),
    }


def measure(engine, call, runs):
    """Time `call`, which gives the three tables of the common rule (columns: cfa, year, amounts…), and print."""
    seconds, tables = timed(call, runs)
    totals = {name: sum(map(int, tables[name][2])) for name in RESULTS}
    if len(set(totals.values())) > 1:
        message = f"{engine}: the three totals differ: {totals}"
        raise ValueError(message)
    sums = {name: digest(zip(*tables[name], strict=True)) for name in RESULTS}
    print(json.dumps({"engine": engine, **figures(seconds), "md5": sums, "total": totals["due"] / 100}), flush=True)


def measure_alone(name, seconds, **more):
    """Print the durations of calls that have no sums to compare, the first one apart."""
    print(json.dumps({"engine": name, **figures(seconds), **more}), flush=True)

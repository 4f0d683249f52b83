"""What the machine itself allows: memory read, rounding divisions, Parquet files read and nothing done."""

import json

import compiled  # noqa: F401 - before Numba
import numpy as np
import polars as pl
from bench_bareme import LEVEL_COLUMNS, read_contrats
from measure import arguments, figures, timed
from numba import njit, prange
from report import decimal, seconds
from world import NPEC

WORDS = 100_000_000
DIVISIONS = 2_000_000
BYTES_OF_A_CONTRAT = 4 + 4 + 2 + 1 + 4 * 4 + 1 + 1
BYTES = 8


@njit(cache=True, parallel=True)
def total(values):
    found = 0
    for at in prange(values.size):
        found += values[at]
    return found


@njit(cache=True, parallel=True, error_model="numpy")
def divide(numerators, denominators, found):
    for at in prange(found.size):
        found[at] = (2 * numerators[at] + denominators[at]) // (2 * denominators[at])


def tell(name, shown, **more):
    print(json.dumps({"engine": name, "shown": shown, **more}), flush=True)


def median(call, runs):
    return figures(timed(call, runs)[0])["median"]


def read_rate(runs):
    """Billions of bytes that all the processors together read in a second."""
    words = np.ones(WORDS, np.int64)
    return WORDS * BYTES / median(lambda: total(words), runs) / 1e9


def main():
    options = arguments()
    runs = options.runs
    rate = read_rate(runs)
    tell("lecture de la mémoire", f"{decimal(rate, 1)} Go/s")
    numerators = np.full(DIVISIONS, 1_000_000_000, np.int64)
    denominators, found = np.full(DIVISIONS, 365, np.int64), np.empty(DIVISIONS, np.int64)
    rounded = DIVISIONS / median(lambda: divide(numerators, denominators, found), runs) / 1e6
    tell("divisions arrondies de 64 bits", f"{decimal(rounded, 0)} millions/s")
    contrats = read_contrats(options.data)
    least = contrats.height * BYTES_OF_A_CONTRAT / rate / 1e9
    tell(f"lire en mémoire les {BYTES_OF_A_CONTRAT} octets de chaque contrat", seconds(least))
    read = median(lambda: read_contrats(options.data), runs)
    tell("lire le fichier Parquet des contrats", seconds(read), reads=read)
    read = median(lambda: pl.read_parquet(options.data / NPEC, columns=list(LEVEL_COLUMNS)), runs)
    tell("lire le fichier Parquet des niveaux", seconds(read), reads=read)


if __name__ == "__main__":
    main()

"""Draw the contracts and the NPEC table of the common rule, from fixed seeds.

python benchmarks/contrats/generate.py --contrats 1000000 --data .state/bench/1m
"""

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from world import CERTIFICATIONS, CFAS, CONTRATS, CPNES, NPEC, day

PART = 1_000_000
ROWS_OF_A_GROUP = 125_000
VERSIONS = (day(2019, 9, 1), day(2022, 9, 1), day(2023, 9, 8), day(2024, 7, 15), day(2025, 7, 1))
LEAST, MOST = 250_000, 1_500_000


def add_months(days, months):
    """`days` (datetime64[D]) and whole months later, the day clamped to the month."""
    month = days.astype("M8[M]")
    offset = (days - month.astype("M8[D]")).astype(np.int64)
    target = month + months
    last = ((target + 1).astype("M8[D]") - target.astype("M8[D]")).astype(np.int64) - 1
    return target.astype("M8[D]") + np.minimum(offset, last)


def zipf(draw, items, size, exponent):
    weights = 1 / np.arange(1, items + 1) ** exponent
    return draw.choice(items, size, p=weights / weights.sum())


def dates(days, missing=None):
    return pa.array(days.astype("int32"), pa.int32(), mask=missing).cast(pa.date32())


def draw_npec():
    """The dated rows of each certification × CPNE (2 % have none), and the level of each certification."""
    draw = np.random.default_rng(1)
    niveau = draw.choice([3, 4, 5, 6, 7], CERTIFICATIONS, p=[0.18, 0.14, 0.28, 0.22, 0.18]).astype(np.int8)
    base = draw.integers(4_500, 11_000, CERTIFICATIONS) * 100
    pairs = np.arange(CERTIFICATIONS * CPNES)
    pairs = pairs[draw.random(pairs.size) > 0.02]
    amount = (base[pairs // CPNES] * (1 + 0.12 * draw.standard_normal(pairs.size))).round(-2).astype(np.int64)
    current = np.clip(amount, LEAST, MOST)
    keys, starts, amounts = [pairs], [np.full(pairs.size, VERSIONS[0])], [current]
    for version in VERSIONS[1:]:
        changed = draw.random(pairs.size) < 0.35
        factor = np.where(draw.random(pairs.size) < 0.8, 0.93, 1.05)
        revised = np.clip((current * factor).round(-2).astype(np.int64), LEAST, MOST)
        current = np.where(changed, revised, current)
        keys.append(pairs[changed])
        starts.append(np.full(changed.sum(), version))
        amounts.append(current[changed])
    key, start, amount = map(np.concatenate, (keys, starts, amounts))
    order = np.lexsort((start, key))
    key, start, amount = key[order], start[order], amount[order]
    same = np.r_[key[1:] == key[:-1], False]
    end = np.where(same, np.r_[start[1:], 0], day(2100, 1, 1))
    columns = {
        "certification": pa.array((key // CPNES).astype("int32")),
        "cpne": pa.array((key % CPNES).astype("int16")),
        "valide_du": dates(start),
        "valide_avant": dates(end),
        "npec": pa.array(amount.astype("int64")),
    }
    return pa.table(columns), niveau


def draw_debut(draw, size):
    year = draw.choice(np.arange(2020, 2027), size, p=np.array([53, 73, 84, 85, 88, 85, 70]) / 538)
    months = np.array([4, 3, 2, 1.5, 1.5, 2, 5, 7, 54, 12, 5, 3]) / 100
    month = draw.choice(np.arange(1, 13), size, p=months)
    day_of_month = np.where(draw.random(size) < 0.6, 1, draw.integers(1, 31, size))
    day_of_month = np.where(month == 2, np.minimum(day_of_month, 28), day_of_month)
    leap = (draw.random(size) < 0.0005) & (month == 2) & (year % 4 == 0)
    day_of_month = np.where(leap, 29, day_of_month)
    first = ((year - 1970) * 12 + month - 1).astype("M8[M]").astype("M8[D]")
    return first + (day_of_month - 1)


def draw_periods(draw, size):
    """Conclusion, first day, last day, rupture (and where there is none) as day numbers."""
    debut = draw_debut(draw, size)
    conclusion = debut - draw.integers(0, 61, size)
    months = draw.choice([12, 24, 36, 42, 0], size, p=[0.45, 0.38, 0.115, 0.005, 0.05])
    months = np.where(months == 0, draw.integers(6, 12, size), months)
    fin = add_months(debut, months) - 1
    fin = fin - np.where(draw.random(size) < 0.5, draw.integers(0, 91, size), 0)
    length = (fin - debut).astype(np.int64)
    broken = draw.random(size) < 0.22
    after = (length * draw.beta(1, 2.2, size)).astype(np.int64)
    after = np.where(draw.random(size) < 0.2, draw.integers(0, 45, size), after)
    rupture = debut + np.minimum(after, length)
    numbers = [days.astype("M8[D]").astype(np.int64) for days in (conclusion, debut, fin, rupture)]
    return numbers, ~broken


def draw_contrats(draw, first, size, niveau):
    (conclusion, debut, fin, rupture), unbroken = draw_periods(draw, size)
    certification = zipf(draw, CERTIFICATIONS, size, 1.1)
    cpne = zipf(draw, CPNES, size, 0.9)
    cfa = zipf(draw, CFAS, size, 0.8)
    region = draw.integers(0, 18, size)
    handicap = draw.random(size) < 0.02
    distance = np.where(draw.random(size) < 0.08, draw.integers(80, 101, size), draw.integers(0, 60, size))
    columns = {
        "numero": pa.array(np.arange(first, first + size)),
        "cfa": pa.array(cfa.astype("int32")),
        "certification": pa.array(certification.astype("int32")),
        "cpne": pa.array(cpne.astype("int16")),
        "region": pa.array(region.astype("int8")),
        "niveau": pa.array(niveau[certification]),
        "conclusion": dates(conclusion),
        "debut": dates(debut),
        "fin": dates(fin),
        "rupture": dates(rupture, unbroken),
        "handicap": pa.array(handicap),
        "distance": pa.array(distance.astype("int8")),
    }
    return pa.table(columns)


def generate(folder, contrats, seed=7):
    """Write the two files of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    npec, niveau = draw_npec()
    pq.write_table(npec, folder / NPEC, compression="zstd")
    draw = np.random.default_rng(seed)
    writer = None
    for first in range(0, contrats, PART):
        table = draw_contrats(draw, first, min(PART, contrats - first), niveau)
        writer = writer or pq.ParquetWriter(folder / CONTRATS, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=ROWS_OF_A_GROUP)
    writer.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--contrats", type=int, default=PART)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    generate(options.data, options.contrats)


if __name__ == "__main__":
    main()

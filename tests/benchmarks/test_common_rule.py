"""The kernel measured on the common rule computes what the rule says (benchmarks/contrats/regle.md)."""

import datetime as dt
import random
import sys
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest
from numba.core import config

from tests.architecture.sources import ROOT

FOLDER = ROOT / "benchmarks" / "contrats"
MODULES = ("world", "reference", "kernel")
FIRST = dt.date(2020, 1, 1)
DAYS = 7 * 365
CONTRATS = 600


@pytest.fixture
def bench(monkeypatch, tmp_path):
    """The modules of the folder, compiled afresh: code kept from other rules would prove nothing."""
    monkeypatch.syspath_prepend(FOLDER)
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    yield SimpleNamespace(**{name: import_module(name) for name in MODULES})
    for name in MODULES:
        del sys.modules[name]


def drawn_contrat(draw, *, long):
    debut = FIRST + dt.timedelta(draw.randrange(DAYS))
    if draw.random() < 0.1:
        debut = draw.choice([dt.date(2024, 2, 29), dt.date(2023, 8, 31), dt.date(2024, 1, 1), dt.date(2025, 12, 31)])
    length = draw.randrange(365, 4 * 365) if long else draw.choice([30, 179, 300, 363, 364, 365])
    fin = debut + dt.timedelta(length)
    broken = draw.random() < 0.4
    return {
        "cfa": draw.randrange(3),
        "certification": draw.randrange(4),
        "cpne": draw.randrange(3),
        "niveau": draw.randint(3, 7),
        "conclusion": debut - dt.timedelta(draw.randrange(60)),
        "debut": debut,
        "fin": fin,
        "rupture": debut + dt.timedelta(draw.choice([0, 44, 45, draw.randrange(length + 1)])) if broken else None,
        "handicap": draw.random() < 0.2,
        "distance": draw.choice([0, 79, 80, 100]),
    }


def drawn_npec(draw):
    """Rows (certification, cpne, first day, centimes) sorted; some pairs have none."""
    versions = [dt.date(2019, 9, 1), dt.date(2022, 9, 1), dt.date(2025, 7, 1)]
    return [
        (certification, cpne, first_day, draw.randrange(250_000, 1_500_000))
        for certification in range(4)
        for cpne in range(2)
        for first_day in sorted(draw.sample(versions, draw.randint(1, 3)))
    ]


def kernel_tables(bench, contrats, rows):
    def number(date):
        return (date - bench.world.EPOCH).days if date else bench.world.NEVER

    def column(values):
        return np.array([number(each) if each is None or isinstance(each, dt.date) else each for each in values])

    levels = bench.kernel.empty_levels(len(rows))
    assert bench.kernel.add_levels(levels, 0, tuple(map(column, zip(*rows, strict=True))))
    columns = bench.kernel.Contrats(
        *(column([contrat[name] for contrat in contrats]) for name in bench.kernel.Contrats._fields)
    )
    tables = bench.kernel.empty_tables()
    bench.kernel.add_contrats(tables, bench.kernel.TERMS, levels, columns, (0, len(contrats)))
    return bench.kernel.columns_of(tables)


def by_pair(rows):
    found = {}
    for certification, cpne, first_day, amount in rows:
        first_days, amounts = found.setdefault((certification, cpne), ([], []))
        first_days.append(first_day)
        amounts.append(amount)
    return found


def test_the_kernel_has_the_three_sums_of_the_reference(bench):
    draw = random.Random(20_261_123)  # noqa: S311 - contracts to compute, no secret
    contrats = [drawn_contrat(draw, long=number % 3 > 0) for number in range(CONTRATS)]
    rows = drawn_npec(draw)

    expected = bench.reference.compute(contrats, by_pair(rows))
    found = kernel_tables(bench, contrats, rows)

    sums = {name: bench.world.digest(expected[name]) for name in bench.world.RESULTS}
    assert sums == {name: bench.world.digest(zip(*found[name], strict=True)) for name in bench.world.RESULTS}
    assert 3 == len(set(sums.values()))
    for name in bench.world.RESULTS:
        assert sorted(tuple(map(int, row)) for row in zip(*found[name], strict=True)) == sorted(
            row for row in expected[name] if any(row[2:])
        )


def test_the_reference_pays_a_year_as_the_rule_says(bench):
    contrat = {
        "cfa": 7, "certification": 0, "cpne": 0, "niveau": 5, "conclusion": dt.date(2024, 8, 20),
        "debut": dt.date(2024, 9, 1), "fin": dt.date(2025, 8, 31), "rupture": None, "handicap": False, "distance": 0,
    }  # fmt: skip

    tables = bench.reference.compute([contrat], {(0, 0): ([dt.date(2022, 9, 1)], [500_000])})

    # 40 % on 1 October 2024; 30 % in March, 20 % in June, the rest in December 2025; 122 days of 365 before January.
    assert [(7, 2024, 500_000, 1)] == tables["due"]
    assert [(7, 2024, 200_000), (7, 2025, 300_000)] == tables["cash"]
    assert [(7, 2024, 167_123), (7, 2025, 332_877)] == tables["charge"]


def test_the_reference_charges_half_of_an_early_rupture(bench):
    contrat = {
        "cfa": 7, "certification": 0, "cpne": 0, "niveau": 6, "conclusion": dt.date(2025, 9, 1),
        "debut": dt.date(2025, 9, 1), "fin": dt.date(2026, 8, 31), "rupture": dt.date(2025, 9, 10), "handicap": True,
        "distance": 80,
    }  # fmt: skip

    tables = bench.reference.compute([contrat], {})

    # No row: 6 000 € of the level 6, 4 800 € at a distance, 8 800 € with the handicap; 10 days of 365; half is charged.
    due = 24_110
    assert [(7, 2025, due - 12_055, 1)] == tables["due"]


def test_rows_out_of_order_are_noticed(bench):
    levels = bench.kernel.empty_levels(2)
    columns = (np.array([1, 1]), np.array([0, 0]), np.array([200, 100]), np.array([1, 2]))

    assert not bench.kernel.add_levels(levels, 0, columns)

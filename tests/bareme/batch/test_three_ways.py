"""The compiled rules give the bytes of the plain ones, whatever the contract and the hypothèses."""

import polars as pl
import pytest

from bareme.batch import du_opco_by, dues_by, schedule, summaries
from bareme.contrats import computing
from bareme.contrats.contrats import Contrats
from bareme.contrats.writing import line_table, summary_table, write_csv
from bareme.legislation import LAW_FIELDS, law_table
from bareme.parametres import parametre
from bareme.rules.contrat import NEVER
from tests.bareme.batch.plainly import batch_csv, funded, plain_csv
from tests.bareme.batch.population import named, population

HYPOTHESES = sorted(field.key for field in LAW_FIELDS.values() if field.key.startswith("hypotheses/"))


def numbers(frame):
    return [str(row) for row in range(frame.height)]


def summed(fundings, key):
    """(lines, centimes) by group and year, from the plain schedules."""
    cells = {}
    for row, funding in enumerate(fundings):
        for line in funding.lines:
            count, cents = cells.get((key(row), line.exigible_le.year), (0, 0))
            cells[key(row), line.exigible_le.year] = count + 1, cents + line.montant
    return sorted((group, year, *cell) for (group, year), cell in cells.items())


@pytest.mark.parametrize("seed", [1, 20260827])
def test_the_compiled_schedules_are_those_of_the_plain_rules(seed):
    frame = population(4_000, seed)
    fundings = funded(frame, law_table())

    lines = schedule(frame, law_table())

    assert plain_csv(fundings, numbers(frame)) == batch_csv(lines, numbers(frame))
    assert set(range(7)) == set(lines["nature"]), "every nature must be drawn"


def test_the_compiled_summaries_are_those_of_the_plain_rules():
    frame = population(4_000, 3)
    fundings = funded(frame, law_table())

    figures = summaries(frame, law_table())

    assert [tuple(funding.summary) for funding in fundings] == figures.rows()


@pytest.mark.parametrize("key", HYPOTHESES)
def test_the_compiled_rules_follow_every_hypothese(key):
    """The other reading of each text changes some contract, and changes it alike."""
    overrides = {key: 1 - int(parametre(key).values[-1].amount)}
    frame = population(1_500, 4)
    table = law_table(overrides)
    fundings = funded(frame, table)

    lines = schedule(frame, table)

    assert plain_csv(fundings, numbers(frame)) == batch_csv(lines, numbers(frame))
    assert [tuple(funding.summary) for funding in fundings] == summaries(frame, table).rows()
    assert not lines.equals(schedule(frame, law_table())), "the population has no contract that this reading changes"


def test_all_hypotheses_turned_at_once():
    table = law_table({key: 1 - int(parametre(key).values[-1].amount) for key in HYPOTHESES})
    frame = population(1_500, 5)

    lines = schedule(frame, table)

    assert plain_csv(funded(frame, table), numbers(frame)) == batch_csv(lines, numbers(frame))


def test_sums_by_group_and_year_are_those_of_the_lines():
    frame = population(3_000, 6)
    codes = pl.Series([row * 7 % 31 for row in range(frame.height)])
    fundings = funded(frame, law_table())

    cells = dues_by(frame, law_table(), codes)

    assert summed(fundings, lambda row: row * 7 % 31) == cells.rows()


def test_what_is_due_by_group_is_the_sum_of_the_summaries():
    frame = population(3_000, 7)
    codes = pl.Series([row % 5 for row in range(frame.height)])

    dues = du_opco_by(frame, law_table(), codes)

    figures = summaries(frame, law_table()).with_columns(codes.alias("groupe"))
    expected = figures.group_by("groupe").agg(pl.len(), pl.col("du_opco").sum()).sort("groupe")
    assert expected.rows() == dues.rows()


def test_the_files_of_the_command_line_are_the_same_bytes_either_way(monkeypatch):
    frame = named(population(2_000, 8)).with_columns(rncp=pl.lit(None), cpne=pl.lit(None), idcc=pl.lit(None))
    contrats = Contrats(frame.select(population(0, 0).columns), frame.with_columns(region=pl.lit(None)))
    plain_lines, plain_figures = computing.schedule(contrats), computing.summary(contrats)
    monkeypatch.setattr(computing, "PLAIN_UP_TO", 0)

    lines, figures = computing.schedule(contrats), computing.summary(contrats)

    assert write_csv(line_table(contrats, plain_lines)) == write_csv(line_table(contrats, lines))
    assert write_csv(summary_table(contrats, plain_figures)) == write_csv(summary_table(contrats, figures))


def test_the_population_holds_every_rare_case():
    """Otherwise the tests above would compare little."""
    frame = population(4_000, 1)
    broken = frame.filter(pl.col("rupture") != NEVER)

    assert {0, 1, 2} == set(frame["type"])
    assert broken.filter(pl.col("maintien_cfa") == 1).height > 100
    assert broken.filter(pl.col("rupture_probatoire") == 1).height > 100
    assert frame.filter(pl.col("decision") > 0).height > 100
    assert frame.filter(pl.col("heures_distance") * 100 == pl.col("heures_formation") * 80).height > 10
    assert frame.filter(pl.col("debut_cycle") < pl.col("debut")).height > 100

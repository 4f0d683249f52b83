"""Hundreds of reforms at once, cell by cell against the scalar rules."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bareme.batch import sweep_layout
from bareme.batch.bounds import LONGEST
from bareme.batch.sweep import laid_out, swept
from bareme.batch.yearly import yearly_dues
from bareme.contrats.contrats import FIELDS, LABELS, Contrats
from bareme.legislation import LAW_FIELDS, law_table
from bareme.rules.contrat import Contrat
from bareme.rules.funding import summarise
from bareme.rules.law import Law
from bareme.simulation import SimulationError, prepare, sweep, sweeping
from bareme.simulation.measures import reformed_columns, reformed_law
from bareme.simulation.reform_tables import Reforms
from bareme.simulation.scenario import Kind, Measure, Scenario
from tests.bareme.funding.contrats import contrat
from tests.bareme.simulation.worlds import contrats_of, reform, reforms, worlds
from tests.bareme.strategies import any_contract, as_contrat

SOME = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
EFFECT = date(2025, 9, 1)


def dues_of(contrats, scenario):
    """Centimes by CFA and calendar year, the scalar rules on each contract in turn; nothing written for nothing."""
    starts, laws = reformed_law(scenario)
    found = defaultdict(int)
    columns = reformed_columns(scenario, contrats)
    for row, cfa in zip(columns.iter_rows(), contrats.labels["cfa"], strict=True):
        mine = Contrat(*row)
        for due in yearly_dues(laws[bisect_right(starts, mine.conclusion) - 1], mine):
            found[cfa, due.annee] += due.montant
    return {cell: amount for cell, amount in found.items() if amount}


def cells_of(found, rank):
    """The same from a sweep."""
    return {
        (cfa, year): int(amount)
        for cfa, years in zip(found.cfa, found.dues[rank], strict=True)
        for year, amount in zip(found.years, years, strict=True)
        if amount
    }


@given(worlds(most=12), st.lists(reforms(), min_size=1, max_size=6))
@SOME
def test_every_cell_is_what_the_scalar_rules_give(contrats, scenarios):
    found = sweep(contrats, scenarios)

    assert [dues_of(contrats, each) for each in scenarios] == [cells_of(found, n) for n in range(len(scenarios))]


@given(any_contract().map(as_contrat), st.integers(0, 1))
@SOME
def test_the_years_of_a_contract_add_up_to_its_due(mine, capped):
    starts, laws = law_table()
    law = laws[bisect_right(starts, mine.conclusion) - 1]._replace(hypothese_annee_plafonnee=capped)

    assert summarise(law, mine).du_opco == sum(due.montant for due in yearly_dues(law, mine))


def world_of(*contracts, cfas=("Alpha",)):
    return contrats_of(contracts, [{"cfa": cfas[rank % len(cfas)]} for rank in range(len(contracts))])


def lowered(percent, effect=EFFECT, **selection):
    return reform(f"moins-{percent}", effect, [Measure(Kind.POURCENTAGE, Fraction(-percent, 100), **selection)])


def test_the_axes_are_the_scenarios_the_cfas_and_the_years():
    signed = [contrat(8000, f"{year}-09-01", f"{year + 1}-08-31") for year in (2025, 2026, 2028)]

    found = sweep(world_of(*signed, cfas=("Bravo", "Alpha", None)), [lowered(0), lowered(50)])

    assert ("Alpha", "Bravo", None) == found.cfa
    assert range(2025, 2029) == found.years
    assert (2, 3, 4) == found.dues.shape
    assert [[0, 800_000, 0, 0], [800_000, 0, 0, 0], [0, 0, 0, 800_000]] == found.dues[0].tolist()
    assert [[0, 400_000, 0, 0], [800_000, 0, 0, 0], [0, 0, 0, 400_000]] == found.dues[1].tolist()


def test_the_participation_is_taken_from_the_first_euros_due():
    signed = contrat(1000, "2025-09-01", "2027-08-31", niveau=6)
    double = reform("double", EFFECT, [Measure(Kind.PARAMETRE, Fraction(150_000), "participation/montant")])

    found = sweep(world_of(signed), [lowered(0), lowered(0, date(2020, 1, 1)), double])

    assert [25_000, 100_000] == found.dues[0, 0].tolist()
    assert [25_000, 100_000] == found.dues[2, 0].tolist()


def test_what_the_first_year_cannot_bear_goes_to_the_second():
    signed = contrat(1000, "2025-09-15", "2027-09-14", niveau=6)
    double = reform("double", EFFECT, [Measure(Kind.PARAMETRE, Fraction(150_000), "participation/montant")])

    assert [0, 50_000] == sweep(world_of(signed), [double]).dues[0, 0].tolist()


def test_scenarios_that_count_days_otherwise_share_the_same_years():
    """A prior period before 1 January: the years begin with it in one scenario only."""
    signed = contrat(8000, "2026-01-15", "2027-01-14", debut_cycle="2025-12-01", conclusion="2026-01-10")
    anchored = reform("cycle", EFFECT, [Measure(Kind.PARAMETRE, Fraction(1), "hypotheses/annees_du_cycle")])
    contrats = world_of(signed)

    found = sweep(contrats, [lowered(0), anchored, lowered(5)])

    assert range(2025, 2027) == found.years
    assert [dues_of(contrats, each) for each in (lowered(0), anchored, lowered(5))] == [
        cells_of(found, rank) for rank in range(3)
    ]


def test_no_scenario_gives_no_due():
    assert (0, 1, 0) == sweep(world_of(contrat(8000, "2025-09-01", "2026-08-31")), []).dues.shape


def test_prepared_contracts_are_swept_again_alike():
    contrats = world_of(*[contrat(7000 + rank, "2025-09-01", "2027-08-31", niveau=6) for rank in range(7)])
    prepared = prepare(contrats, threads=1)

    again = [sweep(prepared, [lowered(percent)]).dues for percent in (3, 7, 3)]

    assert np.array_equal(again[0], again[2])
    assert np.array_equal(again[1], sweep(contrats, [lowered(7)]).dues)


def test_a_level_out_of_bounds_is_refused():
    tenfold = reform("dix", EFFECT, [Measure(Kind.POURCENTAGE, Fraction(9)), Measure(Kind.PLAFOND, Fraction(900_000))])

    with pytest.raises(SimulationError, match="dix"):
        sweep(world_of(contrat(999_999, "2025-10-01", "2026-08-31")), [tenfold])


def test_a_rise_that_no_contract_of_its_selection_can_reach_is_not_refused():
    tenfold = reform("dix", EFFECT, [Measure(Kind.POURCENTAGE, Fraction(9), niveaux=frozenset({7}))])
    signed = [contrat(999_999, "2025-10-01", "2026-09-30"), contrat(8000, "2025-10-01", "2026-09-30", niveau=7)]
    contrats = world_of(*signed)

    assert dues_of(contrats, tenfold) == cells_of(sweep(contrats, [tenfold]), 0)


def test_the_highest_levels_and_the_longest_contracts_stay_exact():
    """The bounds of the doubles: the highest figures that the readers let in, more contracts to a CFA than `FLUSH`."""
    extreme = {"majoration_handicap": 100_000_000, "reduction_duree": 1, "niveau": 6}
    signed = [
        contrat(1_000_000 - rank, "2025-09-30", f"{2026 + rank % 12}-08-{1 + rank % 28:02d}", **extreme)
        for rank in range(3 * sweep_layout.FLUSH)
    ]
    contrats = world_of(*signed, cfas=("Alpha", "Bravo"))
    one_day = Measure(Kind.PARAMETRE, Fraction(1), "prise_en_charge/base_jours")
    scenarios = [lowered(Fraction(1, 10_000)), reform("base d’un jour", EFFECT, [one_day])]

    found = sweep(contrats, scenarios)

    assert [dues_of(contrats, each) for each in scenarios] == [cells_of(found, rank) for rank in range(2)]


@pytest.mark.parametrize("threads", [1, 3])
def test_a_contract_taken_out_of_the_common_form_gives_the_same_dues(threads):
    """The scalar rules on every contract instead of the few that need them."""
    contrats = world_of(
        *[
            contrat(
                6000 + 13 * rank, "2025-09-01", "2027-07-31", niveau=3 + rank % 6, majoration_handicap=rank % 2 * 1000
            )
            for rank in range(40)
        ],
        cfas=("Alpha", "Bravo", "Charlie"),
    )
    scenarios = (lowered(5), lowered(12, niveaux=frozenset({4})))
    prepared = prepare(contrats, threads=threads)
    layout = prepared.layout(law_table())
    tables = Reforms(scenarios, prepared.cpne, prepared.rncp)
    everybody = np.ones(len(contrats), np.bool_)

    slow = swept(layout, tables.tables(), tables.laws, everybody, threads=threads)

    assert np.array_equal(sweep(prepared, scenarios).dues, slow.transpose(2, 0, 1))


def test_every_figure_of_the_law_is_of_the_level_of_the_payment_or_of_the_counting_of_days():
    """A field that is neither would be taken for the third, which is always right; those two lists must stay true."""
    mine = contrat(
        8000, "2025-09-01", "2027-05-20", niveau=6, rupture="2026-02-10", maintien_cfa=1, heures_formation=80_000,
        heures_distance=70_000, majoration_handicap=100_000,
    )  # fmt: skip
    law = law_table()[1][-1]
    others = {name: 1 - getattr(law, name) if getattr(law, name) in (0, 1) else 1 for name in Law._fields}

    moved = [
        name
        for name in sweeping.PAYMENT_FIELDS
        if summarise(law, mine).du_opco != summarise(law._replace(**{name: others[name]}), mine).du_opco
    ]

    assert [] == moved
    assert set(Law._fields) >= sweeping.LEVEL_FIELDS | sweeping.PAYMENT_FIELDS
    assert set() == sweeping.LEVEL_FIELDS & sweeping.PAYMENT_FIELDS
    assert set(LAW_FIELDS) == set(Law._fields)


def test_the_bounds_of_the_layout_keep_the_doubles_exact():
    highest = 2 * 100 * 100_000_000  # a level and an increase of a million euros each, in hundredths of a centime

    assert 2 * highest * sweep_layout.HEAVIEST + 3_660 * 100 * 100 < 2**53
    assert 2 * highest * 100 * sweep_layout.LONGEST_PROBATION + 3_660 * 100 * 100 < 2**53
    assert sweep_layout.FLUSH * 2 * (highest * LONGEST // 100) < 2**53


def test_contracts_that_cannot_be_computed_are_refused():
    contrats = world_of(contrat(8000, "2025-09-01", "2026-08-31"))
    wrong = contrats.columns.with_columns(pl.lit(-1, pl.Int64).alias("npec"))
    labels = prepare(contrats).labels

    with pytest.raises(Exception, match="npec -1"):
        laid_out(wrong, law_table(), labels)


def test_two_ways_of_counting_years_share_no_amount():
    """The prior period opens the year in 2020 under one reading, in 2021 under the other."""
    mine = contrat(400, "2021-01-01", "2021-07-01", conclusion="2020-12-31", debut_cycle="2020-12-01")
    columns = pl.DataFrame([tuple(mine)], schema=list(FIELDS), orient="row").cast(dict(FIELDS))
    contrats = Contrats(columns, pl.DataFrame({name: ["CFA Alpha"] for name in LABELS}))
    reading = Measure(Kind.PARAMETRE, Fraction(1), "hypotheses/annees_du_cycle")
    scenarios = [Scenario("essai", "t", "a", "s", date(2018, 6, 1), mesures) for mesures in ((), (reading,))]

    found = sweep(contrats, scenarios)

    assert [{("CFA Alpha", 2021): 26_667}, {("CFA Alpha", 2020): 26_667}] == [cells_of(found, n) for n in range(2)]

"""The solver on cases small enough to be checked by hand."""

from fractions import Fraction

import pytest

from bareme.majoration.allocation import allocate
from bareme.majoration.solver import SolverRefusal
from tests.bareme.majoration.samples import amounts, one, rules


def test_without_rates_nor_caps_each_contract_gets_the_mean():
    allocation = allocate([one("A1", 30), one("A2", 70)], rules(10_000))

    assert Fraction(100) == allocation.base == allocation.mean
    assert {"A1": 3_000, "A2": 7_000} == amounts(allocation)


def test_complements_and_green_are_shares_of_the_mean():
    # M = 10 000 / 100 = 100; B: 25 % of M; green: 10 % of M. Base: (10 000 − 40 × 25 − 10 × 10) / 100 = 89.
    allocation = allocate([one("A1", 60), one("B1", 40, 10, "B")], rules(10_000))

    assert Fraction(89) == allocation.base
    assert {"A1": 60 * 89, "B1": 40 * 89 + 1_000 + 100} == amounts(allocation)


def test_what_a_cap_frees_goes_back_to_the_base_and_the_mean_counts_the_capped():
    # M = 100 with the capped organisme in it; the other gets all the rest.
    allocation = allocate([one("Gros", 80), one("Petit", 20)], rules(10_000, total=5_000))

    assert (Fraction(250), Fraction(100)) == (allocation.base, allocation.mean)
    assert {"Gros": 5_000, "Petit": 5_000} == amounts(allocation)
    assert allocation.organisme("Gros").capped_total


def test_the_green_cap_holds_when_the_total_cap_does_not_bind():
    # Uncapped green: 50 × 10 = 500, capped to 200; base = (10 000 − 200) / 100 = 98.
    allocation = allocate([one("Vert", 50, 50), one("Autre", 50)], rules(10_000, dont_vert=200))

    line = allocation.organisme("Vert")
    assert Fraction(98) == allocation.base
    assert (True, False, 200, 5_100) == (line.capped_green, line.capped_total, line.dont_bonus_vert, line.majoration)


def test_the_green_cap_holds_when_the_total_cap_binds():
    allocation = allocate([one("Vert", 80, 80), one("Autre", 20)], rules(10_000, total=6_000, dont_vert=200))

    line = allocation.organisme("Vert")
    assert (6_000, 200, True, True) == (line.majoration, line.dont_bonus_vert, line.capped_total, line.capped_green)


def test_several_caps_bind_at_once():
    reglement = rules(10_000, caps={"C1": 1_000, "C2": 2_000, "C3": 3_000})
    allocation = allocate([one(name, 25) for name in ("C1", "C2", "C3", "Libre")], reglement)

    assert {"C1": 1_000, "C2": 2_000, "C3": 3_000, "Libre": 4_000} == amounts(allocation)
    assert Fraction(160) == allocation.base


def test_a_floor_is_paid_by_the_base():
    allocation = allocate([one("Petit", 1), one("Grand", 99)], rules(10_000, floor=1_000))

    assert {"Petit": 1_000, "Grand": 9_000} == amounts(allocation)
    assert allocation.organisme("Petit").floored


def test_the_base_is_exact_at_a_break_point():
    # At base 100 the first organisme meets its cap exactly: it is not said to be capped.
    allocation = allocate([one("Juste", 50), one("Autre", 50)], rules(10_000, caps={"Juste": 5_000}))

    assert Fraction(100) == allocation.base
    assert not allocation.organisme("Juste").capped_total


def test_an_envelope_equal_to_the_sum_of_the_caps_is_solved_at_the_smallest_base():
    allocation = allocate([one("A1", 10), one("A2", 20)], rules(10_000, total=5_000))

    assert Fraction(500) == allocation.base
    assert {"A1": 5_000, "A2": 5_000} == amounts(allocation)


def test_one_organisme_takes_the_whole_envelope():
    allocation = allocate([one("Seul", 7, 3, "B")], rules(9_999))

    assert {"Seul": 9_999} == amounts(allocation)


def test_an_envelope_of_zero_gives_zero():
    allocation = allocate([one("A1", 3), one("A2", 4)], rules(0))

    assert {"A1": 0, "A2": 0} == amounts(allocation)


def test_a_line_without_contract_gets_nothing_and_no_floor():
    allocation = allocate([one("Vide", 0), one("Plein", 10)], rules(1_000, floor=100))

    assert {"Plein": 1_000, "Vide": 0} == amounts(allocation)


def test_the_residue_goes_to_the_largest_remainders():
    # 100 / 3 each: 33.33…; the euro left goes to the first name, all remainders being equal.
    allocation = allocate([one(name, 1) for name in ("Gamma", "Alpha", "Béta")], rules(100))

    assert {"Alpha": 34, "Béta": 33, "Gamma": 33} == amounts(allocation)
    assert (1, 1) == (allocation.residu, allocation.organisme("Alpha").ajustement)


def test_a_negative_residue_is_taken_from_those_most_rounded_up():
    # 201 over weights 1, 1, 2 → 50.25, 50.25, 100.5 → 50 + 50 + 101 = 201; over halves everybody rounds up.
    allocation = allocate([one("Alpha", 1), one("Béta", 1)], rules(101))

    assert {"Alpha": 50, "Béta": 51} == amounts(allocation)
    assert allocation.residu == -1


def test_a_designated_line_bears_the_residue():
    allocation = allocate([one(name, 1) for name in ("Alpha", "Béta", "Gamma")], rules(100, lines=["Gamma"]))

    assert {"Alpha": 33, "Béta": 33, "Gamma": 34} == amounts(allocation)


def test_designated_lines_fall_back_on_the_largest_remainder_when_absent_or_exhausted():
    # 7 organismes, 102 / 7 = 14.57 → 15 each = 105: three euros too many, one designated line only.
    names = ["Alpha", "Béta", "Gamma", "Delta", "Epsilon", "Zêta", "Êta"]
    allocation = allocate([one(name, 1) for name in names], rules(102, lines=["Inconnu", "Zêta"]))

    adjusted = {line.of_cfa for line in allocation.organismes if line.ajustement}
    assert {"Zêta", "Alpha", "Béta"} == adjusted


def test_nobody_is_adjusted_past_its_cap():
    # 200 − 33 = 167 for two: 83.5 each, both rounded up; the euro too many is not taken from the capped one.
    reglement = rules(200, caps={"Alpha": 33})
    allocation = allocate([one("Alpha", 1), one("Béta", 1), one("Gamma", 1)], reglement)

    assert {"Alpha": 33, "Béta": 83, "Gamma": 84} == amounts(allocation)


def test_a_cap_that_is_not_a_whole_euro_is_never_passed_by_rounding():
    allocation = allocate([one("Plafond", 50), one("Autre", 50)], rules(10_000, caps={"Plafond": "1000.50"}))

    assert {"Plafond": 1_000, "Autre": 9_000} == amounts(allocation)
    assert Fraction("1000.50") == allocation.organisme("Plafond").exact


@pytest.mark.parametrize(
    "items, reglement, code, figure",
    [
        ([], rules(100), "aucun_contrat", "Aucun contrat"),
        ([one("A1", 0)], rules(100), "aucun_contrat", "Aucun contrat"),
        ([one("A1", 10)], rules(10_000, total=9_999), "enveloppe_trop_grande", "9\u202f999\u202f€"),
        ([one("A1", 10), one("A2", 1)], rules(100, floor=51), "enveloppe_sous_les_planchers", "102\u202f€"),
        (
            [one("B1", 10, 10, "B"), one("B2", 10, 10, "B")],
            rules(1_000, bonus=1, classes={"A": 0, "B": 1}),
            "base_negative",
            "2\u202f000\u202f€",
        ),
        (
            [one("Fixe", 1), one("Fixe2", 1)],
            rules(10, caps={"Fixe": "4.5", "Fixe2": "5.5"}),
            "residu_non_repartissable",
            "1\u202f€",
        ),
    ],
)
def test_what_cannot_be_solved_is_refused_with_its_figures(items, reglement, code, figure):
    with pytest.raises(SolverRefusal) as refused:
        allocate(items, reglement)

    assert code == refused.value.code
    assert figure in refused.value.reason


def test_a_negative_imposed_base_is_refused():
    with pytest.raises(SolverRefusal, match="positive ou nulle"):
        allocate([one("A1", 10)], rules(), base=Fraction(-1))


def test_an_imposed_base_spends_what_it_spends():
    allocation = allocate([one("A1", 60), one("A2", 40)], rules(10_000), base=Fraction(90))

    assert (True, 1_000) == (allocation.base_imposed, allocation.reste)
    assert {"A1": 5_400, "A2": 3_600} == amounts(allocation)

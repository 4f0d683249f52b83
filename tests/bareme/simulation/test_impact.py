"""The impact of a reform against two plain fundings of every contract, and what any impact must respect."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bareme.contrats.contrats import Contrats
from bareme.simulation import SimulationError, dues, impacts
from bareme.simulation.scenario import Kind, Measure
from tests.bareme.funding.contrats import contrat
from tests.bareme.simulation.worlds import BY, ON_LEVEL, by_hand, contrats_of, reform, reforms, worlds

SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
GROUPINGS = st.lists(st.sampled_from(BY), min_size=1, max_size=3, unique=True)
EFFECT = date(2026, 1, 1)
SIGNED_2026 = {"conclusion": "2026-01-05"}
PLANCHER = Measure(Kind.PLANCHER, Fraction(900_000))
PLAFOND = Measure(Kind.PLAFOND, Fraction(850_000))
FIVE_LESS = Measure(Kind.POURCENTAGE, Fraction(-5, 100))


def impact_of(contrats, scenario, by=("cfa",)):
    [found] = impacts(contrats, [scenario], by)
    return found


def figures_of(impact):
    """Figures of each group, then those of all, as `by_hand` gives them."""
    size = len(impact.by)
    groups = {row[:size]: list(row[size:]) for row in impact.groups.iter_rows()}
    return groups, list(impact.total.row(0))


def ecart(contrats, *measures, effect=EFFECT):
    return impact_of(contrats, reform("essai", effect, measures)).total["ecart"][0]


def single(npec=8000, **given_fields):
    """One contract of level 5 of exactly a year, concluded in 2026."""
    fields = SIGNED_2026 | given_fields
    return contrats_of([contrat(npec, "2026-02-01", "2027-01-31", **fields)], [{"cfa": "Alpha"}])


@given(worlds(), reforms(), GROUPINGS)
@SOME
def test_an_impact_is_two_plain_fundings_compared_by_hand(contrats, scenario, by):
    expected = by_hand(contrats, scenario, by)

    assert expected == figures_of(impact_of(contrats, scenario, by))


@given(worlds(), reforms(), GROUPINGS)
@SOME
def test_groups_add_up_to_the_total(contrats, scenario, by):
    impact = impact_of(contrats, scenario, by)

    assert impact.groups["du_reference"].sum() == impact.total["du_reference"][0]
    assert impact.groups["du_scenario"].sum() == impact.total["du_scenario"][0]
    assert impact.groups["ecart"].sum() == impact.total["ecart"][0]
    assert impact.total["contrats"][0] == len(contrats)


@given(worlds(), GROUPINGS)
@SOME
def test_a_null_reform_changes_nothing_anywhere(contrats, by):
    impact = impact_of(contrats, reform("nulle", EFFECT, ()), by)

    assert (impact.groups["ecart"] == 0).all()
    assert (impact.groups["inchanges"] == impact.groups["contrats"]).all()
    assert impact.groups["du_reference"].equals(impact.groups["du_scenario"])


@given(worlds(), GROUPINGS)
@SOME
def test_zero_percent_is_a_null_reform(contrats, by):
    nothing = Measure(Kind.POURCENTAGE, Fraction(0))

    by_zero = impact_of(contrats, reform("nulle", date(2018, 1, 1), [nothing]), by)

    assert figures_of(impact_of(contrats, reform("nulle", date(2018, 1, 1), ()), by)) == figures_of(by_zero)


@given(worlds(), reforms(), GROUPINGS)
@SOME
def test_the_order_of_the_contracts_changes_nothing(contrats, scenario, by):
    backwards = Contrats(contrats.columns.reverse(), contrats.labels.reverse())

    assert figures_of(impact_of(contrats, scenario, by)) == figures_of(impact_of(backwards, scenario, by))


@given(worlds(), st.lists(ON_LEVEL, min_size=1, max_size=3))
@SOME
def test_the_compiled_rules_give_the_same_impact(contrats, measures):
    scenario = reform("essai", date(2020, 6, 1), measures)
    plain = [figures_of(impact_of(contrats, scenario, by)) for by in (("cfa",), ("region", "annee"))]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dues, "PLAIN_UP_TO", 0)
        compiled = [figures_of(impact_of(contrats, scenario, by)) for by in (("cfa",), ("region", "annee"))]

    assert plain == compiled


def test_the_order_of_the_measures_matters():
    contrats = single(npec=9200)

    assert 850_000 * 95 // 100 - 920_000 == ecart(contrats, PLAFOND, FIVE_LESS)
    assert 850_000 - 920_000 == ecart(contrats, FIVE_LESS, PLAFOND)


def test_of_a_crossing_ceiling_and_floor_the_last_decides():
    contrats = single(npec=8000)

    assert 900_000 - 800_000 == ecart(contrats, PLAFOND, PLANCHER)
    assert 850_000 - 800_000 == ecart(contrats, PLANCHER, PLAFOND)


@pytest.mark.parametrize("days, expected", [(-1, -40_000), (0, -40_000), (1, 0)])
def test_the_date_of_effect_is_compared_with_the_date_of_conclusion_included(days, expected):
    conclusion = date(2026, 1, 5)

    assert expected == ecart(single(), FIVE_LESS, effect=conclusion + timedelta(days=days))


def test_a_percentage_is_rounded_half_up_to_the_centime():
    half_a_percent = Measure(Kind.POURCENTAGE, Fraction(5, 1000))

    assert 402 == ecart(single(npec=803), half_a_percent)


def test_the_amount_paid_before_the_decision_is_reformed_too():
    decided = single(npec=8000, npec_initial=600_000, decision="2027-01-15")

    found = {row["annee"]: row["ecart"] for row in _years(decided, FIVE_LESS)}

    assert {2026: -30_000 * 90 // 100, 2027: -40_000 + 27_000} == found


def _years(contrats, *measures):
    return impact_of(contrats, reform("essai", EFFECT, measures), ("annee",)).groups.iter_rows(named=True)


def test_a_forfeited_solde_counts_in_the_year_of_its_line():
    late = single(pieces_recues_le="2028-09-01")

    found = {row["annee"]: row["du_reference"] for row in _years(late, FIVE_LESS)}

    assert 800_000 == sum(found.values())
    assert 80_000 == found[2028]


def test_a_contract_counts_once_in_each_year_and_once_in_the_total():
    impact = impact_of(single(), reform("essai", EFFECT, [FIVE_LESS]), ("annee",))

    assert [1, 1] == impact.groups["contrats"].to_list()
    assert (1, 1) == (impact.total["contrats"][0], impact.total["perdants"][0])


def test_winners_and_losers_are_judged_inside_the_group():
    """An amount that moves from one year to another makes a winner in one, a loser in the other, nobody in all."""
    earlier = Measure(Kind.PARAMETRE, Fraction(90, 100), "prise_en_charge/avance")
    impact = impact_of(single(), reform("essai", EFFECT, [earlier]), ("annee",))

    assert [(1, 0), (0, 1)] == impact.groups.select("gagnants", "perdants").rows()
    assert (0, 0, 1) == impact.total.select("gagnants", "perdants", "inchanges").row(0)


def test_a_contract_paid_by_the_hour_ignores_the_levels():
    hourly = single(type=1, npec=0, npec_initial=0, heures_formation=45_000, taux_horaire=915)

    assert 0 == ecart(hourly, PLANCHER)


def test_a_professional_contract_paid_at_the_level_follows_the_measures():
    assert -40_000 == ecart(single(type=1), FIVE_LESS)


def test_a_level_out_of_bounds_is_refused_with_the_scenario():
    tenfold = Measure(Kind.POURCENTAGE, Fraction(9))

    with pytest.raises(SimulationError, match=r"1.000.000,00"):
        ecart(single(npec=999_999), tenfold, FIVE_LESS)


def test_the_groups_are_sorted_and_those_without_a_name_come_last():
    signed = contrat(8000, "2026-02-01", "2027-01-31", **SIGNED_2026)
    contrats = contrats_of([signed] * 3, [{"cfa": None}, {"cfa": "Bravo"}, {"cfa": "Alpha"}])

    assert ["Alpha", "Bravo", None] == impact_of(contrats, reform("nulle", EFFECT, ())).groups["cfa"].to_list()


def test_a_reform_on_the_law_before_it_exists_reaches_the_contracts_since_its_date():
    """The participation tried a year earlier takes its 750 euros from the contracts of level 6 concluded since."""
    written = {
        "participation/montant": 75_000,
        "participation/niveau": 6,
        "hypotheses/report_participation": 1,
    }
    measures = [Measure(Kind.PARAMETRE, Fraction(value), key) for key, value in written.items()]
    terms = ("2024-10-01", "2025-09-30")
    signed = [
        contrat(8000, *terms, conclusion="2024-08-31", niveau=6),
        contrat(8000, *terms, conclusion="2024-09-01", niveau=6),
        contrat(8000, *terms, conclusion="2024-09-01", niveau=5),
    ]
    contrats = contrats_of(signed, [{"cfa": name} for name in ("avant", "depuis", "niveau 5")])

    impact = impact_of(contrats, reform("essai", date(2024, 9, 1), measures))

    assert {"avant": 0, "depuis": -75_000, "niveau 5": 0} == dict(impact.groups.select("cfa", "ecart").rows())


def test_only_the_contracts_that_a_scenario_can_change_are_concerned():
    signed = [contrat(8000, "2026-02-01", "2027-01-31", niveau=level, **SIGNED_2026) for level in (3, 4, 5)]
    contrats = contrats_of(signed, [{}] * 3)
    for_four = replace(FIVE_LESS, niveaux=frozenset({4}))

    assert 1 == impact_of(contrats, reform("essai", EFFECT, [for_four])).concerned

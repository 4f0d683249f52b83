"""Minimum pay: the grid, the dated SMIC, the brackets, the additions (D6222-26 to D6222-32, D6325-15)."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme import parametres
from bareme.rounding import half_up
from bareme.validite import Resultat
from bareme.validite.dates import after_birthday, completed_years
from bareme.validite.grille import apprenti_ages, apprenti_rate, bracket, periods, smic
from bareme.validite.trace import Trace
from tests.bareme.validite.dossiers import APPRENTISSAGE, apprenti, pro, verdict

START = APPRENTISSAGE.date_debut
GRID = {0: (27, 39, 55), 1: (43, 51, 67), 2: (53, 61, 78), 3: (100, 100, 100)}
SMIC_2025 = 180_180


@pytest.mark.parametrize(
    "on, expected",
    [
        (date(2019, 1, 1), 152_122),
        (date(2020, 12, 31), 153_942),
        (date(2021, 9, 30), 155_458),
        (date(2021, 10, 1), 158_947),
        (date(2022, 5, 1), 164_558),
        (date(2023, 4, 30), 170_928),
        (date(2023, 5, 1), 174_720),
        (date(2024, 10, 31), 176_692),
        (date(2024, 11, 1), SMIC_2025),
        (date(2025, 12, 31), SMIC_2025),
        (date(2026, 1, 1), 182_303),
    ],
)
def test_the_smic_of_each_day(on, expected):
    assert expected == smic(on, Trace())


def test_the_monthly_smic_is_the_hourly_one_for_the_legal_week():
    monthly, hourly = (parametres.parametre(f"remuneration/smic/{name}").values for name in ("mensuel", "horaire"))

    assert [value.since for value in monthly] == [value.since for value in hourly]
    for month, hour in zip(monthly, hourly, strict=True):
        assert month.amount * 100 == half_up(hour.amount * 35 * 52 / 12 * 100)


@pytest.mark.parametrize("position", GRID)
@pytest.mark.parametrize("year", [1, 2, 3])
def test_the_whole_grid(position, year):
    assert Fraction(GRID[position][year - 1], 100) == apprenti_rate(position, year, START, Trace())


def test_a_fourth_year_is_paid_as_the_third():
    assert apprenti_rate(1, 3, START, Trace()) == apprenti_rate(1, 4, START, Trace())


@given(
    st.dates(date(1990, 1, 1), date(2010, 12, 31)), st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.integers(1, 3)
)
def test_the_rate_never_falls_with_age_or_years(birth, on, year):
    ages = apprenti_ages(START, Trace())
    position = bracket(birth, on, ages)

    assert position <= bracket(birth, date(on.year + 1, 1, 1), ages)
    assert apprenti_rate(position, year, START, Trace()) <= apprenti_rate(position, min(3, year + 1), START, Trace())


@given(
    st.dates(date(1994, 1, 1), date(2010, 12, 31)),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.integers(180, 1500),
)
def test_periods_cover_the_contract_without_gap(birth, start, days):
    end = date.fromordinal(start.toordinal() + days)
    ages = apprenti_ages(START, Trace())

    cut = periods(birth, (start, end), 1, ages=ages, anchor=start)

    assert (start, end) == (cut[0].start, cut[-1].end)
    assert all(a.end.toordinal() + 1 == b.start.toordinal() for a, b in pairwise(cut))
    for period in cut:
        assert bracket(birth, period.start, ages) == bracket(birth, period.end, ages) == period.bracket
        assert period.year == 1 + completed_years(start, period.start) or (start.month, start.day) == (2, 29)


@pytest.mark.parametrize(
    "changes, resultat, manque",
    [
        ({"salaire_mensuel": 95_495, "smc_mensuel": 170_000}, Resultat.OK, ()),
        ({"salaire_mensuel": 95_495, "smc_mensuel": 200_000}, Resultat.REFUSE, ()),
        ({"salaire_mensuel": 106_000, "smc_mensuel": 200_000}, Resultat.OK, ()),
        ({"salaire_mensuel": None}, Resultat.INDETERMINE, ("salaire_mensuel",)),
    ],
)
def test_from_21_the_base_is_the_higher_of_smic_and_smc(changes, resultat, manque):
    told = verdict(apprenti(date_naissance=date(2003, 1, 1), **changes), "remuneration")

    assert (resultat, manque) == (told.resultat, told.manque)


@pytest.mark.parametrize("pay, resultat", [(77_476, Resultat.REFUSE), (77_477, Resultat.OK)])
def test_the_bracket_of_the_hiring_waits_for_the_month_after_the_birthday(pay, resultat):
    """21 on 1 September, the first day of the contract: 43 % until the end of the month."""
    told = verdict(apprenti(date_naissance=date(2004, 9, 1), salaire_mensuel=pay), "remuneration")

    assert resultat is told.resultat


@pytest.mark.parametrize("pay, resultat", [(95_494, Resultat.REFUSE), (95_495, Resultat.INDETERMINE)])
def test_below_the_floor_of_the_smic_the_smc_is_not_needed(pay, resultat):
    told = verdict(apprenti(date_naissance=date(2003, 1, 1), salaire_mensuel=pay), "remuneration")

    assert (resultat, ("smc_mensuel",) if resultat is Resultat.INDETERMINE else ()) == (told.resultat, told.manque)


@pytest.mark.parametrize(
    "changes, least",
    [
        ({"date_naissance": date(2009, 1, 1)}, 48_649),
        ({"date_naissance": date(2010, 6, 1), "college_acheve": True}, 48_649),
        ({"annee_cycle": 2}, 91_892),
        ({"annee_cycle": 3}, 120_721),
        ({"licence_professionnelle": True}, 91_892),
        ({"duree_hebdo": Fraction(28)}, 61_982),
        ({"duree_hebdo": Fraction(39)}, 77_477),
        ({"departement": "976"}, 58_565),
    ],
)
def test_the_floor_follows_age_year_week_and_place(changes, least):
    for pay, resultat in ((least, Resultat.OK), (least - 1, Resultat.REFUSE)):
        assert resultat is verdict(apprenti(**changes, salaire_mensuel=pay), "remuneration").resultat


@pytest.mark.parametrize("changes", [{"reduction_duree": True}, {"suite_rupture": True}, {"prolongation_echec": True}])
def test_the_year_of_the_cycle_is_needed_when_the_contract_does_not_begin_it(changes):
    told = verdict(apprenti(**changes), "remuneration")

    assert (Resultat.INDETERMINE, ("annee_cycle",)) == (told.resultat, told.manque)
    assert Resultat.OK is verdict(apprenti(**changes, annee_cycle=1), "remuneration").resultat
    assert Resultat.REFUSE is verdict(apprenti(**changes, salaire_mensuel=70_000), "remuneration").resultat


def test_a_place_without_known_smic_is_not_settled():
    old = {"date_conclusion": date(2022, 8, 1), "date_debut": date(2022, 9, 1), "date_fin": date(2023, 8, 31)}
    told = verdict(apprenti(**old, departement="976", date_naissance=date(2003, 1, 1)), "remuneration")

    assert Resultat.INDETERMINE is told.resultat
    assert "remuneration/smic/mensuel_mayotte" in told.phrase


@pytest.mark.parametrize(
    "rates, resultat",
    [
        (((START, 43), (date(2026, 4, 1), 53)), Resultat.OK),
        (((START, 53),), Resultat.OK),
        (((START, 43), (date(2026, 5, 1), 53)), Resultat.REFUSE),
        (((START, 43),), Resultat.REFUSE),
        (((date(2025, 10, 1), 53),), Resultat.REFUSE),
        (((START, 53), (date(2025, 12, 1), 40), (date(2026, 4, 1), 53)), Resultat.REFUSE),
    ],
)
def test_the_rates_are_followed_to_the_end(rates, resultat):
    """21 on 10 March 2026: 53 % from 1 April."""
    told = verdict(
        apprenti(remunerations=tuple((day, Fraction(rate, 100)) for day, rate in rates)), "remuneration_periodes"
    )

    assert resultat is told.resultat


def test_the_years_run_from_the_cycle_when_it_began_before():
    birth, start, cycle = date(2007, 1, 1), date(2025, 11, 1), date(2025, 9, 1)
    ages = apprenti_ages(START, Trace())

    cut = periods(birth, (start, date(2027, 8, 31)), 1, ages=ages, anchor=cycle)

    assert [(date(2025, 11, 1), 1), (date(2026, 9, 1), 2)] == [(period.start, period.year) for period in cut]


@pytest.mark.parametrize(
    "changes, least, article",
    [
        ({"meme_niveau": True}, 104_504, "D6222-30"),
        ({"annee_supplementaire": True, "annee_cycle": 3}, 147_748, "R6222-48"),
        ({"salaire_precedent": 110_000}, 110_000, "D6222-29"),
        ({"salaire_precedent": 50_000, "meme_niveau": True}, 104_504, "D6222-30"),
        # 100 % of the SMIC is never passed by an addition.
        ({"meme_niveau": True, "date_naissance": date(1999, 1, 1)}, SMIC_2025, "D6222-30"),
        ({"meme_niveau": True, "date_naissance": date(2003, 1, 1), "smc_mensuel": 300_000}, SMIC_2025, "D6222-30"),
    ],
)
def test_what_is_added_to_the_grid(changes, least, article):
    for pay, resultat in ((least, Resultat.OK), (least - 1, Resultat.REFUSE)):
        told = verdict(apprenti(**changes, salaire_mensuel=pay), "remuneration_majorations")
        assert (resultat, article) == (told.resultat, told.article)


def test_a_longer_contract_of_the_same_level_has_no_addition():
    told = verdict(apprenti(meme_niveau=True, date_fin=date(2026, 9, 1)), "remuneration_majorations")

    assert Resultat.SANS_OBJET is told.resultat


@pytest.mark.parametrize(
    "birth, qualified, least",
    [
        (date(2006, 1, 1), False, 99_099),
        (date(2006, 1, 1), True, 117_117),
        (date(2003, 1, 1), False, 126_126),
        (date(2003, 1, 1), True, 144_144),
    ],
)
def test_the_pay_of_a_contrat_de_professionnalisation(birth, qualified, least):
    for pay, resultat in ((least, Resultat.OK), (least - 1, Resultat.REFUSE)):
        facts = pro(date_naissance=birth, qualification_bac_pro=qualified, salaire_mensuel=pay)
        assert resultat is verdict(facts, "remuneration").resultat


def test_between_the_two_rates_the_diploma_settles():
    told = verdict(pro(date_naissance=date(2006, 1, 1), salaire_mensuel=100_000), "remuneration")

    assert (Resultat.INDETERMINE, ("qualification_bac_pro",)) == (told.resultat, told.manque)


@pytest.mark.parametrize(
    "pay, branch, resultat, article",
    [
        (180_179, None, Resultat.REFUSE, "L6325-9"),
        (180_180, None, Resultat.INDETERMINE, "D6325-18"),
        (180_180, 211_976, Resultat.OK, "L6325-9, D6325-18"),
        (180_180, 211_978, Resultat.REFUSE, "D6325-18"),
    ],
)
def test_an_adult_has_the_smic_and_most_of_the_minimum_of_the_branch(pay, branch, resultat, article):
    facts = pro(date_naissance=date(1990, 1, 1), public="demandeur_emploi", salaire_mensuel=pay, minimum_branche=branch)

    told = verdict(facts, "remuneration")

    assert (resultat, article) == (told.resultat, told.article)


def test_the_bracket_of_26_counts_from_the_month_after():
    assert date(2025, 10, 1) == after_birthday(date(1999, 9, 1), 26)

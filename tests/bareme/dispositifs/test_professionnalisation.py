from datetime import date

import pytest

from bareme import parametres
from bareme.dispositifs.professionnalisation import (
    ORDINARY,
    Certification,
    Situation,
    excess,
    forfait,
    forfait_au_niveau,
    forfait_range,
    hourly_rate,
)

ON = date(2025, 3, 1)
PRIORITY = Situation(public_prioritaire=True)
GEIQ = Situation(geiq=True)


@pytest.mark.parametrize("idcc", [None, "", " ", "1486", 9999])
def test_a_branch_without_a_rate_is_paid_at_that_of_the_decree(idcc):
    rate = hourly_rate(idcc, ON)

    assert (915, "professionnalisation/taux_horaire", False) == (rate.taux_horaire, rate.key, rate.hypothese)
    assert "D6332-86" in rate.value.reference.title


@pytest.mark.parametrize("idcc", ["0176", "176", 176])
def test_an_idcc_is_read_however_it_is_written(idcc):
    assert "professionnalisation/idcc_0176/autre" == hourly_rate(idcc, ON).key


@pytest.mark.parametrize(
    "on, situation, expected",
    [
        (date(2020, 9, 30), GEIQ, 915),
        (date(2020, 10, 1), GEIQ, 1_500),
        (date(2020, 9, 30), PRIORITY, 1_500),
        (date(2025, 3, 1), PRIORITY, 1_500),
    ],
)
def test_the_decree_pays_more_for_some_from_its_date(on, situation, expected):
    assert expected == hourly_rate(None, on, situation).taux_horaire


@pytest.mark.parametrize(
    "idcc, situation, expected",
    [
        (86, ORDINARY, 915),
        (86, Situation(certification=Certification.TECHNIQUE), 1_500),
        (86, PRIORITY, 1_500),
        (176, Situation(certification=Certification.PRATIQUE), 2_300),
        (176, Situation(certification=Certification.THEORIQUE, complement=True), 3_300),
        (176, Situation(public_prioritaire=True, certification=Certification.PRATIQUE), 2_300),
        (1090, ORDINARY, 915),
        (2120, ORDINARY, 1_100),
        (2120, PRIORITY, 1_500),
        (3043, Situation(public_prioritaire=True, geiq=True), 3_400),
        (3043, Situation(certification=Certification.CLEA), 2_000),
        (3043, PRIORITY, 1_500),
    ],
)
def test_a_branch_pays_by_public_and_certification(idcc, situation, expected):
    assert expected == hourly_rate(idcc, ON, situation).taux_horaire


def test_the_rate_of_a_branch_says_where_it_comes_from_and_that_it_is_to_be_checked():
    rate = hourly_rate(2120, ON)

    assert "Banque" in rate.value.reference.title
    assert rate.hypothese
    assert "À vérifier en vigueur" in rate.note


def test_every_branch_rate_is_marked_to_be_checked():
    found = [key for key in parametres.keys() if "/idcc_" in key]  # noqa: SIM118 - a function of the module

    assert len(found) > 20
    assert [] == [key for key in found if not parametres.parametre(key).hypothese]


@pytest.mark.parametrize("on, expected", [(date(2022, 4, 27), False), (date(2022, 4, 28), True), (ON, True)])
def test_private_hospitals_pay_at_the_level_of_apprenticeship(on, expected):
    assert (expected, 0 if expected else 915) == (hourly_rate(2264, on).au_niveau, hourly_rate(2264, on).taux_horaire)


def test_a_level_is_not_an_hourly_forfait():
    with pytest.raises(ValueError, match="niveau de prise en charge"):
        forfait(40_000, hourly_rate(2264, ON))


@pytest.mark.parametrize("heures, expected", [(40_000, 366_000), (1, 9), (1_001, 9_159), (1_050, 9_608)])
def test_a_forfait_is_rounded_half_up_once(heures, expected):
    assert expected == forfait(heures, hourly_rate(None, ON))


def test_a_level_is_paid_by_days():
    assert 493_151 == forfait_au_niveau(900_000, 200, ON)


def test_a_branch_that_may_not_move_its_rate_has_one_forfait():
    assert (9_150, 9_150, 9_150) == forfait_range(3043, 1_000, ON)


@pytest.mark.parametrize("effectif, expected", [(49, 50_000), (50, 0)])
def test_the_excess_is_for_small_companies(effectif, expected):
    assert expected == excess(416_000, 366_000, ON, effectif=effectif)


def test_there_is_no_negative_excess():
    assert 0 == excess(300_000, 366_000, ON, effectif=10)


def test_no_rate_is_invented_before_2019():
    with pytest.raises(parametres.ParametreMissingError):
        hourly_rate(None, date(2018, 12, 31))


def test_an_idcc_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="banque"):
        hourly_rate("banque", ON)

from datetime import date

import pytest

from bareme.dispositifs.pro_a import Action, pro_a
from bareme.dispositifs.professionnalisation import Certification

ON = date(2025, 3, 1)


@pytest.mark.parametrize("avenant, closed", [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_the_date_of_the_avenant_closes_the_scheme(avenant, closed):
    done = pro_a(Action(avenant, 20_000))

    assert (None if closed else 183_000) == done.montant
    assert (["pro_a_close"] if closed else []) == [anomalie.code for anomalie in done.anomalies]


def test_hours_above_the_limit_of_the_branch_are_not_paid():
    done = pro_a(Action(ON, 150_000, idcc=176, effectif=50))

    assert (130_000, 3_250_000, 0, 3_250_000) == (done.heures_retenues, done.base, done.bonus_pme, done.montant)


def test_a_goal_of_the_branch_adds_to_each_hour():
    done = pro_a(Action(ON, 10_000, idcc=176, effectif=49, complement=True))

    assert (250_000, 50_000, 200_000, 500_000) == (done.base, done.bonus_pme, done.complement, done.montant)


def test_a_bonus_that_depends_on_an_unknown_size_is_not_zero():
    done = pro_a(Action(ON, 10_000, idcc=176))

    assert (None, ["effectif_manquant"]) == (done.montant, [anomalie.code for anomalie in done.anomalies])


@pytest.mark.parametrize(
    "decided, expected", [(None, 91_500), (1_150, 115_000), (1_000, 100_000), (1_151, None), (914, None)]
)
def test_the_board_decides_within_the_range_of_the_branch(decided, expected):
    assert expected == pro_a(Action(ON, 10_000, idcc=1090, taux_decide=decided)).montant


def test_no_board_decides_where_the_branch_leaves_no_range():
    done = pro_a(Action(ON, 10_000, taux_decide=1_000))

    assert ["taux_hors_fourchette"] == [anomalie.code for anomalie in done.anomalies]


@pytest.mark.parametrize("renforcee, expected", [(False, 300_000), (True, 900_000)])
def test_banks_pay_by_the_action(renforcee, expected):
    assert expected == pro_a(Action(ON, 10_000, idcc=2120, renforcee=renforcee)).montant


@pytest.mark.parametrize(
    "idcc, certification, expected",
    [
        (86, Certification.CQP, 1_500),
        (2264, Certification.CLEA, 1_400),
        (2264, Certification.AUTRE, 3_000),
        (3043, Certification.CLEA, 2_000),
        (3043, Certification.AUTRE, 915),
    ],
)
def test_a_branch_pays_by_certification(idcc, certification, expected):
    assert expected == pro_a(Action(ON, 100, idcc=idcc, certification=certification)).montant

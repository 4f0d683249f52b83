"""The product against the twin written from the articles: same lines, same days, same cents.

TANDEM_TWIN multiplies the number of contracts: TANDEM_TWIN=50 is a night's work.

Where the articles and the decisions of the project are silent, the twin decides:
- the first payment after a decision (D6332-80) is the first one in time, whatever the order of the lines;
- a rupture on the last day is no « rupture anticipée »: the short titre of the ministry keeps its whole year.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bareme.comparison import agree
from tests.bareme.strategies import (
    DAY,
    HANDICAP,
    MONEY,
    WORDINGS,
    broken_contracts,
    contracts,
    decided_contracts,
)
from tests.bareme.twin import Contract
from tests.bareme.twin.civil import add_months
from tests.bareme.twin.payments import payments

TIMES = int(os.environ.get("TANDEM_TWIN", "1"))


def thorough(examples):
    """So many contracts, and TANDEM_TWIN times as many when it is asked; drawing a contract is never too slow."""
    return settings(max_examples=examples * TIMES, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("wording", WORDINGS)
@given(data=st.data())
@thorough(300)
def test_contracts_without_rupture_agree(wording, data):
    agree(data.draw(contracts(wording)))


@pytest.mark.parametrize("wording", WORDINGS)
@given(data=st.data())
@thorough(400)
def test_broken_contracts_agree(wording, data):
    agree(data.draw(broken_contracts(wording)))


@given(decided_contracts())
@thorough(500)
def test_contracts_paid_on_a_provisional_level_agree(contract):
    agree(contract)


@given(st.data(), st.sampled_from([11, 12, 13, 24, 36]), st.integers(-2, 1))
@thorough(200)
def test_contracts_about_whole_years_agree(data, months, shift):
    """Exactly one year, a day short, a day more, from 29 February or the end of a month."""
    debut = data.draw(st.sampled_from([date(2020, 2, 29), date(2024, 2, 29), date(2027, 8, 31), date(2027, 3, 1)]))
    agree(data.draw(contracts(debut=debut, fin=add_months(debut, months) + shift * DAY)))


@given(st.data(), st.sampled_from([0, 43, 44, 45, -1, -2]))
@thorough(200)
def test_ruptures_on_the_first_the_45th_and_the_last_days_agree(data, day):
    contract = data.draw(broken_contracts())
    rupture = contract.debut + day * DAY if day >= 0 else contract.fin + (day + 1) * DAY
    agree(replace(contract, rupture=min(max(rupture, contract.debut), contract.fin)))


@given(st.data())
@thorough(200)
def test_ruptures_about_the_day_of_a_payment_agree(data):
    contract = data.draw(contracts())
    days = [p.exigible_le for p in payments(contract, contract.npec) if contract.debut < p.exigible_le < contract.fin]
    rupture = data.draw(st.sampled_from(days or [contract.fin])) + data.draw(st.integers(-1, 1)) * DAY
    agree(replace(contract, rupture=max(contract.debut, rupture)))


@given(st.data(), st.integers(1, 2), st.integers(0, 200))
@thorough(200)
def test_a_maintien_over_an_anniversary_agrees(data, year, before):
    contract = data.draw(contracts())
    fin = max(contract.fin, add_months(contract.debut, 12 * year + 6))
    rupture = max(contract.debut, add_months(contract.debut, 12 * year) - before * DAY)
    agree(replace(contract, fin=fin, rupture=rupture, maintien_cfa=True))


@given(broken_contracts("v4"), st.integers(0, 3))
@thorough(150)
def test_a_new_contract_signed_at_once_agrees(contract, days):
    agree(replace(contract, maintien_cfa=True, nouveau_contrat=contract.rupture + days * DAY, suite_rupture=True))


@given(contracts("v4", niveau=6), st.integers(0, 90), st.booleans(), st.booleans())
@thorough(200)
def test_ruptures_in_the_first_weeks_of_practice_agree(contract, days, follows, begun):
    """Half of the prorata against 750 euros, against 200 for the second employer, and nothing before the training."""
    rupture = min(contract.fin, contract.debut + days * DAY)
    agree(replace(contract, rupture=rupture, rupture_probatoire=True, suite_rupture=follows, formation_commencee=begun))


@given(st.data(), st.integers(100, 300_000))
@thorough(200)
def test_levels_smaller_than_the_participation_agree(data, centimes):
    contract = data.draw(contracts("v4", niveau=7) | broken_contracts("v4", niveau=6))
    agree(replace(contract, npec=Fraction(centimes, 100), majoration_handicap=Fraction(0)))


@given(st.data())
@thorough(150)
def test_three_years_with_three_months_before_agree(data):
    contract = data.draw(contracts() | broken_contracts())
    start = add_months(contract.debut, -3)
    agree(replace(contract, fin=add_months(contract.debut, 36) - DAY, debut_cycle=start))


@given(decided_contracts(), MONEY)
@thorough(60)
def test_a_decision_between_every_pair_of_payments_agrees(contract, initial):
    days = sorted({payment.exigible_le for payment in payments(contract, contract.npec)})
    for decision in [days[0] - DAY, *days, *(day + DAY for day in days)]:
        agree(replace(contract, npec_initial=initial, decision=max(decision, contract.conclusion + DAY)))


@pytest.mark.parametrize("conclusion", [date(2020, 12, 31), date(2021, 1, 1)])
@given(data=st.data(), amount=HANDICAP)
@thorough(100)
def test_the_two_ceilings_of_the_handicap_agree(conclusion, data, amount):
    contract = data.draw(contracts() | broken_contracts())
    agree(replace(contract, conclusion=conclusion, majoration_handicap=amount))


@given(
    hours=st.integers(0, 200_000),
    days=st.tuples(st.integers(0, 700), st.none() | st.integers(0, 700), st.none() | st.integers(-30, 300)),
    reinforced=st.booleans(),
)
@pytest.mark.parametrize("kind", [("professionnalisation", 0), ("professionnalisation", 9123), ("reconversion", 0)])
@thorough(100)
def test_contracts_paid_by_the_hour_or_at_the_level_of_a_branch_agree(kind, hours, days, reinforced):
    (name, npec), debut, (planned, done, pieces) = kind, date(2026, 2, 2), days
    agree(
        Contract(
            type=name,
            conclusion=debut,
            debut=debut,
            fin=debut + planned * DAY,
            rupture=None if done is None else debut + done * DAY,
            npec=Fraction(npec),
            au_niveau=npec > 0,
            heures_formation=Fraction(hours, 100),
            pieces_recues_le=None if pieces is None else debut + (planned + pieces) * DAY,
            public_prioritaire=reinforced,
        )
    )


@given(contracts(), st.integers(1, 90))
@thorough(100)
def test_a_rupture_told_after_the_end_is_ignored(contract, days):
    agree(replace(contract, rupture=contract.fin + days * DAY, maintien_cfa=True, rupture_probatoire=True))

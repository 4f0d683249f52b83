"""What must hold of the funding of every contract, whatever its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bareme.legislation import overridable_keys
from tests.bareme.comparison import funded
from tests.bareme.strategies import DAY, MONEY, any_contract, broken_contracts, contracts, decided_contracts

PROPERTY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

# Which contracts of 2019 have a rule at all is another question than what the others are paid.
HYPOTHESES = sorted({k for k in overridable_keys() if k.startswith("hypotheses/")} - {"hypotheses/version_2_en_cours"})

EXTRA = st.integers(0, 400_000).map(lambda centimes: Fraction(centimes, 100))


def total(lines):
    return sum(line.montant for line in lines)


def in_time(contract):
    """The same contract, whose pieces arrive on the day of its term: nothing is forfeited."""
    return replace(contract, pieces_recues_le=None)


def undecided(contract, npec=None):
    """The same contract, paid on one level from the first day to the last."""
    return replace(contract, npec=contract.npec if npec is None else npec, npec_initial=None, decision=None)


@given(contracts(), st.integers(0, 1200))
@PROPERTY
def test_days_are_additive(contract, days):
    cut = min(contract.debut + days * DAY, contract.fin - DAY)
    assume(cut >= contract.debut)
    whole = funded(contract).summary
    first = funded(replace(contract, fin=cut)).summary
    rest = funded(replace(contract, debut=cut + DAY, debut_cycle=None)).summary
    assert first.jours + rest.jours == whole.jours


@given(contracts() | broken_contracts(), EXTRA)
@PROPERTY
def test_a_higher_level_never_lowers_what_is_due(contract, more):
    raised = replace(contract, npec=contract.npec + more)
    assert funded(raised).summary.du_brut >= funded(contract).summary.du_brut


@given(contracts(), st.integers(0, 500))
@PROPERTY
def test_a_longer_contract_never_lowers_what_is_due(contract, days):
    longer = replace(contract, fin=contract.fin + timedelta(days=days))
    assert funded(longer).summary.du_brut >= funded(contract).summary.du_brut


@given(broken_contracts(), st.integers(0, 500))
@PROPERTY
def test_a_later_rupture_never_lowers_what_is_due(contract, days):
    contract = replace(contract, maintien_cfa=False)
    later = replace(contract, rupture=min(contract.rupture + timedelta(days=days), contract.fin))
    assert funded(later).summary.du_brut >= funded(contract).summary.du_brut


@given(broken_contracts())
@PROPERTY
def test_a_maintien_never_lowers_what_is_due(contract):
    alone = funded(replace(contract, maintien_cfa=False)).summary
    kept = funded(replace(contract, maintien_cfa=True)).summary
    assert kept.du_brut >= alone.du_brut
    assert kept.participation == alone.participation


@given(any_contract())
@PROPERTY
def test_the_payments_sum_to_what_the_opco_owes(contract):
    funding = funded(in_time(contract))
    assert total(funding.lines) == funding.summary.du_opco


@given(any_contract(), st.sampled_from(HYPOTHESES), st.integers(0, 1))
@PROPERTY
def test_the_payments_sum_to_the_due_under_every_hypothese(contract, key, choice):
    funding = funded(in_time(contract), {key: choice})
    assert total(funding.lines) == funding.summary.du_opco


@given(any_contract())
@PROPERTY
def test_only_a_solde_forfeited_is_missing_from_the_payments(contract):
    contract = undecided(contract)
    late, on_time = funded(contract), funded(in_time(contract))
    assert late.summary == on_time.summary
    lost = [
        (paid.montant, owed.montant)
        for paid, owed in zip(late.lines, on_time.lines, strict=True)
        if paid.montant != owed.montant
    ]
    assert len(lost) <= 1
    assert all(paid == 0 < owed for paid, owed in lost)
    assert total(late.lines) + sum(owed for _, owed in lost) == late.summary.du_opco


@given(any_contract())
@PROPERTY
def test_the_participation_never_makes_the_due_negative(contract):
    funding = funded(contract)
    told = funding.summary
    assert told.du_opco == max(0, told.du_brut - told.participation)
    assert total(funding.lines) >= 0
    assert all(line.montant >= 0 for line in funding.lines if line.nature not in {"recuperation", "regularisation"})


@given(contracts())
@PROPERTY
def test_the_participation_changes_neither_the_gross_nor_the_days_of_payment(contract):
    free, shared = funded(replace(contract, niveau=5)), funded(replace(contract, niveau=6))
    assert free.summary.du_brut == shared.summary.du_brut
    days = [[(line.annee, line.nature, line.exigible_le) for line in told.lines] for told in (free, shared)]
    owed = shared.summary.du_brut >= shared.summary.participation
    assert days[0] == days[1] or not owed


@given(contracts("v4"))
@PROPERTY
def test_a_rupture_on_the_last_day_is_no_rupture(contract):
    assert funded(replace(contract, rupture=contract.fin)) == funded(contract)


@given(broken_contracts())
@PROPERTY
def test_what_was_paid_before_a_rupture_stays(contract):
    """The instalments that began before the rupture are those of the contract as signed; only the end changes."""
    contract = replace(contract, maintien_cfa=False)
    broken = [line for line in funded(contract).lines if line.nature.startswith(("avance", "echeance"))]
    signed = funded(replace(contract, rupture=None)).lines
    for line in broken:
        assert line in signed


@given(decided_contracts())
@PROPERTY
def test_no_cent_is_lost_over_a_decision(contract):
    """What was paid on the first level, and the rest, are what the second level alone would have given."""
    contract = in_time(contract)
    paid, owed = funded(contract), funded(undecided(contract))
    assert total(paid.lines) == total(owed.lines)
    assert paid.summary == owed.summary


@given(decided_contracts())
@PROPERTY
def test_a_decision_changes_no_payment_that_came_before_it(contract):
    """Known later, the same decision leaves the past as it is: an earlier date of knowledge replays.

    The rank is left out: it is a place in the list, where a régularisation comes before the payment it goes with.
    """

    def past(told):
        return [(*line[:1], *line[2:]) for line in told.lines if line.exigible_le < contract.decision]

    assert past(funded(contract)) == past(funded(undecided(contract, contract.npec_initial)))


@given(decided_contracts())
@PROPERTY
def test_a_decision_before_the_first_payment_leaves_nothing_to_put_right(contract):
    # A line that one level writes may be nothing at the other.
    levels = (undecided(contract), undecided(contract, contract.npec_initial))
    first = min(line.exigible_le for level in levels for line in funded(level).lines)
    early = replace(contract, decision=first)
    assert funded(early).lines == funded(undecided(contract)).lines


def put_right(contract):
    return sum(line.montant for line in funded(contract).lines if line.nature == "regularisation")


@given(decided_contracts())
@PROPERTY
def test_a_decision_up_and_the_same_one_down_mirror_each_other(contract):
    mirrored = replace(contract, npec=contract.npec_initial, npec_initial=contract.npec)
    assert put_right(contract) == -put_right(mirrored)


@given(decided_contracts(), MONEY)
@PROPERTY
def test_a_decision_makes_one_regularisation_at_most(contract, npec):
    lines = funded(replace(contract, npec=npec)).lines
    told = [line for line in lines if line.nature == "regularisation"]
    assert len(told) <= 1
    assert all(line.montant != 0 and line.exigible_le >= contract.decision for line in told)


@given(any_contract())
@PROPERTY
def test_the_ranks_of_a_year_follow_one_another(contract):
    ranks = {}
    for line in funded(contract).lines:
        ranks[line.annee] = ranks.get(line.annee, 0) + 1
        assert line.rang == ranks[line.annee]

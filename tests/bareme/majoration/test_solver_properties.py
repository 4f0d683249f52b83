"""What must hold of every allocation, whatever the figures; exactness against the slow twin."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bareme.majoration.allocation import allocate
from bareme.majoration.explain import explain_formation, explain_organisme
from bareme.majoration.solver import SolverRefusal
from tests.bareme.majoration.samples import one, rules
from tests.bareme.majoration.twin import NoBaseError, Organisme, round_slowly, solve_slowly

RATES = st.sampled_from([Fraction(0), Fraction(1, 10), Fraction(3, 20), Fraction(1, 5), Fraction(1, 3), Fraction(1)])
WHOLE_BOUND = st.integers(0, 4_000).map(Fraction)
ANY_BOUND = st.one_of(WHOLE_BOUND, st.builds(Fraction, st.integers(0, 400_000), st.sampled_from([100, 3, 7])))
NAMES = ["Alpha", "Béta", "Gamma", "Delta", "Epsilon", "Zêta", "Êta"]


@st.composite
def campaigns(draw, bounds=ANY_BOUND):
    """(candidatures, règlement): up to seven organismes of up to three formations, with caps, floors and rates."""
    classes = {"A": draw(RATES), "B": draw(RATES)}
    items = []
    for name in NAMES[: draw(st.integers(1, len(NAMES)))]:
        for number in range(draw(st.integers(1, 3))):
            contrats = draw(st.integers(0, 30))
            verts = draw(st.integers(0, contrats))
            items.append(one(name, contrats, verts, draw(st.sampled_from("AB")), formation=f"F{number}"))
    caps, floors = {}, {}
    for name in {item.of_cfa for item in items}:
        cap, bound = draw(st.none() | bounds), draw(st.just(Fraction(0)) | bounds)
        if cap is not None:
            caps[name] = cap
            bound = min(bound, Fraction(floor(cap)))  # a règlement leaves a whole euro between floor and cap
        floors[name] = bound
    reglement = rules(
        draw(st.integers(0, 20_000)),
        dont_vert=draw(st.none() | bounds),
        caps=caps,
        floors=floors,
        bonus=draw(RATES),
        classes=classes,
        lines=draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=2)),
    )
    return items, reglement


def as_twin(items, reglement):
    """The organismes of a campaign as the twin wants them, by name."""
    organismes = {}
    for name in dict.fromkeys(item.of_cfa for item in items):
        mine = [item for item in items if item.of_cfa == name]
        by_rate = {}
        for item in mine:
            rate = reglement.complements.classes[item.complement]
            by_rate[rate] = by_rate.get(rate, 0) + item.contrats
        organismes[name] = Organisme(
            contrats=sum(item.contrats for item in mine),
            verts=sum(item.contrats_verts for item in mine),
            by_rate=by_rate,
            cap=reglement.plafonds.total_for(name),
            floor=reglement.planchers.total_for(name),
        )
    return organismes


def refusal_of(items, reglement):
    """(allocation, None) or (None, code of the refusal)."""
    try:
        return allocate(items, reglement), None
    except SolverRefusal as refusal:
        return None, refusal.code


def allocated(items, reglement):
    allocation, refused = refusal_of(items, reglement)
    assume(refused is None)
    return allocation


def twin_of(items, reglement):
    """(base, {organisme: exact amount}) by the slow way, or None when there is no base."""
    organismes = as_twin(items, reglement)
    rate, green_cap = reglement.bonus_vert.taux, reglement.plafonds.dont_vert
    try:
        base, exact_amounts = solve_slowly(list(organismes.values()), reglement.enveloppe, rate, green_cap)
    except NoBaseError:
        return None
    return base, dict(zip(organismes, exact_amounts, strict=True))


@given(campaigns())
@settings(max_examples=300, deadline=None)
def test_the_solver_agrees_with_the_slow_twin(campaign):
    expected = twin_of(*campaign)
    allocation, refused = refusal_of(*campaign)

    # A residue that no organisme may bear is refused after solving, and only when bounds are not whole euros.
    if refused != "residu_non_repartissable":
        actual = allocation and (allocation.base, {line.of_cfa: line.exact for line in allocation.organismes})
        assert expected == actual


@given(campaigns())
@settings(max_examples=100, deadline=None)
def test_the_amounts_sum_to_the_envelope(campaign):
    allocation = allocated(*campaign)

    assert campaign[1].enveloppe == sum(line.majoration for line in allocation.organismes)


@given(campaigns())
@settings(max_examples=100, deadline=None)
def test_nobody_passes_a_cap_or_a_floor(campaign):
    items, reglement = campaign
    allocation = allocated(items, reglement)

    for line in allocation.organismes:
        cap = reglement.plafonds.total_for(line.of_cfa)
        if cap is not None:
            assert line.majoration <= floor(cap)
        if line.contrats:
            assert line.majoration >= ceil(reglement.planchers.total_for(line.of_cfa))
        if reglement.plafonds.dont_vert is not None:
            assert line.dont_bonus_vert <= round_slowly(reglement.plafonds.dont_vert)
        assert 0 <= line.dont_bonus_vert <= line.majoration


@given(campaigns())
@settings(max_examples=100, deadline=None)
def test_the_residue_is_spread_by_one_euro_over_different_organismes(campaign):
    allocation = allocated(*campaign)
    moved = [line.ajustement for line in allocation.organismes if line.ajustement]

    assert abs(allocation.residu) == len(moved)
    assert allocation.residu == sum(moved)
    assert set(moved) <= {1, -1}


@given(campaigns(bounds=WHOLE_BOUND))
@settings(max_examples=100, deadline=None)
def test_with_whole_bounds_rounding_is_never_refused(campaign):
    _, refused = refusal_of(*campaign)

    assert refused != "residu_non_repartissable"


@given(campaigns(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_the_rows_changes_nothing(campaign, random):
    items, reglement = campaign
    allocation = allocated(items, reglement)
    shuffled = list(items)
    random.shuffle(shuffled)

    assert allocation.canonical() == allocate(shuffled, reglement).canonical()


@given(campaigns())
@settings(max_examples=80, deadline=None)
def test_the_formations_of_an_organisme_add_up_to_its_amount(campaign):
    allocation = allocated(*campaign)

    for line in allocation.organismes:
        parts = [item.amount for item in allocation.formations_of(line.of_cfa)]
        if line.contrats:
            assert line.majoration * 100 == sum(parts)
        assert all(part >= 0 for part in parts)


@given(campaigns())
@settings(max_examples=80, deadline=None)
def test_every_explanation_adds_up_to_the_amount(campaign):
    allocation = allocated(*campaign)

    for line in allocation.organismes:
        explanation = explain_organisme(allocation, line.of_cfa)
        assert explanation.adds_up
        assert line.totale == explanation.total
    for item in allocation.formations:
        explanation = explain_formation(allocation, item.reference)
        assert explanation.adds_up
        assert Fraction(item.amount, 100) == explanation.total


@given(campaigns(), st.integers(0, 900).map(lambda cents: Fraction(cents, 7)))
@settings(max_examples=100, deadline=None)
def test_an_imposed_base_rounds_each_organisme_and_says_what_is_left(campaign, base):
    items, reglement = campaign
    assume(any(item.contrats for item in items))
    allocation = allocate(items, reglement, base=base)

    assert base == allocation.base
    assert allocation.reste == reglement.enveloppe - sum(line.majoration for line in allocation.organismes)
    assert not any(line.ajustement for line in allocation.organismes)

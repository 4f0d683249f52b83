"""Contracts for hypothesis, as the twin reads them; `as_contrat` gives the same contract to the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from bareme.rules.contrat import APPRENTISSAGE, NEVER, PROFESSIONNALISATION, RECONVERSION, Contrat
from tests.bareme.twin import Contract
from tests.bareme.twin.civil import add_months
from tests.bareme.twin.payments import payments

DAY = timedelta(days=1)
EPOCH = date(1970, 1, 1)
TYPES = {
    "apprentissage": APPRENTISSAGE,
    "professionnalisation": PROFESSIONNALISATION,
    "reconversion": RECONVERSION,
}

FIRST_CONCLUSION = date(2019, 1, 1)
LAST_CONCLUSION = date(2029, 12, 31)
WORDINGS = {
    "v2": (FIRST_CONCLUSION, date(2020, 12, 31)),
    "v3": (date(2021, 1, 1), date(2025, 6, 30)),
    "v4": (date(2025, 7, 1), LAST_CONCLUSION),
}
TURNS = (date(2020, 12, 31), date(2021, 1, 1), date(2025, 6, 30), date(2025, 7, 1))
"""The last day of a wording and the first of the next."""

ODD_STARTS = (date(2020, 2, 29), date(2024, 2, 29), date(2027, 8, 31), date(2028, 2, 29), date(2026, 1, 31))

MONEY = st.one_of(
    st.integers(200_000, 1_600_000).map(lambda cents: Fraction(cents, 100)),
    st.sampled_from([Fraction(8000), Fraction(7000), Fraction(4000), Fraction(5000), Fraction("3999.99")]),
    st.integers(100, 90_000).map(lambda cents: Fraction(cents, 100)),
    st.just(Fraction(0)),
)
"""Euros a year. Under a few cents, three tranches rounded up may exceed the year: no level is so low."""

HANDICAP = st.sampled_from([Fraction(0)] * 4 + [Fraction("0.01"), Fraction("1234.56"), Fraction(4000), Fraction(4600)])


def number(day: date | None, *, otherwise: int = NEVER) -> int:
    """The product's day number of a date."""
    return otherwise if day is None else (day - EPOCH).days


def hundredths(value: Fraction) -> int:
    """Centimes of euros, hundredths of hours; a value that has more decimals is a mistake of the test."""
    scaled = value * 100
    assert scaled.denominator == 1, value
    return scaled.numerator


def as_contrat(contract: Contract) -> Contrat:
    """The contract as the product's rules take it."""
    initial = contract.npec if contract.npec_initial is None else contract.npec_initial
    reinforced = contract.public_prioritaire and contract.type == "professionnalisation"
    unpriced = contract.type == "apprentissage" or contract.au_niveau
    return Contrat(
        type=TYPES[contract.type],
        conclusion=number(contract.conclusion),
        debut=number(contract.debut),
        fin=number(contract.fin),
        niveau=contract.niveau,
        npec=hundredths(contract.npec),
        npec_initial=hundredths(initial),
        decision=number(contract.decision, otherwise=0),
        rupture=number(contract.rupture),
        rupture_probatoire=int(contract.rupture_probatoire),
        formation_commencee=int(contract.formation_commencee),
        heures_formation=hundredths(contract.heures_formation),
        heures_distance=hundredths(contract.heures_distance),
        exempt_distance=int(contract.exempt_distance),
        majoration_handicap=hundredths(contract.majoration_handicap),
        reduction_duree=int(contract.reduction_duree),
        titre_ministere_court=int(contract.titre_ministere_court),
        debut_cycle=number(contract.debut_cycle or contract.debut),
        maintien_cfa=int(contract.maintien_cfa),
        fin_session=number(contract.fin_session),
        nouveau_contrat=number(contract.nouveau_contrat),
        suite_rupture=int(contract.suite_rupture),
        facture_recue_le=number(contract.facture_recue_le or contract.debut),
        pieces_recues_le=number(contract.pieces_recues_le),
        taux_horaire=0 if unpriced else 1500 if reinforced else 915,
    )


def one_in(times: int) -> st.SearchStrategy[bool]:
    """Rarely yes; no is the simple case."""
    return st.integers(1, times).map(lambda drawn: drawn == times)


def days(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


def conclusions(first: date, last: date) -> st.SearchStrategy[date]:
    """Days of signature, the turns of the law more often than chance would have it."""
    turns = [day for day in TURNS if first <= day <= last]
    return st.dates(first, last) | st.sampled_from(turns)


# Strategies are built once: building them for each contract costs more than the two computations that are compared.
SIGNATURES = {wording: conclusions(*bounds) for wording, bounds in WORDINGS.items()}
SIGNATURES[None] = conclusions(FIRST_CONCLUSION, LAST_CONCLUSION)
LENGTHS = st.sampled_from([6, 7, 9, 10, 12, 12, 12, 18, 21, 22, 24, 36]) | st.integers(1, 40)
NEAR = days(-3, 2)
SOME_YES = one_in(4)
STARTS = days(-40, 100) | st.sampled_from([*ODD_STARTS, None])
ENDS = st.tuples(LENGTHS, NEAR) | days(0, 1280)

ALL_BUT_DATES = st.fixed_dictionaries(
    {
        "niveau": st.integers(3, 8),
        "npec": MONEY,
        "exempt_distance": one_in(6),
        "majoration_handicap": HANDICAP,
        "reduction_duree": st.booleans(),
        "titre_ministere_court": SOME_YES,
        "suite_rupture": SOME_YES,
    }
)
HOURS = st.sampled_from([Fraction(0), Fraction(0), Fraction(400), Fraction("1350.50")])
DISTANCE = st.sampled_from([Fraction(0), Fraction(79, 100), Fraction(80, 100), Fraction(1), Fraction(5, 4)])
PRIOR = st.none() | days(-100, 0)
INVOICE = st.none() | days(-30, 400)
PIECES = st.none() | days(-60, 200)
AFTER_RUPTURE = st.fixed_dictionaries(
    {"pieces_recues_le": PIECES, "fin_session": st.none() | days(-5, 220), "nouveau_contrat": st.none() | days(0, 220)}
)
RUPTURE_FACTS = st.fixed_dictionaries(
    {
        "rupture_probatoire": st.booleans(),
        "formation_commencee": one_in(4).map(lambda yes: not yes),
        "maintien_cfa": st.booleans(),
    }
)
LATER = st.none() | days(1, 1500)
POINT = days(0, 10_000)


def after(day: date, shift: int | None) -> date | None:
    return None if shift is None else day + shift * DAY


def start_of(conclusion: date, drawn: int | date | None) -> date:
    """Near the signature, a day on which a calendar stumbles, or the first of September."""
    if isinstance(drawn, int):
        return conclusion + drawn * DAY
    return drawn or date(conclusion.year, 9, 1)


def end_of(debut: date, drawn: int | tuple[int, int]) -> date:
    """From one day to three years and a half; anniversaries, their eve and their morrow often."""
    if isinstance(drawn, int):
        return debut + drawn * DAY
    months, shift = drawn
    return max(debut, add_months(debut, months) + shift * DAY)


@st.composite
def contracts(draw, wording: str | None = None, **fixed) -> Contract:
    """Any contract of apprentissage that can be computed, without rupture nor decision on its level."""
    conclusion = draw(SIGNATURES[wording])
    debut = fixed.pop("debut", None) or start_of(conclusion, draw(STARTS))
    fin = fixed.pop("fin", None) or end_of(debut, draw(ENDS))
    hours = draw(HOURS)
    values = {
        **draw(ALL_BUT_DATES),
        "heures_formation": hours,
        "heures_distance": Fraction(int((hours or 1) * draw(DISTANCE) * 100), 100),
        "debut_cycle": after(debut, draw(PRIOR)),
        "facture_recue_le": after(debut, draw(INVOICE)),
        "pieces_recues_le": after(fin, draw(PIECES)),
    }
    return Contract(conclusion=conclusion, debut=debut, fin=fin, **{**values, **fixed})


def rupture_of(contract: Contract, point: int, near: int | None) -> date:
    """A day of the contract; often its first, its last, the 45th, an anniversary, the day of an instalment."""
    if near is None:
        return contract.debut + point % ((contract.fin - contract.debut).days + 1) * DAY
    marks = [contract.debut, contract.fin, contract.debut + 44 * DAY, contract.debut + 45 * DAY]
    marks += [add_months(contract.debut, months) for months in (6, 7, 9, 12, 18, 21, 24)]
    marks += [payment.exigible_le for payment in payments(contract, contract.npec)]
    inside = [day for day in (mark + near * DAY for mark in marks) if contract.debut <= day <= contract.fin]
    return inside[point % len(inside)] if inside else contract.fin


ABOUT = st.integers(-1, 1)
MAYBE_ABOUT = st.none() | ABOUT


@st.composite
def broken_contracts(draw, wording: str | None = None, **fixed) -> Contract:
    """Contracts with a rupture, in the 45 days or not, followed by a maintien or not."""
    contract = draw(contracts(wording, **fixed))
    rupture = rupture_of(contract, draw(POINT), draw(MAYBE_ABOUT))
    dates = {name: after(rupture, shift) for name, shift in draw(AFTER_RUPTURE).items()}
    return replace(contract, rupture=rupture, **dates, **draw(RUPTURE_FACTS))


SIGNED = contracts() | broken_contracts()


@st.composite
def decided_contracts(draw) -> Contract:
    """Contracts paid on a provisional level until a decision, at any moment between two payments or at one of them."""
    signed = draw(SIGNED)
    later = draw(LATER)
    if later is None:
        paid_on = sorted({payment.exigible_le for payment in payments(signed, signed.npec)})
        decision = paid_on[draw(POINT) % len(paid_on)] + draw(ABOUT) * DAY
    else:
        decision = signed.conclusion + later * DAY
    return replace(signed, npec_initial=draw(MONEY), decision=max(decision, signed.conclusion + DAY))


def any_contract() -> st.SearchStrategy[Contract]:
    return st.one_of(contracts(), broken_contracts(), decided_contracts())

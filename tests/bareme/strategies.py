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
    st.integers(0, 90_000).map(lambda cents: Fraction(cents, 100)),
)
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
        taux_horaire=0 if contract.type == "apprentissage" else 1500 if reinforced else 915,
    )


def conclusions(wording: str | None = None) -> st.SearchStrategy[date]:
    """Days of signature, the turns of the law more often than chance would have it."""
    first, last = WORDINGS[wording] if wording else (FIRST_CONCLUSION, LAST_CONCLUSION)
    turns = [day for day in TURNS if first <= day <= last]
    whole = st.dates(first, last)
    return whole | st.sampled_from(turns) if turns else whole


@st.composite
def starts(draw, conclusion: date) -> date:
    """A start near the signature, or one of the days on which a calendar stumbles."""
    if draw(st.integers(0, 4)):
        return conclusion + draw(st.integers(-40, 100)) * DAY
    return draw(st.sampled_from([*ODD_STARTS, date(conclusion.year, 9, 1)]))


@st.composite
def ends(draw, debut: date) -> date:
    """From one day to three years and a half; anniversaries, their eve and their morrow often."""
    if draw(st.booleans()):
        return debut + draw(st.integers(0, 1280)) * DAY
    months = draw(st.sampled_from([6, 7, 9, 10, 12, 12, 12, 18, 21, 22, 24, 36]) | st.integers(1, 40))
    return max(debut, add_months(debut, months) + draw(st.integers(-3, 2)) * DAY)


@st.composite
def contracts(draw, wording: str | None = None, **fixed) -> Contract:
    """Any contract of apprentissage that can be computed, without rupture nor decision on its level."""
    conclusion = draw(conclusions(wording))
    debut = fixed.pop("debut", None) or draw(starts(conclusion))
    fin = fixed.pop("fin", None) or draw(ends(debut))
    hours = draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(400), Fraction("1350.50")]))
    share = draw(st.sampled_from([Fraction(0), Fraction(79, 100), Fraction(80, 100), Fraction(1)]))
    values = {
        "niveau": draw(st.integers(3, 8)),
        "npec": draw(MONEY),
        "heures_formation": hours,
        "heures_distance": Fraction(int(hours * share * 100), 100),
        "exempt_distance": draw(st.integers(0, 5)) == 5,
        "majoration_handicap": draw(HANDICAP),
        "reduction_duree": draw(st.booleans()),
        "titre_ministere_court": draw(st.integers(0, 3)) == 3,
        "suite_rupture": draw(st.integers(0, 3)) == 3,
        "debut_cycle": draw(st.none() | st.integers(0, 100).map(lambda days: debut - days * DAY)),
        "facture_recue_le": draw(st.none() | st.integers(-30, 400).map(lambda days: debut + days * DAY)),
        "pieces_recues_le": draw(st.none() | st.integers(-60, 200).map(lambda days: fin + days * DAY)),
    }
    return Contract(conclusion=conclusion, debut=debut, fin=fin, **{**values, **fixed})


@st.composite
def ruptures(draw, contract: Contract) -> date:
    """A day of the contract; often its first, its last, the 45th, an anniversary, the day of an instalment."""
    days = (contract.fin - contract.debut).days
    if draw(st.booleans()):
        return contract.debut + draw(st.integers(0, days)) * DAY
    marks = [contract.debut, contract.fin, contract.debut + 44 * DAY, contract.debut + 45 * DAY]
    marks += [add_months(contract.debut, months) for months in (6, 7, 9, 12, 18, 21, 24)]
    marks += [payment.exigible_le for payment in payments(contract, contract.npec)]
    near = [mark + draw(st.integers(-1, 1)) * DAY for mark in marks]
    return draw(st.sampled_from([day for day in near if contract.debut <= day <= contract.fin] or [contract.fin]))


@st.composite
def broken_contracts(draw, wording: str | None = None, **fixed) -> Contract:
    """Contracts with a rupture, in the 45 days or not, followed by a maintien or not."""
    contract = draw(contracts(wording, **fixed))
    rupture = draw(ruptures(contract))
    return replace(
        contract,
        rupture=rupture,
        rupture_probatoire=draw(st.booleans()),
        formation_commencee=draw(st.integers(0, 3)) != 3,
        pieces_recues_le=draw(st.none() | st.integers(-30, 200).map(lambda days: rupture + days * DAY)),
        maintien_cfa=draw(st.booleans()),
        fin_session=draw(st.none() | st.integers(-5, 220).map(lambda days: rupture + days * DAY)),
        nouveau_contrat=draw(st.none() | st.integers(0, 220).map(lambda days: rupture + days * DAY)),
    )


@st.composite
def decided_contracts(draw, contract: Contract | None = None) -> Contract:
    """Contracts paid on a provisional level until a decision, at any moment between two payments or at one of them."""
    signed = contract or draw(contracts() | broken_contracts())
    days = sorted({payment.exigible_le for payment in payments(signed, signed.npec)})
    decision = draw(st.sampled_from(days)) + draw(st.integers(-1, 1)) * DAY
    if not draw(st.integers(0, 4)):
        decision = signed.conclusion + draw(st.integers(1, 1500)) * DAY
    return replace(signed, npec_initial=draw(MONEY), decision=max(decision, signed.conclusion + DAY))


def any_contract() -> st.SearchStrategy[Contract]:
    return st.one_of(contracts(), broken_contracts(), decided_contracts())

"""When it is paid: the instalments of R6332-25 III and IV, the end after a rupture, the maintien."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tests.bareme.twin import articles
from tests.bareme.twin.civil import DAY, add_months, cents
from tests.bareme.twin.contract import Contract
from tests.bareme.twin.entitlement import (
    Entitlement,
    entitlement,
    is_short,
    maintien_end,
    participation,
    participation_planned,
    version,
    years,
)
from tests.bareme.twin.level import level

THIRTY_DAYS = timedelta(days=articles.PAYMENT_DAYS)


@dataclass(frozen=True)
class Payment:
    """One payment. `place` is what it is for, whatever its sign: two levels are compared place by place."""

    annee: int
    place: str
    nature: str
    exigible_le: date
    montant: Fraction


@dataclass
class Ledger:
    """The payments so far, and what of the participation is still to be deducted from them."""

    to_deduct: Fraction
    payments: list[Payment] = field(default_factory=list)

    @property
    def paid(self) -> Fraction:
        return sum((payment.montant for payment in self.payments), Fraction(0))

    def pay(self, annee: int, nature: str, day: date, gross: Fraction) -> None:
        deducted = max(min(self.to_deduct, gross), Fraction(0))
        self.to_deduct -= deducted
        self.payments.append(Payment(annee, nature, nature, day, gross - deducted))


def payments(contract: Contract, npec: Fraction) -> list[Payment]:
    """Every payment of the contract if its level was `npec` from the first day, in the order of the articles."""
    annual = level(contract, npec)
    signed = entitlement(contract, annual, as_signed=True)
    real = entitlement(contract, annual)
    ledger = Ledger(participation_planned(contract))
    windows = years(contract, contract.term)
    for annee in range(1, len(windows) + 1):
        _instalments(ledger, signed, annee, windows)
    owed = real.due_cents(contract.term) - participation(contract, annual)
    _end_of_contract(ledger, contract, len(windows), owed)
    _maintien(ledger, real, max(-owed, Fraction(0)))
    return ledger.payments


def _instalments(ledger: Ledger, signed: Entitlement, annee: int, windows: list[tuple[date, date]]) -> None:
    """III 1° to 3° and, for a year that another follows, 4°; IV: the single advance."""
    contract, (first, last) = signed.contract, windows[annee - 1]
    before = first - DAY if annee > 1 else contract.first_day - DAY
    whole = signed.due(last) - signed.due(before)
    whole_cents = signed.due_cents(last) - signed.due_cents(before)
    given = Fraction(0)
    shares = articles.SHORT_SHARES if is_short(contract) else articles.SHARES[version(contract)]
    for nature, share in shares.items():
        if _month(contract, annee, articles.PASSED[nature]) <= contract.term:
            tranche = cents(share * whole)
            ledger.pay(annee, nature, _instalment_day(contract, annee, nature), tranche)
            given += tranche
    if is_short(contract):
        return
    if version(contract) == "v4":
        if annee < len(windows):
            ledger.pay(annee, "solde", windows[annee][0] + THIRTY_DAYS, whole_cents - given)
    elif (tenth := _month(contract, annee, articles.TENTH_MONTH)) <= contract.term:
        ledger.pay(annee, "solde", tenth, whole_cents - given)


def _month(contract: Contract, annee: int, passed: int) -> date:
    """First day of a month of a year: the months slide from the start of the contract, as those that are due do.

    From 29 February, the 7th month of the second year begins on 29 August, not on the 28th.
    """
    return add_months(contract.debut, 12 * (annee - 1) + passed)


def _instalment_day(contract: Contract, annee: int, nature: str) -> date:
    passed = articles.PASSED[nature]
    if nature == "avance":
        invoice = contract.facture_recue_le if annee == 1 and contract.facture_recue_le else None
        return (invoice or _month(contract, annee, passed)) + THIRTY_DAYS
    if nature == "echeance_7e_mois" and version(contract) != "v4":
        return _month(contract, annee, passed + 1) - DAY  # « avant la fin du septième mois »
    return _month(contract, annee, passed)


def _end_of_contract(ledger: Ledger, contract: Contract, annee: int, owed: Fraction) -> None:
    """III 4° and IV: what is left at the term, or to be given back when the payments went beyond it (VI)."""
    left = max(owed, Fraction(0)) - ledger.paid
    already_settled = any(payment.annee == annee and payment.nature == "solde" for payment in ledger.payments)
    if already_settled and not left:
        return
    nature = "recuperation" if left < 0 else "solde"
    if version(contract) != "v4":
        day = contract.term  # « le solde à la fin du contrat »
    else:
        pieces = contract.pieces_recues_le or contract.term
        day = max(contract.term, pieces) + THIRTY_DAYS
        if left > 0 and pieces > add_months(contract.term, articles.SOLDE_MONTHS):
            left = Fraction(0)  # « à défaut de transmission dans ce délai, le solde n'est pas dû »
    # What settles the other payments does not come before them: a late invoice, a 7th month that the term cuts.
    day = max([day, *(payment.exigible_le for payment in ledger.payments)])
    ledger.payments.append(Payment(annee, "end", nature, day, left))


def _maintien(ledger: Ledger, real: Entitlement, participation_left: Fraction) -> None:
    """VI al. 2: « l'opérateur de compétences maintient les versements » of the days after the rupture, year by year."""
    contract = real.contract
    until, broken = maintien_end(contract), contract.broken
    if until is None or broken is None:
        return
    for annee, (first, last) in enumerate(years(contract, until), start=1):
        start, end = max(broken + DAY, first), min(until, last)
        if start > end:
            continue
        gross = real.due_cents(end) - real.due_cents(start - DAY)
        deducted = min(participation_left, gross)
        participation_left -= deducted
        if gross - deducted:
            ledger.payments.append(Payment(annee, "maintien", "maintien", end + THIRTY_DAYS, gross - deducted))

"""The whole account of a contract: its summary, and its payments once the level has been decided (D6332-80)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from tests.bareme.twin import articles
from tests.bareme.twin.civil import cents, each_day, each_started_month
from tests.bareme.twin.contract import Contract
from tests.bareme.twin.entitlement import entitlement, funded_until, participation, version
from tests.bareme.twin.level import level
from tests.bareme.twin.payments import THIRTY_DAYS, Payment, payments


@dataclass(frozen=True)
class Account:
    """Euros, rounded to the cent. `payments` are in the order of the articles."""

    version: str
    jours: int
    mois: int
    npec_retenu: Fraction
    du_brut: Fraction
    participation: Fraction
    du_opco: Fraction
    payments: tuple[Payment, ...]


def account(contract: Contract) -> Account:
    if contract.type != "apprentissage":
        return _by_the_hour(contract)
    until = funded_until(contract)
    annual = level(contract, contract.npec)
    gross = entitlement(contract, annual).due_cents(until)
    share = participation(contract, annual)
    return Account(
        version=version(contract),
        jours=len(each_day(contract.first_day, until)),
        mois=len(each_started_month(contract.first_day, until)),
        npec_retenu=cents(annual.total),
        du_brut=gross,
        participation=share,
        du_opco=max(gross - share, Fraction(0)),
        payments=tuple(_decided(contract)),
    )


def _decided(contract: Contract) -> list[Payment]:
    """D6332-80: provisional « jusqu'à la détermination », put right « dès le premier versement suivant la décision ».

    That payment is the first one in time; of two on the same day, the first in the order of the articles.
    """
    final = payments(contract, contract.npec)
    decision, initial = contract.decision, contract.npec_initial
    if decision is None or initial is None:
        return final
    provisional = {(payment.annee, payment.place): payment for payment in payments(contract, initial)}
    owed = Fraction(0)
    done: list[Payment] = []
    for place in _places(final, list(provisional.values())):
        after = next((p for p in final if (p.annee, p.place) == place), None)
        before = provisional.get(place)
        day = (after or before).exigible_le  # type: ignore[union-attr]
        if day >= decision:
            done += [after] if after else []
            continue
        owed += (after.montant if after else 0) - (before.montant if before else 0)
        done += [before] if before else []
    if owed:
        _insert(done, decision, owed)
    return done


def _places(final: list[Payment], provisional: list[Payment]) -> list[tuple[int, str]]:
    """The places of both schedules, each once, in the order of the articles."""
    rank = {"end": 1, "maintien": 2}
    both = {(p.annee, p.place): index for index, p in enumerate(final)}
    for index, payment in enumerate(provisional):
        both.setdefault((payment.annee, payment.place), index)
    return sorted(both, key=lambda place: (r := rank.get(place[1], 0), place[0] if r else 0, both[place]))


def _insert(done: list[Payment], decision: date, owed: Fraction) -> None:
    later = [payment for payment in done if payment.exigible_le >= decision]
    if later:
        first = min(later, key=lambda payment: payment.exigible_le)
        line = replace(first, place="regularisation", nature="regularisation", montant=owed)
        done.insert(done.index(first), line)
    else:
        done.append(Payment(done[-1].annee, "regularisation", "regularisation", decision, owed))


def _by_the_hour(contract: Contract) -> Account:
    """D6332-86 and D6332-90 I; « le paiement […] est réalisé après exécution » (R6332-25 I).

    D6332-85: « au niveau de prise en charge fixé par les branches », one of which takes that of apprenticeship.
    """
    reinforced = contract.type == "professionnalisation" and contract.public_prioritaire
    rate = articles.HOUR_REINFORCED if reinforced else articles.HOUR
    done, planned = each_day(contract.debut, contract.term), each_day(contract.debut, contract.fin)
    if contract.au_niveau:
        amount = cents(contract.npec * Fraction(len(done), articles.DAYS_OF_A_YEAR))
    else:
        amount = cents(contract.heures_formation * rate * Fraction(len(done), len(planned)))
    day = max(contract.term, contract.pieces_recues_le or contract.term) + THIRTY_DAYS
    return Account(
        version="pro" if contract.type == "professionnalisation" else "reconversion",
        jours=len(done),
        mois=len(each_started_month(contract.debut, contract.term)),
        npec_retenu=contract.npec,
        du_brut=amount,
        participation=Fraction(0),
        du_opco=amount,
        payments=(Payment(1, "end", "solde", day, amount),),
    )

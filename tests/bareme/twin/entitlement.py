"""What is due: R6332-25 III to VI and R6332-25-1, before any payment is spread over dates.

A contract is a list of units (days since 2025-07-01, started months before), each known by its first day. What is due
on a day is the amount of the units begun by then, whatever the year they fall in.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.bareme.twin import articles
from tests.bareme.twin.civil import DAY, add_months, cents, each_day, each_started_month
from tests.bareme.twin.contract import Contract
from tests.bareme.twin.level import Level


def version(contract: Contract) -> str:
    """The wording that the contract keeps: it follows the conclusion, never the start (décret 2025-585 art. 2)."""
    if contract.conclusion >= articles.V4_FROM:
        return "v4"
    return "v3" if contract.conclusion >= articles.V3_FROM else "v2"


def is_short(contract: Contract) -> bool:
    """R6332-25 IV: « inférieure à un an », by the calendar; exactly one year is not."""
    return contract.fin + DAY < add_months(contract.debut, 12)


def maintien_end(contract: Contract) -> date | None:
    """L6222-18-2 and R6332-25 VI: six months, the end of the session, or the eve of a new signature."""
    if contract.broken is None or not contract.maintien_cfa:
        return None
    ends = [add_months(contract.broken, articles.MAINTIEN_MONTHS)]
    if contract.fin_session:
        ends.append(contract.fin_session)
    if contract.nouveau_contrat:
        ends.append(contract.nouveau_contrat - DAY)
    return min(ends) if min(ends) > contract.broken else None


def funded_until(contract: Contract) -> date:
    return maintien_end(contract) or contract.term


def years(contract: Contract, last: date) -> list[tuple[date, date]]:
    """First and last day of each « année d'exécution » begun by `last`; a short contract is one year of any length."""
    if is_short(contract):
        return [(contract.debut, date.max)]
    windows: list[tuple[date, date]] = []
    while (first := add_months(contract.debut, 12 * len(windows))) <= last:
        windows.append((first, add_months(contract.debut, 12 * len(windows) + 12) - DAY))
    return windows


@dataclass(frozen=True)
class Entitlement:
    """What a level gives to a contract. `as_signed` ignores the rupture: it is what the first payments were made on."""

    contract: Contract
    level: Level
    units: tuple[date, ...]
    as_signed: bool = False

    def due(self, day: date) -> Fraction:
        """Exact euros due for everything done from the first day to `day`."""
        done = bisect_right(self.units, day)
        if not done:
            return Fraction(0)
        if self._whole_year_whatever_the_duration():
            return self.level.total
        year = articles.DAYS_OF_A_YEAR if version(self.contract) == "v4" else articles.MONTHS_OF_A_YEAR
        part = Fraction(done, year)
        return self._majored(self.level.formation * part) + self.level.handicap * part

    def due_cents(self, day: date) -> Fraction:
        return cents(self.due(day))

    def _whole_year_whatever_the_duration(self) -> bool:
        """R6332-25 IV, 2019 and 2020: for the ministry's short titre « les 1° et 2° ne s'appliquent pas ».

        VI alone brings the prorata back, « en cas de rupture anticipée »: on the last day none is.
        """
        contract = self.contract
        kept = self.as_signed or contract.term == contract.fin
        return version(contract) != "v4" and contract.titre_ministere_court and is_short(contract) and kept

    def _majored(self, amount: Fraction) -> Fraction:
        """R6332-25 IV 2°: 10 % more, up to the annual level; the ministry's short titre never has it."""
        contract = self.contract
        if not (contract.reduction_duree and is_short(contract)) or contract.titre_ministere_court:
            return amount
        majored = amount * (1 + articles.REDUCTION_RATE)
        if majored <= self.level.formation:
            return majored
        return max(self.level.formation, amount)


def entitlement(contract: Contract, level: Level, *, as_signed: bool = False) -> Entitlement:
    last = contract.fin if as_signed else funded_until(contract)
    count = each_day if version(contract) == "v4" else each_started_month
    return Entitlement(contract, level, count(contract.first_day, last), as_signed)


def participation_planned(contract: Contract) -> Fraction:
    """R6332-25-1 al. 1 and 3; L6332-14 I 1° and décret 2025-585 art. 2 for the date."""
    if version(contract) != "v4" or contract.niveau < articles.PARTICIPATION_LEVEL:
        return Fraction(0)
    return articles.PARTICIPATION_AFTER_RUPTURE if contract.suite_rupture else articles.PARTICIPATION


def participation(contract: Contract, level: Level) -> Fraction:
    """R6332-25-1 al. 2 when the rupture is in the 45 first days of practice; days of contract only (DGEFP)."""
    planned = participation_planned(contract)
    if contract.broken is None or not contract.rupture_probatoire:
        return planned
    if not contract.formation_commencee:
        return Fraction(0)
    done = Fraction(len(each_day(contract.debut, contract.broken)), articles.DAYS_OF_A_YEAR)
    half = cents(articles.PARTICIPATION_SHARE * level.total * done)
    return min(planned, half)

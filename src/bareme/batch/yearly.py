"""What a contract is due, one year of execution after the other: the rule that the sweep of reforms must equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bareme.rules.amounts import Plan, due, in_centimes, plan_of
from bareme.rules.calendar import year_of
from bareme.rules.contrat import APPRENTISSAGE, Contrat
from bareme.rules.hourly import hourly_forfait
from bareme.rules.law import Law
from bareme.rules.participation import participation_of
from bareme.rules.period import execution_year, units
from bareme.rules.schedule import has_year


class YearlyDue(NamedTuple):
    """`annee` is the calendar year of the first day of the year of execution; centimes, participation deducted."""

    annee: int
    montant: int


def net_through(law: Law, plan: Plan, participation: int, rank: int) -> int:
    """What the first `rank` years of execution are due together, the participation deducted from the first euros."""
    period = plan.period
    last = min(period.financement, execution_year(period, rank).fin)
    return max(0, in_centimes(law, due(law, plan, units(law, period, last), period.rompu)) - participation)


def yearly_dues(law: Law, contrat: Contrat) -> Iterator[YearlyDue]:
    """`du_opco` split by year of execution, the rest of one year going to the next: the parts add up to it.

    A contract paid by the hour has one year, that of its first day.
    """
    if contrat.type != APPRENTISSAGE:
        yield YearlyDue(year_of(contrat.debut), hourly_forfait(contrat, law).montant)
        return
    plan = plan_of(contrat, law, contrat.npec)
    participation = participation_of(law, plan).fixee
    rank, before = 1, 0
    while has_year(plan, rank):
        through = net_through(law, plan, participation, rank)
        yield YearlyDue(year_of(execution_year(plan.period, rank).debut), through - before)
        rank, before = rank + 1, through

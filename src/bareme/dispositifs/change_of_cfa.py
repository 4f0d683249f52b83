"""R6332-25-2 and DGEFP, cas d'usages of 30 June 2025: which CFA collects the participation of the employer."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple


class Collector(StrEnum):
    """`CFA1` is the CFA that the apprentice leaves, `CFA2` the one that receives them."""

    CFA1 = "CFA1"
    CFA2 = "CFA2"


class Collection(NamedTuple):
    """Who invoices the employer, and the first day on which the invoice can be sent."""

    collector: Collector
    facturable_le: date


def collector_of(changement: date, fin_probatoire: date) -> Collection:
    """During the 45 days in the company (last day included) the new CFA collects; afterwards the first one keeps.

    `fin_probatoire` is a fact, the 45th day of practical training in the company: no calendar gives it.
    """
    who = Collector.CFA2 if changement <= fin_probatoire else Collector.CFA1
    return Collection(who, fin_probatoire + timedelta(days=1))

"""The meetings to propose for what is missing; one may satisfy several obligations (R273)."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import NamedTuple

from bareme.validite.jours_feries import jours_feries
from tandem.conventions.enums import LIVE, NatureObligation
from tandem.conventions.followed import Followed, cadence_of
from tandem.conventions.models import Convention, Obligation
from tandem.conventions.timing.coverage import Uncovered, plan
from tandem.conventions.timing.working_days import Holidays
from tandem.territoires.models import Departement


class Proposed(NamedTuple):
    """A meeting to propose: its day, the obligations that it satisfies, its sector, and why, in French."""

    date: date
    obligations: tuple[Obligation, ...]
    secteur: str
    reason: str


class Outlook(NamedTuple):
    """What can be proposed, and what no day is left for."""

    proposals: tuple[Proposed, ...]
    uncovered: tuple[Uncovered, ...]


def outlook_of(followed: Followed, on: date) -> Outlook:
    """The fewest meetings that cover what a convention misses for twelve months; nothing once it binds no more."""
    if followed.start is None or followed.convention.etat not in LIVE:
        return Outlook((), ())
    cadences = [
        cadence_of(one) for one in followed.obligations if one.nature == NatureObligation.REUNION and one.annee is None
    ]
    busy = {fact.date for fact in followed.facts if fact.date > on}
    found = plan(
        cadences,
        followed.start,
        followed.end,
        followed.facts,
        on=on,
        busy=busy,
        holidays=_holidays_of(followed.convention),
    )
    return Outlook(
        tuple(
            Proposed(one.date, tuple(followed.by_code[code] for code in one.codes), one.secteur, one.reason)
            for one in found.proposals
        ),
        found.uncovered,
    )


def _holidays_of(convention: Convention) -> Holidays:
    """The public holidays of all the territories of a convention: nobody is asked to meet on their own (L3422-2)."""
    departements = Departement.objects.filter(region__conventions=convention).values_list("code", flat=True)
    places = ("", *departements)

    @cache
    def holidays(year: int) -> Collection[date]:
        return {day for departement in places for day in jours_feries(year, departement)}

    return holidays

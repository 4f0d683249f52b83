"""The meetings to propose for what is missing; one may satisfy several obligations (R273)."""

from datetime import date
from typing import NamedTuple

from tandem.conventions.enums import LIVE, NatureObligation
from tandem.conventions.followed import Followed, cadence_of
from tandem.conventions.models import Obligation
from tandem.conventions.timing.coverage import Uncovered, plan


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
    found = plan(cadences, followed.start, followed.end, followed.facts, on=on, busy=busy)
    return Outlook(
        tuple(
            Proposed(one.date, tuple(followed.by_code[code] for code in one.codes), one.secteur, one.reason)
            for one in found.proposals
        ),
        found.uncovered,
    )

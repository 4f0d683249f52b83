"""What is late or near for the organisations of a person, and for nobody else."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from django.db.models import Q

from tandem.conventions.enums import NatureObligation
from tandem.conventions.followed import Followed, cadence_of, follow
from tandem.conventions.models import Convention, Obligation, Partie
from tandem.conventions.timing.alerts import OPENS_BEFORE
from tandem.conventions.timing.cadences import PeriodStanding

TERM_NOTICE_DAYS = 275
"""A term nearer than nine months is told (the first alert is at T-9 months)."""


class Due(NamedTuple):
    """One obligation that a party still owes: late once its period is over, near when it can be done now."""

    followed: Followed
    obligation: Obligation
    kind: Literal["late", "near"]
    period: PeriodStanding

    @property
    def convention(self) -> Convention:
        """The convention of the obligation."""
        return self.followed.convention

    @property
    def deadline(self) -> date:
        """The last day of the period."""
        return self.period.deadline

    @property
    def missing(self) -> int:
        """How many meetings or sendings are missing."""
        return self.period.missing


def followed_for(user, organisation=None) -> list[tuple[Followed, frozenset[int]]]:
    """The conventions that bind today the organisations of a person, with the parties that the person acts for.

    With an organisation, only the conventions to which it is party, itself or as a délégation.
    """
    held = {organisation.pk} if organisation else set(user.memberships.current().values_list("organisation", flat=True))
    conventions = (
        Convention.objects.visible_to(user)
        .live()
        .filter(
            pk__in=Partie.objects.filter(Q(organisation__in=held) | Q(delegation__in=held)).values("convention"),
        )
        .order_by("titre", "pk")
    )
    return [
        (
            followed,
            frozenset(
                partie.pk for partie in followed.parties if held & {partie.organisation_id, partie.delegation_id}
            ),
        )
        for followed in follow(conventions)
    ]


def dues(places: Iterable[tuple[Followed, frozenset[int]]], on: date) -> list[Due]:
    """What the parties given owe in their conventions, late first, then by deadline: never what the others owe."""
    found = [
        due
        for followed, mine in places
        for obligation in followed.obligations
        if obligation.debiteur_id is None or obligation.debiteur_id in mine
        if (due := due_of(followed, obligation, on))
    ]
    return sorted(found, key=lambda due: (due.kind != "late", due.deadline, due.convention.titre, due.obligation.rank))


def due_of(followed: Followed, obligation: Obligation, on: date) -> Due | None:
    """What one obligation still asks on a day: what is late, or else what can be done now.

    A meeting that was not held cannot be late for ever: its year keeps « manquant », and only the next one is told.
    Something sent after its deadline settles what was late before it: the next one carries what the last one lacked.
    """
    if obligation.rule.asks_nothing or followed.start is None or on < followed.start:
        return None
    years = range(max(followed.start.year - 1, on.year - LOOK_BACK_YEARS), on.year + 1)
    standings = followed.standings(obligation, years, on)
    if obligation.nature != NatureObligation.REUNION:
        late = [one for one in standings if one.missing and one.deadline < on]
        if late and not _settled(followed, obligation, late[-1], on):
            return Due(followed, obligation, "late", late[-1])
    window = cadence_of(obligation).window
    for one in standings:
        opens = one.window_start if window else max(one.period_start, one.deadline - OPENS_BEFORE)
        if one.missing and opens <= on <= one.deadline:
            return Due(followed, obligation, "near", one)
    return None


LOOK_BACK_YEARS = 3
"""How many years back something not sent is still asked for."""


def _settled(followed: Followed, obligation: Obligation, late: PeriodStanding, on: date) -> bool:
    sent = followed.facts_by_code.get(obligation.code, [])
    return any(fact.etat == "done" and late.deadline < fact.date <= on for fact in sent)

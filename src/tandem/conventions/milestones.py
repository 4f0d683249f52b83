"""The days that matter in several conventions: meetings, windows, deadlines, terms."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.utils import timezone

from bareme.display import typography
from tandem.conventions.enums import LIVE, EtatReunion
from tandem.conventions.followed import Followed, cadence_of
from tandem.conventions.models import Convention, Obligation, Reunion
from tandem.conventions.wording import clause_words
from tandem.formats import number


class Kind(StrEnum):
    """What happens on a day."""

    REUNION = "reunion"
    FENETRE = "fenetre"
    ECHEANCE = "echeance"
    TERME = "terme"


class Milestone(NamedTuple):
    """A day, or the first day of a window; what it is about, in French."""

    first: date
    last: date
    kind: Kind
    libelle: str
    detail: str
    convention: Convention
    obligation: Obligation | None = None
    reunion: Reunion | None = None


def milestones(places: Iterable[Followed], first: date, last: date, on: date) -> list[Milestone]:
    """What falls between two days, both included, in order; what is done or planned is no longer a deadline."""
    followed = list(places)
    found = [*_meetings(followed, first, last)]
    for one in followed:
        found += [item for item in _of_convention(one, first, last, on) if first <= item.last and item.first <= last]
    return sorted(found, key=lambda item: (item.first, item.kind, item.convention.titre, item.libelle))


def _meetings(followed: list[Followed], first: date, last: date) -> Iterator[Milestone]:
    conventions = {one.convention.pk: one.convention for one in followed}
    rows = (
        Reunion.objects.filter(
            comite__convention__in=list(conventions), starts_at__date__gte=first, starts_at__date__lte=last
        )
        .exclude(etat=EtatReunion.ANNULEE)
        .select_related("comite")
        .order_by("starts_at", "pk")
    )
    for reunion in rows:
        day = timezone.localdate(reunion.starts_at)
        detail = f"{reunion.comite.nom}, {EtatReunion(reunion.etat).label.lower()}"
        convention = conventions[reunion.comite.convention_id]
        yield Milestone(day, day, Kind.REUNION, reunion.objet, detail, convention, reunion=reunion)


def _of_convention(followed: Followed, first: date, last: date, on: date) -> Iterator[Milestone]:
    convention = followed.convention
    if convention.etat not in LIVE:
        return
    if followed.end is not None:
        yield Milestone(followed.end, followed.end, Kind.TERME, "Terme de la convention", "", convention)
    for obligation in followed.obligations:
        yield from _of_obligation(followed, obligation, range(first.year - 1, last.year + 1), on)


def _of_obligation(followed: Followed, obligation: Obligation, years: range, on: date) -> Iterator[Milestone]:
    """The window of what is expected at a time of the year, otherwise the last day of the period."""
    if obligation.rule.asks_nothing:
        return
    window = cadence_of(obligation).window
    for one in followed.standings(obligation, years, on):
        if not one.missing:
            continue
        owing = str(obligation.debiteur.organisation) if obligation.debiteur else "toutes les parties"
        detail = typography(
            f"{number(one.missing)} à faire ({one.label}), due par {owing}, {clause_words(obligation.clause)}"
        )
        days = (one.window_start, one.window_end) if window else (one.deadline, one.deadline)
        kind = Kind.FENETRE if window else Kind.ECHEANCE
        yield Milestone(*days, kind, obligation.libelle, detail, followed.convention, obligation)

"""Meetings and items of agenda as the screens show them."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from bareme.display import counted
from tandem.conventions.agenda import UNMEASURED
from tandem.conventions.enums import EtatReunion, OriginePoint
from tandem.conventions.models import PointOrdreDuJour, Reunion
from tandem.formats import NARROW_SPACE, long_date, number
from tandem.web.conventions.tones import REUNION_TONES
from tandem.web.templatetags.components import Tone

SHOWN_MEETINGS = 6


class MeetingRow(NamedTuple):
    """A meeting, its address, its state, its hours in words."""

    reunion: Reunion
    url: str
    tone: str
    etat: str
    hours: str
    is_lapsed: bool


def meeting_rows(place, reunions) -> list[MeetingRow]:
    """Return the rows of meetings already chosen and ordered."""
    return [meeting_row(place, reunion) for reunion in reunions]


def meeting_row(place, reunion) -> MeetingRow:
    """Return one row; a meeting whose hour has gone, and that nobody said to be held, waits for a word."""
    end = reunion.starts_at + timedelta(minutes=reunion.minutes)
    is_lapsed = reunion.etat == EtatReunion.PLANIFIEE and end < timezone.now()
    return MeetingRow(
        reunion,
        place.url("convention_reunion", reunion.pk),
        (Tone.WARNING if is_lapsed else REUNION_TONES[EtatReunion(reunion.etat)]).value,
        "À confirmer" if is_lapsed else reunion.get_etat_display(),
        hours_of(reunion.starts_at, end),
        is_lapsed,
    )


class FoldedMeetings(NamedTuple):
    """The meetings shown at once, those that open on demand, the words that open them."""

    shown: list[MeetingRow]
    older: list[MeetingRow]
    words: str


def folded_meetings(rows: list[MeetingRow]) -> FoldedMeetings:
    """Fold the meetings after the first ones; one that is to come or waits for a word is never folded."""
    stays = [rank < SHOWN_MEETINGS or row.reunion.etat == EtatReunion.PLANIFIEE for rank, row in enumerate(rows)]
    shown = [row for row, stay in zip(rows, stays, strict=True) if stay]
    older = [row for row, stay in zip(rows, stays, strict=True) if not stay]
    return FoldedMeetings(shown, older, f"Voir {counted(len(older), 'autre réunion')}")


def hours_of(start, end) -> str:
    """Return « de 10 h 00 à 12 h 00 », with the day of the end when it is another one."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    day = "" if first.date() == last.date() else f" le {long_date(last.date())}"
    return f"de {hour_of(first)} à {hour_of(last)}{day}"


def hour_of(moment) -> str:
    """Return « 10 h 05 » for a local moment."""
    return f"{moment.hour}{NARROW_SPACE}h{NARROW_SPACE}{moment:%M}"


def duration(minutes: int) -> str:
    """Return « 12 h 30 » for a number of minutes."""
    hours, rest = divmod(minutes, 60)
    return f"{number(hours)}{NARROW_SPACE}h{NARROW_SPACE}{rest:02}" if rest else f"{number(hours)}{NARROW_SPACE}h"


ORIGIN_PAGES = {
    OriginePoint.COHERENCE: "convention_fiches",
    OriginePoint.TRANSMISSION: "convention_transmissions",
    OriginePoint.OBLIGATION: "convention_obligations",
    OriginePoint.INDICATEUR: "convention_indicateurs",
}
ORIGIN_TONES = {
    OriginePoint.FICHE: Tone.ACCENT,
    OriginePoint.COHERENCE: Tone.ACCENT,
    OriginePoint.TRANSMISSION: Tone.WARNING,
    OriginePoint.OBLIGATION: Tone.INFO,
    OriginePoint.INDICATEUR: Tone.BRAND,
    OriginePoint.DECISION_COMITE: Tone.WARNING,
    OriginePoint.LIBRE: Tone.NEUTRAL,
}


class PointRow(NamedTuple):
    """An item of an agenda, where it comes from, and the page where its matter is settled."""

    point: PointOrdreDuJour
    tone: str
    origin: str
    url: str


def point_rows(place, points) -> list[PointRow]:
    """Return the rows of an agenda."""
    return [
        PointRow(
            point, ORIGIN_TONES[OriginePoint(point.origine)].value, point.get_origine_display(), _page(place, point)
        )
        for point in points
    ]


def _page(place, point) -> str:
    origin = OriginePoint(point.origine)
    if origin == OriginePoint.FICHE and point.reference == UNMEASURED:
        return place.url("convention_fiches")
    if origin == OriginePoint.FICHE:
        return place.url("convention_fiche", point.reference)
    if origin == OriginePoint.DECISION_COMITE:
        return place.url("convention_decision", int(point.reference))
    return place.url(ORIGIN_PAGES[origin]) if origin in ORIGIN_PAGES else ""

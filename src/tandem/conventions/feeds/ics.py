"""The calendar of a person, as RFC 5545 text: meetings, windows of obligations, terms, campaigns.

No ORGANIZER, no ATTENDEE: an attendee makes every reader answer, and nobody here waits for an answer. No name of a
person. What one side drafts for itself is not in it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Prefetch
from django.utils import timezone
from icalendar import STATUS, TRANSP, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from bareme.display import typography
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne
from tandem.conventions.addresses import absolute, host
from tandem.conventions.enums import EtatReunion, RolePartie
from tandem.conventions.followed import Followed, cadence_of, follow
from tandem.conventions.models import (
    Convention,
    ConventionChange,
    Fiche,
    Obligation,
    Partie,
    Reunion,
    ReunionObligation,
)
from tandem.conventions.timing.cadences import PeriodStanding
from tandem.conventions.wording import clause_words
from tandem.formats import long_date, long_moment

PARIS = ZoneInfo("Europe/Paris")
PRODID = "-//Tandem//Conventions//FR"
REFRESH = timedelta(hours=6)
HORIZON = timedelta(days=366)
"""How far the windows of obligations are announced; meetings and terms have no horizon."""

STATUSES = {
    EtatReunion.PLANIFIEE: STATUS.CONFIRMED,
    EtatReunion.TENUE: STATUS.CONFIRMED,
    EtatReunion.ANNULEE: STATUS.CANCELLED,
}
SATISFIED = frozenset({"faite", "planifiee", "sans_objet", "manquante"})


def calendar_of(user, *, on: date | None = None) -> bytes:
    """Return the calendar of what a person sees today."""
    day = on or timezone.localdate()
    calendar = Calendar.new(
        prodid=PRODID,
        name="Conventions",
        description="Réunions, échéances et termes des conventions.",
        language="fr",
        uid=f"calendrier-{user.pk}@{host()}",
        refresh_interval=REFRESH,
    )
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    calendar.add_component(_paris())
    for event in (*_meetings(user), *_windows(user, day), *_terms(user), *_campagnes(user)):
        calendar.add_component(event)
    return calendar.to_ical()


def _paris() -> Timezone:
    """Return the rules of Paris since 1996, as the calendars that know no database of time zones read them."""
    zone = Timezone()
    zone.add("TZID", "Europe/Paris")
    for kind, name, month, hours in ((TimezoneDaylight, "CEST", 3, (1, 2)), (TimezoneStandard, "CET", 10, (2, 1))):
        rule = kind()
        rule.add("TZNAME", name)
        # The last Sunday of March 1996 and of October 1996, at two and three o’clock of the clock then in force.
        rule.add("DTSTART", datetime(1996, month, 31 if month == 3 else 27, 1 + hours[0]))  # noqa: DTZ001 - local by rule
        rule.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        rule.add("TZOFFSETFROM", timedelta(hours=hours[0]))
        rule.add("TZOFFSETTO", timedelta(hours=hours[1]))
        zone.add_component(rule)
    return zone


def _meetings(user) -> Iterator[Event]:
    reunions = (
        Reunion.objects.visible_to(user)
        .select_related("comite__convention", "comite__host")
        .prefetch_related(
            Prefetch(
                "satisfait",
                queryset=ReunionObligation.objects.select_related("obligation").order_by("obligation", "pk"),
            )
        )
        .annotate(versions=Count("events", distinct=True))
        .order_by("starts_at", "pk")
    )
    for reunion in reunions:
        convention = reunion.comite.convention
        start = timezone.localtime(reunion.starts_at, PARIS)
        # Minutes are added in UTC: a meeting across the change of hour lasts what it lasts.
        end = timezone.localtime(reunion.starts_at + timedelta(minutes=reunion.minutes), PARIS)
        url = absolute("convention_reunion", convention.slug, reunion.pk)
        yield Event.new(
            uid=f"reunion-{reunion.pk}@{host()}",
            stamp=reunion.modified_at,
            last_modified=reunion.modified_at,
            sequence=max(reunion.versions - 1, 0),
            start=start,
            end=end,
            status=STATUSES[EtatReunion(reunion.etat)],
            summary=typography(f"{reunion.objet} – {convention.titre}"),
            description=_described(_words_of(reunion), convention, url),
            location=reunion.lieu or None,
            categories=["Réunion", reunion.comite.nom],
            url=url,
        )


def _words_of(reunion) -> list[str]:
    words = [f"Comité : {reunion.comite.nom}"]
    if reunion.comite.host:
        words.append(f"Tenu par : {reunion.comite.host}")
    if reunion.etat == EtatReunion.ANNULEE:
        words.append("Réunion annulée.")
    elif reunion.etat == EtatReunion.TENUE:
        words.append("Réunion tenue.")
    words += [
        f"Compte pour : {one.obligation.libelle}{f' ({one.secteur})' if one.secteur else ''}"
        for one in reunion.satisfait.all()
    ]
    return words


def _windows(user, day) -> Iterator[Event]:
    conventions = Convention.objects.visible_to(user).live().order_by("titre", "pk")
    shown = set(Fiche.objects.visible_to(user).values_list("pk", flat=True))
    followed = follow(conventions)
    stamps = _stamps([one.convention for one in followed])
    for one in followed:
        for obligation in one.obligations:
            if obligation.fiche_id is None or obligation.fiche_id in shown:
                yield from _windows_of(one, obligation, day, stamps)


def _windows_of(followed: Followed, obligation: Obligation, day, stamps) -> Iterator[Event]:
    if obligation.rule.asks_nothing:
        return
    has_window = cadence_of(obligation).window is not None
    for period in followed.standings(obligation, range(day.year - 1, day.year + 2), day):
        if period.etat in SATISFIED or period.deadline < day or period.deadline == date.max:
            continue
        first, last = (period.window_start, period.window_end) if has_window else (period.deadline, period.deadline)
        if first <= day + HORIZON:
            yield _window(followed.convention, obligation, period, days=(first, last), stamps=stamps)


def _window(convention, obligation, period: PeriodStanding, *, days, stamps) -> Event:
    first, last = days
    stamp, sequence = stamps[convention.pk]
    url = absolute("convention_obligations", convention.slug)
    lead = "À tenir" if first < last else "Dernier jour"
    words = [
        f"{obligation.libelle} ({period.label}) : il en manque {period.missing}.",
        f"Selon : {clause_words(obligation.clause)}, au plus tard le {long_date(period.deadline)}.",
    ]
    if obligation.debiteur:
        words.append(f"Due par : {obligation.debiteur.designation}")
    return Event.new(
        uid=f"obligation-{obligation.pk}-{period.period_start:%Y%m%d}@{host()}",
        stamp=stamp,
        last_modified=stamp,
        sequence=sequence,
        start=first,
        end=last + timedelta(days=1),
        status=STATUS.TENTATIVE,
        transparency=TRANSP.TRANSPARENT,
        summary=typography(f"{lead} : {obligation.libelle} – {convention.titre}"),
        description=_described(words, convention, url),
        categories=["Obligation"],
        url=url,
    )


def _terms(user) -> Iterator[Event]:
    conventions = [
        convention
        for convention in Convention.objects.visible_to(user)
        .exclude(signed_on=None)
        .prefetch_related("prolongations")
        .order_by("titre", "pk")
        if convention.end is not None
    ]
    stamps = _stamps(conventions)
    for convention in conventions:
        stamp, sequence = stamps[convention.pk]
        url = absolute("convention", convention.slug)
        kind = "Résiliation" if convention.resiliation_on else "Terme"
        words = [f"{kind} le {long_date(convention.end)}, signée le {long_date(convention.signed_on)}."]
        yield Event.new(
            uid=f"terme-{convention.pk}@{host()}",
            stamp=stamp,
            last_modified=stamp,
            sequence=sequence,
            start=convention.end,
            end=convention.end + timedelta(days=1),
            status=STATUS.CONFIRMED,
            transparency=TRANSP.TRANSPARENT,
            summary=typography(f"{kind} : {convention.titre}"),
            description=_described(words, convention, url),
            categories=["Terme"],
            url=url,
        )


def _stamps(conventions) -> dict[int, tuple[datetime, int]]:
    """Return, for each convention, when it last changed in common, and how many times it did."""
    rows = (
        ConventionChange.objects.filter(convention__in=conventions, draft_of=None)
        .order_by()
        .values("convention")
        .annotate(last=Max("at"), changes=Count("pk"))
    )
    changed = {row["convention"]: (row["last"], row["changes"]) for row in rows}
    return {one.pk: changed.get(one.pk, (one.created_at, 0)) for one in conventions}


def _campagnes(user) -> Iterator[Event]:
    """Yield the deposits of the Régions that are party: « Partage du calendrier régional » (ATLAS, fiche 1.3)."""
    regions = Partie.objects.filter(convention__in=Convention.objects.visible_to(user), role=RolePartie.REGION).values(
        "organisation"
    )
    campagnes = (
        Campagne.objects.filter(organisation__in=regions)
        .exclude(etat=EtatCampagne.PREPARATION)
        .select_related("organisation")
        .annotate(versions=Count("events", distinct=True), last=Max("events__pgh_created_at"))
        .order_by("ouverture", "pk")
    )
    for campagne in campagnes:
        stamp = campagne.last or campagne.ouverture
        url = absolute("campagnes")
        yield Event.new(
            uid=f"campagne-{campagne.pk}@{host()}",
            stamp=stamp,
            last_modified=stamp,
            sequence=max(campagne.versions - 1, 0),
            start=timezone.localdate(campagne.ouverture),
            end=timezone.localdate(campagne.cloture) + timedelta(days=1),
            status=STATUS.CONFIRMED,
            transparency=TRANSP.TRANSPARENT,
            summary=typography(f"Dépôt ouvert : {campagne.titre} – {campagne.organisation}"),
            description=typography(
                f"Dépôt du {long_moment(campagne.ouverture)} au {long_moment(campagne.cloture)}.\n{url}"
            ),
            categories=["Campagne"],
            url=url,
        )


def _described(words, convention, url) -> str:
    fiction = ["Données fictives."] if convention.is_fictif else []
    return "\n".join([*(typography(one) for one in words), *fiction, url])

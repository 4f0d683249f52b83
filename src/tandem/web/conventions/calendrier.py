"""The alerts of the coming twelve months, and the calendar of every convention of the person: lists first."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bareme.display import typography
from tandem.conventions.alerts import ConventionAlert, alerts_between_days
from tandem.conventions.dues import Due, due_of
from tandem.conventions.enums import SIGNED, NatureObligation
from tandem.conventions.followed import Followed, follow
from tandem.conventions.milestones import Kind as MilestoneKind
from tandem.conventions.milestones import Milestone, milestones
from tandem.conventions.models import Convention
from tandem.conventions.timing.dates import MOIS
from tandem.conventions.timing.durations import add_months
from tandem.formats import long_date
from tandem.web.conventions.meeting_rows import hour_of
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response
from tandem.web.templatetags.components import Tone

HORIZON_MONTHS = 12
KINDS = {
    "terme": "Terme",
    "ouverture": "S’ouvre",
    "echeance_proche": "Échéance proche",
    "periode_manquante": "Période finie",
    "mise_en_demeure": "Mise en demeure",
    "retard": "En retard",
}
SEVERITIES = {"urgence": Tone.DANGER, "attention": Tone.WARNING, "information": Tone.INFO}
MILESTONES = {
    MilestoneKind.REUNION: ("Réunion", Tone.BRAND, "users"),
    MilestoneKind.FENETRE: ("Période attendue", Tone.INFO, "calendar-event"),
    MilestoneKind.ECHEANCE: ("Échéance", Tone.WARNING, "hourglass"),
    MilestoneKind.TERME: ("Terme", Tone.DANGER, "flag"),
}


class AlertRow(NamedTuple):
    """An alert as its line shows it."""

    on: date
    libelle: str
    convention: Convention
    kind: str
    severity: str
    owes: str
    url: str

    @property
    def titre(self) -> str:
        """The title of the convention."""
        return self.convention.titre

    @property
    def month(self) -> str:
        """Words of the line drawn above the first alert of a month."""
        return "En retard aujourd’hui" if self.kind == "retard" else month_words(self.on)


def month_words(day: date) -> str:
    """« Mars 2026 »."""
    return f"{MOIS[day.month - 1].capitalize()} {day.year}"


def _followed(user) -> list[Followed]:
    """The signed conventions that the person sees."""
    return follow(Convention.objects.visible_to(user).filter(etat__in=SIGNED).order_by("titre", "pk"))


@require_http_methods(["GET"])
def alertes(request):
    """What is late today, then every alert of the coming twelve months."""
    today = timezone.localdate()
    last = add_months(today, HORIZON_MONTHS)
    places = _followed(request.user)
    rows = [row for one in places for row in _late_rows(one, today)]
    found = [alert_row(item) for one in places for item in alerts_between_days(one, today, last)]
    rows += sorted(found, key=lambda row: (row.on, row.titre, row.libelle))
    table = Table(
        request,
        "conventions_alertes",
        caption=f"Alertes jusqu’au {long_date(last)}",
        columns=ALERT_COLUMNS,
        rows=rows,
        options=Options(
            noun=("alerte", "alertes"),
            cards=True,
            file_name="alertes-conventions",
            cut=lambda before, row: row.month if before is None or before.month != row.month else None,
            empty="Aucune alerte dans les douze mois.",
        ),
    )
    context = {
        "has_places": bool(places),
        "late": sum(row.kind == "retard" for row in rows),
        "terms": sum(row.kind == "terme" for row in rows),
        "coming": len(found),
        "conventions_url": reverse("conventions"),
    }
    return table_response(request, table, "conventions/alertes.html", context)


def _late_rows(followed: Followed, today: date) -> list[AlertRow]:
    """What is late today, whoever owes it: both partners read it here, only who owes it has it on the home page."""
    found = (due_of(followed, obligation, today) for obligation in followed.obligations)
    return [_late_row(due) for due in found if due is not None and due.kind == "late"]


def _late_row(due: Due) -> AlertRow:
    sentence = f"{due.obligation.libelle} ({due.period.label}) : attendu avant le {long_date(due.deadline)}."
    return AlertRow(
        on=due.deadline,
        libelle=typography(sentence),
        convention=due.convention,
        kind="retard",
        severity="urgence",
        owes=_owes(due.obligation),
        url=reverse("convention_transmissions", args=[due.convention.slug]),
    )


def alert_row(item: ConventionAlert) -> AlertRow:
    """An alert of the engine, with the page where it is dealt with."""
    alert, obligation = item.alert, item.obligation
    kind = next((code for code in KINDS if alert.code.startswith(code)), "ouverture")
    name = "convention" if obligation is None else "convention_obligations"
    return AlertRow(
        on=alert.on,
        libelle=typography(alert.libelle),
        convention=item.convention,
        kind=kind,
        severity=alert.severity,
        owes=_owes(obligation) if obligation else "",
        url=reverse(name, args=[item.convention.slug]),
    )


def _owes(obligation) -> str:
    return str(obligation.debiteur.organisation) if obligation.debiteur else "Toutes les parties"


ALERT_COLUMNS = (
    Column(key="libelle", label="Alerte", search=True, fixed=True, link=lambda row: row.url, sortable=False),
    Column(key="on", label="Le", kind=Kind.DATE, sortable=False),
    Column(
        key="kind",
        label="Nature",
        kind=Kind.BADGE,
        choices=KINDS,
        tone=lambda row: SEVERITIES[row.severity],
        filter=Filter.CHOICE,
        sortable=False,
        css="nowrap",
    ),
    Column(key="titre", label="Convention", search=True, filter=Filter.CHOICE, sortable=False),
    Column(key="owes", label="Due par", filter=Filter.CHOICE, sortable=False),
)


@require_http_methods(["GET"])
def calendrier(request):
    """Month after month, for a year: meetings, windows, deadlines, terms."""
    today = timezone.localdate()
    first = _first_day(request.GET.get("depuis"), today)
    last = add_months(first, HORIZON_MONTHS) - date.resolution
    kind = request.GET.get("nature") if request.GET.get("nature") in set(MilestoneKind) else ""
    found = [
        item
        for item in milestones(_followed(request.user), first, last, today)
        if not kind or item.kind == kind
    ]  # fmt: skip
    months = [
        {"words": month_words(month), "entries": _entries(items)}
        for month, items in groupby(found, key=lambda item: max(item.first, first).replace(day=1))
    ]
    context = {
        "months": months,
        "span": typography(f"{month_words(first)} à {month_words(last).lower()}"),
        "kinds": [(one.value, label) for one, (label, _tone, _icon) in MILESTONES.items()],
        "kind": kind,
        "first": first,
        "before": _query(add_months(first, -HORIZON_MONTHS), kind),
        "after": _query(add_months(first, HORIZON_MONTHS), kind),
        "today": _query(today, kind),
        "feed_url": reverse("calendrier_abonnement"),
        "conventions_url": reverse("conventions"),
    }
    return render(request, "conventions/calendrier.html", context)


def _first_day(asked: str | None, today: date) -> date:
    """The first day of the month asked (« 2026-03 »), otherwise of this month."""
    try:
        year, month = (int(part) for part in (asked or "").split("-"))
        return date(year, month, 1) if abs(year - today.year) <= FURTHEST_YEARS else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


FURTHEST_YEARS = 30


def _query(first: date, kind: str) -> str:
    return f"?depuis={first:%Y-%m}" + (f"&nature={kind}" if kind else "")


def _entries(items: Iterable[Milestone]) -> list[dict]:
    """The days of a month: what a convention has on one day, or in one window, is one entry."""
    grouped: dict[tuple, list[Milestone]] = {}
    for item in items:
        key = (item.first, item.last, item.kind, item.convention.pk, item.reunion.pk if item.reunion else None)
        grouped.setdefault(key, []).append(item)
    return [_entry(found) for found in grouped.values()]


def _entry(found: list[Milestone]) -> dict:
    """One entry of the list: its days, its nature, its convention, and what it is about."""
    first = found[0]
    label, tone, icon = MILESTONES[first.kind]
    days = long_date(first.first) if first.first == first.last else _span(first.first, first.last)
    if first.reunion:
        days = f"{days}, {hour_of(timezone.localtime(first.reunion.starts_at))}"
    return {
        "days": days,
        "label": label,
        "tone": tone.value,
        "icon": icon,
        "convention": first.convention,
        "convention_url": reverse("convention", args=[first.convention.slug]),
        "about": [{"item": item, "url": _about_url(item)} for item in found],
    }


def _about_url(item: Milestone) -> str:
    """The page where a milestone is dealt with."""
    if item.reunion:
        return reverse("convention_reunion", args=[item.convention.slug, item.reunion.pk])
    if item.obligation is None:
        return reverse("convention", args=[item.convention.slug])
    is_meeting = item.obligation.nature == NatureObligation.REUNION
    name = "convention_obligations" if is_meeting else "convention_transmissions"
    return reverse(name, args=[item.convention.slug])


def _span(first: date, last: date) -> str:
    return f"du {long_date(first)} au {long_date(last)}"

"""What the committees decided, what became of it, what is late."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.minutes import follow_decision
from tandem.conventions.enums import EtatDecisionComite, EtatReunion
from tandem.conventions.models import DecisionComite, SuiviDecisionComite
from tandem.conventions.perms import can_write
from tandem.conventions.standing import require
from tandem.formats import long_date, long_moment
from tandem.web.answers import show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.meeting_forms import FollowForm
from tandem.web.conventions.tones import DECISION_TONES
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response
from tandem.web.templatetags.components import Event, Tone


class DecisionRow(NamedTuple):
    """A decision as the screens show it."""

    decision: DecisionComite
    url: str
    tone: str
    etat: str
    is_late: bool
    last: str

    @property
    def texte(self) -> str:
        return self.decision.texte


def decision_rows(place, decisions) -> list[DecisionRow]:
    """Return the rows of decisions already chosen and ordered."""
    today = timezone.localdate()
    found = decisions.select_related("reunion__comite", "partie__organisation").prefetch_related(
        Prefetch("suivis", queryset=SuiviDecisionComite.objects.order_by("-at", "-pk"))
    )
    return [_row(place, decision, today) for decision in found]


def _row(place, decision, today) -> DecisionRow:
    waits = decision.etat == EtatDecisionComite.A_FAIRE
    is_late = waits and decision.due_on is not None and decision.due_on < today
    last = next(iter(decision.suivis.all()), None)
    return DecisionRow(
        decision,
        place.url("convention_decision", decision.pk),
        (Tone.DANGER if is_late else DECISION_TONES[EtatDecisionComite(decision.etat)]).value,
        "En retard" if is_late else decision.get_etat_display(),
        is_late,
        last.note if last else "",
    )


@require_http_methods(["GET"])
def decisions(request, slug):
    """Every decision of the convention: late ones first, then those to come, then what is settled."""
    place = place_of(request, slug)
    found = DecisionComite.objects.filter(reunion__comite__convention=place.convention).exclude(
        reunion__etat=EtatReunion.ANNULEE
    )
    rows = decision_rows(place, found.order_by("due_on", "reunion__starts_at", "numero"))
    rows.sort(key=lambda row: (not row.is_late, row.decision.etat != EtatDecisionComite.A_FAIRE))
    table = Table(
        request,
        "convention_decisions",
        caption="Décisions des comités",
        columns=COLUMNS,
        rows=rows,
        options=Options(noun=("décision", "décisions"), cards=True, file_name="decisions"),
    )
    context = convention_context(place, "convention_decisions") | {
        "has_rows": bool(rows),
        "late": sum(row.is_late for row in rows),
        "waiting": sum(row.decision.etat == EtatDecisionComite.A_FAIRE for row in rows),
        "done": sum(row.decision.etat == EtatDecisionComite.FAITE for row in rows),
        "reunions_url": place.url("convention_reunions"),
    }
    return table_response(request, table, "conventions/decisions.html", context)


COLUMNS = (
    Column(key="texte", label="Décision", search=True, fixed=True, link=lambda row: row.url),
    Column(key="owner", label="Responsable", path="decision.owner", search=True),
    Column(
        key="partie",
        label="Partie",
        value=lambda row: str(row.decision.partie.organisation),
        filter=Filter.CHOICE,
    ),
    Column(key="due_on", label="Pour le", kind=Kind.DATE, path="decision.due_on"),
    Column(key="etat", label="État", kind=Kind.BADGE, filter=Filter.CHOICE, tone=lambda row: row.tone),
    Column(key="last", label="Dernière suite", search=True),
    Column(
        key="reunion",
        label="Réunion",
        value=lambda row: timezone.localdate(row.decision.reunion.starts_at),
        kind=Kind.DATE,
    ),
)


@require_http_methods(["GET", "POST"])
def decision(request, slug, pk):
    """One decision and its follow-up, which only grows."""
    place = place_of(request, slug)
    found = get_object_or_404(
        DecisionComite.objects.filter(reunion__comite__convention=place.convention).select_related(
            "reunion__comite", "partie__organisation", "created_by"
        ),
        pk=pk,
    )
    allowed = can_write(place.standing)
    if request.method == "POST":
        require(allowed)
    form = FollowForm(request.POST or None, initial={"etat": found.etat})
    if request.method == "POST" and form.is_valid():
        try:
            follow_decision(actor=request.user, decision=found, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "La suite est enregistrée.")
            return redirect(place.url("convention_decision", pk))
    suivis = found.suivis.select_related("actor").order_by("-at", "-pk")
    context = convention_context(place, "convention_decisions") | {
        "decision": found,
        "row": _row(place, found, timezone.localdate()),
        "reunion_url": place.url("convention_reunion", found.reunion_id),
        "reunion_day": long_date(timezone.localdate(found.reunion.starts_at)),
        "back": place.url("convention_decisions"),
        "events": [
            Event(
                title=suivi.get_etat_display(), moment=long_moment(suivi.at), actor=str(suivi.actor), reason=suivi.note
            )
            for suivi in suivis
        ],
        "form": form if allowed else None,
    }
    return render(request, "conventions/decision.html", context, status=422 if form.errors else 200)

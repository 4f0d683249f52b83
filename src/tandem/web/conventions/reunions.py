"""The meetings of a convention: plan, move, hold, cancel, read and print."""

from datetime import time, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bareme.display import counted
from tandem.conventions.actions import reunions as actions
from tandem.conventions.actions.minutes import provable_indicateurs
from tandem.conventions.enums import EtatReunion
from tandem.conventions.models import Reunion
from tandem.conventions.perms import can_follow, can_write
from tandem.conventions.standing import require
from tandem.conventions.wording import clause_words
from tandem.formats import number
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.decisions import decision_rows
from tandem.web.conventions.meeting_forms import (
    DecisionForm,
    EvidenceForm,
    HoldForm,
    MinutesForm,
    MoveForm,
    PointForm,
    ReunionForm,
    key_of,
)
from tandem.web.conventions.meeting_rows import duration, folded_meetings, meeting_row, meeting_rows, point_rows
from tandem.web.widgets import day_sent

PRINTS = {"ordre-du-jour": "Ordre du jour", "compte-rendu": "Compte rendu"}


def reunion_of(place, pk) -> Reunion:
    """Return a meeting of the convention; 404 for another one."""
    found = Reunion.objects.filter(comite__convention=place.convention).select_related("comite__host", "created_by")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET"])
def reunions(request, slug):
    """The committees and their members, the meetings to come and past, and the hours that they took."""
    place = place_of(request, slug)
    now, today = timezone.now(), timezone.localdate()
    found = list(
        Reunion.objects.filter(comite__convention=place.convention)
        .select_related("comite")
        .annotate(decided=Count("decisions"))
        .order_by("starts_at", "pk")
    )
    held = [one for one in found if one.etat == EtatReunion.TENUE]
    this_year = [one for one in held if timezone.localdate(one.starts_at).year == today.year]
    coming = [one for one in found if one.etat == EtatReunion.PLANIFIEE and one.starts_at >= now]
    past = [one for one in reversed(found) if one not in coming]
    past_rows = meeting_rows(place, past)
    context = convention_context(place, "convention_reunions") | {
        "comites": _comites(place, today),
        "coming": meeting_rows(place, coming),
        "past": folded_meetings(past_rows),
        "lapsed": _lapsed_words(sum(row.is_lapsed for row in past_rows)),
        "held": len(held),
        "held_hours": duration(sum(one.minutes for one in held)),
        "year_label": f"Tenues en {today.year}",
        "year_held": len(this_year),
        "year_hours": duration(sum(one.minutes for one in this_year)),
        "may_plan": bool(can_follow(place.standing, place.convention.etat)),
        "may_write": bool(can_write(place.standing)),
    }
    return render(request, "conventions/reunions.html", context)


def _lapsed_words(count) -> str:
    if not count:
        return ""
    if count == 1:
        return "L’heure d’une réunion est passée. Ouvrez-la pour dire si elle s’est tenue."
    return f"L’heure de {number(count)} réunions est passée. Ouvrez chacune pour dire si elle s’est tenue."


def _comites(place, today) -> list[dict]:
    comites = place.convention.comites.select_related("host").order_by("nom", "pk")
    return [
        {
            "comite": comite,
            "clause": clause_words(comite.clause),
            "url": place.url("convention_comite", comite.code),
            "seats": list(
                comite.membres.on(today).select_related("organisation", "user").order_by("role", "organisation__nom")
            ),
            "met": counted(comite.reunions.filter(etat=EtatReunion.TENUE).count(), "réunion tenue"),
        }
        for comite in comites
    ]


@require_http_methods(["GET", "POST"])
def new(request, slug):
    """Plan a meeting, from a proposal of the calendar when the address carries one; or record one that was held."""
    place = place_of(request, slug)
    require(can_follow(place.standing, place.convention.etat))
    form = ReunionForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(request, form)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "La réunion est enregistrée. Préparez maintenant son ordre du jour.")
            return redirect(place.url("convention_reunion", made.pk))
    if request.method == "GET":
        form.initial = _proposed(request, form)
    context = convention_context(place, "convention_reunions") | {
        "form": form,
        "back": place.url("convention_reunions"),
        "has_comites": place.convention.comites.exists(),
        "comite_url": place.url("convention_comite_new"),
    }
    return render(request, "conventions/reunion_nouvelle.html", context, status=422 if form.errors else 200)


def _made(request, form) -> Reunion:
    if form.cleaned_data["is_held"]:
        return actions.record_reunion(
            actor=request.user, participants=form.cleaned_data["participants"], **form.wanted()
        )
    return actions.plan_reunion(actor=request.user, **form.wanted())


def _proposed(request, form) -> dict:
    """Return what the form shows at first: the day, the obligations and the sector that the address names."""
    codes = {code for value in request.GET.getlist("obligations") for code in value.split(",")}
    secteur = request.GET.get("secteur", "")
    chosen = [obligation for obligation in form.due.values() if obligation.code in codes]
    comites = list(form.fields["comite"].queryset)
    clauses = {obligation.clause for obligation in chosen}
    own = [comite for comite in comites if comite.clause in clauses] or comites
    return {
        "comite": own[0].pk if own and (chosen or len(comites) == 1) else None,
        "objet": chosen[0].libelle if chosen else "",
        "jour": day_sent(request.GET.get("date", "")),
        "debut": time(10),
        "fin": time(12),
        "obligations": [
            key_of(obligation, one)
            for obligation in chosen
            for one in obligation.secteurs or ("",)
            if one in {"", secteur}
        ],
    }


@require_http_methods(["GET"])
def reunion(request, slug, pk):
    """One meeting: what it satisfies, its agenda, its minutes, its decisions."""
    place = place_of(request, slug)
    return reunion_page(request, place, reunion_of(place, pk))


def reunion_page(request, place, found, *, minutes_form=None, decision_form=None, point_form=None):
    """Render the page of a meeting, with the forms that a refusal filled."""
    points = list(found.points.order_by("rank", "pk"))
    row = meeting_row(place, found)
    is_open = found.compte_rendu_at is None and found.etat != EtatReunion.ANNULEE
    may_write = bool(can_write(place.standing))
    is_held = found.etat == EtatReunion.TENUE
    may_write_minutes = may_write and is_open and is_held
    context = convention_context(place, "convention_reunions") | {
        "reunion": found,
        "row": row,
        "back": place.url("convention_reunions"),
        "points": point_rows(place, points),
        "satisfied": _satisfied(found),
        "obligations_url": place.url("convention_obligations"),
        "decisions": decision_rows(place, found.decisions.order_by("numero")),
        "duration": duration(found.minutes),
        "has_begun": found.starts_at <= timezone.now(),
        "is_held": is_held,
        "is_planned": found.etat == EtatReunion.PLANIFIEE,
        "may_write": may_write,
        "may_arrange": may_write and is_open,
        "may_draft": may_write and is_open and not is_held,
        "evidence_form": _evidence_form(request, found) if may_write else None,
        "may_move": bool(can_follow(place.standing, place.convention.etat)),
        "minutes_form": (minutes_form or MinutesForm(reunion=found, points=points)) if may_write_minutes else None,
        "decision_form": (decision_form or DecisionForm(place=place)) if may_write_minutes else None,
        "point_form": (point_form or PointForm()) if may_write and is_open else None,
        "move_form": MoveForm(initial=_current(found)),
        "hold_form": HoldForm(),
    }
    has_errors = any(form is not None and form.errors for form in (minutes_form, decision_form, point_form))
    return render(request, "conventions/reunion.html", context, status=422 if has_errors else 200)


def _satisfied(found) -> list:
    rows = list(found.satisfait.select_related("obligation").order_by("obligation__rank", "pk"))
    for row in rows:
        row.clause = clause_words(row.obligation.clause)
    return rows


def _evidence_form(request, found) -> EvidenceForm | None:
    provable = provable_indicateurs(request.user, found)
    return EvidenceForm(provable=provable) if provable.exists() else None


def _current(found) -> dict:
    start = timezone.localtime(found.starts_at)
    end = timezone.localtime(found.starts_at + timedelta(minutes=found.minutes))
    return {"jour": start.date(), "debut": start.time(), "fin": end.time(), "lieu": found.lieu}


@require_http_methods(["POST"])
def move(request, slug, pk):
    """Give a planned meeting another date."""
    place = place_of(request, slug)
    found = reunion_of(place, pk)
    require(can_follow(place.standing, place.convention.etat))
    form = MoveForm(request.POST)
    back = place.url("convention_reunion", pk)
    if not form.is_valid():
        return _refused(request, form, back)
    return attempt(
        request,
        lambda: actions.move_reunion(actor=request.user, reunion=found, **form.wanted()),
        done="La réunion est déplacée.",
        back=back,
    )


@require_http_methods(["POST"])
def hold(request, slug, pk):
    """Say that a meeting was held."""
    place = place_of(request, slug)
    found = reunion_of(place, pk)
    require(can_write(place.standing))
    form = HoldForm(request.POST)
    back = place.url("convention_reunion", pk)
    if not form.is_valid():
        return _refused(request, form, back)
    return attempt(
        request,
        lambda: actions.hold_reunion(actor=request.user, reunion=found, **form.cleaned_data),
        done="La réunion est marquée comme tenue : écrivez son compte rendu.",
        back=back,
    )


@require_http_methods(["POST"])
def cancel(request, slug, pk):
    """Cancel a planned meeting."""
    place = place_of(request, slug)
    found = reunion_of(place, pk)
    require(can_write(place.standing))
    return attempt(
        request,
        lambda: actions.cancel_reunion(actor=request.user, reunion=found, reason=request.POST.get("reason", "")),
        done="La réunion est annulée ; ce qu’elle aurait tenu est de nouveau à planifier.",
        back=place.url("convention_reunion", pk),
    )


def _refused(request, form, back):
    for name, errors in form.errors.items():
        for error in errors:
            messages.error(request, f"{form.fields[name].label} : {error}")
    return redirect(back)


@require_http_methods(["GET"])
def printed(request, slug, pk, kind):
    """The agenda or the minutes, for paper."""
    place = place_of(request, slug)
    found = reunion_of(place, pk)
    if kind not in PRINTS:
        raise Http404
    day = timezone.localdate(found.starts_at)
    context = convention_context(place, "convention_reunions") | {
        "reunion": found,
        "row": meeting_row(place, found),
        "back": place.url("convention_reunion", pk),
        "kind": kind,
        "title": PRINTS[kind],
        "points": found.points.order_by("rank", "pk"),
        "satisfied": found.satisfait.select_related("obligation").order_by("obligation__rank", "pk"),
        "decisions": found.decisions.select_related("partie__organisation").order_by("numero"),
        "seats": found.comite.membres.on(day).select_related("organisation", "user").order_by("role", "pk"),
    }
    return render(request, "conventions/reunion_imprimee.html", context)

"""A committee: who sits there, and its meetings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import comites as actions
from tandem.conventions.models import Comite, MembreComite
from tandem.conventions.perms import can_write
from tandem.conventions.standing import require
from tandem.conventions.wording import clause_words
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.meeting_forms import ComiteForm, MembreForm
from tandem.web.conventions.meeting_rows import folded_meetings, meeting_rows
from tandem.web.widgets import day_sent


@require_http_methods(["GET", "POST"])
def new(request, slug):
    """Set up a committee."""
    place = place_of(request, slug)
    require(can_write(place.standing))
    form = ComiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_comite(actor=request.user, convention=place.convention, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Le comité est créé : ajoutez ses membres.")
            return redirect(place.url("convention_comite", made.code))
    context = convention_context(place, "convention_reunions") | {
        "form": form,
        "back": place.url("convention_reunions"),
    }
    return render(request, "conventions/comite_nouveau.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def comite(request, slug, code):
    """Who sits today, who sat before, what was met; a POST adds a member."""
    place = place_of(request, slug)
    found = _comite(place, code)
    decision = can_write(place.standing)
    if request.method == "POST":
        require(decision)
    form = MembreForm(request.POST or None, place=place, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_membre(actor=request.user, comite=found, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Le membre est ajouté.")
            return redirect(place.url("convention_comite", code))
    today = timezone.localdate()
    seats = found.membres.select_related("organisation", "user").order_by("organisation__nom", "role", "pk")
    sitting = list(seats.on(today))
    for membre in sitting:
        membre.dialog = f"depart-{membre.pk}"
    reunions = found.reunions.select_related("comite").order_by("-starts_at", "-pk")
    context = convention_context(place, "convention_reunions") | {
        "comite": found,
        "clause": clause_words(found.clause),
        "back": place.url("convention_reunions"),
        "seats": sitting,
        "coming": list(seats.filter(starts_on__gt=today)),
        "former": list(seats.filter(ends_on__lt=today)),
        "meetings": folded_meetings(meeting_rows(place, reunions)),
        "form": form if decision else None,
        "today": today,
    }
    return render(request, "conventions/comite.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
def end(request, slug, code, membre):
    """Say the last day on which someone sits."""
    place = place_of(request, slug)
    require(can_write(place.standing))
    found = get_object_or_404(MembreComite, comite=_comite(place, code), pk=membre)
    back = place.url("convention_comite", code)
    day = day_sent(request.POST.get("ends_on", ""))
    if day is None:
        messages.error(request, "Dernier jour : une date est attendue, rien n’a été changé.")
        return redirect(back)
    return attempt(
        request,
        lambda: actions.end_membre(actor=request.user, membre=found, ends_on=day),
        done="Le départ est enregistré.",
        back=back,
    )


def _comite(place, code) -> Comite:
    return get_object_or_404(place.convention.comites.select_related("host"), code=code)

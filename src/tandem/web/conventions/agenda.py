"""Write the agenda, the minutes and the decisions of a meeting; each POST comes back to its page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from bareme.display import counted
from tandem.conventions.actions import agenda as actions
from tandem.conventions.actions.minutes import (
    add_decision,
    close_minutes,
    give_minutes,
    provable_indicateurs,
    write_minutes,
)
from tandem.conventions.perms import can_write
from tandem.conventions.standing import require
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import place_of
from tandem.web.conventions.meeting_forms import DecisionForm, EvidenceForm, MinutesForm, PointForm
from tandem.web.conventions.reunions import reunion_of, reunion_page


def _written(request, slug, pk):
    """Return the place and the meeting for someone who may write in it."""
    place = place_of(request, slug)
    found = reunion_of(place, pk)
    require(can_write(place.standing))
    return place, found


def _back(place, pk, anchor) -> str:
    return f"{place.url('convention_reunion', pk)}#{anchor}"


@require_http_methods(["POST"])
def draft(request, slug, pk):
    """Add what is due to the agenda."""
    place, found = _written(request, slug, pk)
    try:
        added = actions.draft_agenda(actor=request.user, reunion=found)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        told = f"{counted(len(added), 'point')} à l’ordre du jour, d’après ce qui est dû." if added else NOTHING_DUE
        messages.success(request, told)
    return redirect(_back(place, pk, "ordre-du-jour"))


NOTHING_DUE = "Rien à ajouter : tout ce qui est dû est déjà à l’ordre du jour."


@require_http_methods(["POST"])
def add(request, slug, pk):
    """Add an item by hand."""
    place, found = _written(request, slug, pk)
    form = PointForm(request.POST)
    if form.is_valid():
        try:
            actions.add_point(actor=request.user, reunion=found, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Le point est ajouté.")
            return redirect(_back(place, pk, "ordre-du-jour"))
    return reunion_page(request, place, found, point_form=form)


def _point(found, point):
    return get_object_or_404(found.points.select_related("reunion__comite__convention"), pk=point)


@require_http_methods(["POST"])
def edit(request, slug, pk, point):
    """Reword an item."""
    place, found = _written(request, slug, pk)
    row = _point(found, point)
    return attempt(
        request,
        lambda: actions.edit_point(
            actor=request.user,
            point=row,
            titre=request.POST.get("titre", ""),
            detail=request.POST.get("detail", ""),
        ),
        done="Le point est modifié.",
        back=_back(place, pk, f"point-{point}"),
    )


@require_http_methods(["POST"])
def move(request, slug, pk, point):
    """Move an item one place up or down."""
    place, found = _written(request, slug, pk)
    row, up = _point(found, point), request.POST.get("to") == "up"
    return attempt(
        request,
        lambda: actions.move_point(actor=request.user, point=row, up=up),
        done="Le point est monté d’un rang." if up else "Le point est descendu d’un rang.",
        back=_back(place, pk, f"point-{point}"),
    )


@require_http_methods(["POST"])
def remove(request, slug, pk, point):
    """Take an item off."""
    place, found = _written(request, slug, pk)
    row = _point(found, point)
    return attempt(
        request,
        lambda: actions.remove_point(actor=request.user, point=row),
        done="Le point est retiré.",
        back=_back(place, pk, "ordre-du-jour"),
    )


@require_http_methods(["POST"])
def minutes(request, slug, pk):
    """Write the minutes; what a refusal keeps out stays in the form."""
    place, found = _written(request, slug, pk)
    form = MinutesForm(request.POST, reunion=found, points=list(found.points.order_by("rank", "pk")))
    if form.is_valid():
        try:
            write_minutes(actor=request.user, reunion=found, **form.wanted())
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Le compte rendu est enregistré.")
            return redirect(_back(place, pk, "compte-rendu"))
    return reunion_page(request, place, found, minutes_form=form)


@require_http_methods(["POST"])
def close(request, slug, pk):
    """Close the minutes."""
    place, found = _written(request, slug, pk)
    return attempt(
        request,
        lambda: close_minutes(actor=request.user, reunion=found),
        done="Le compte rendu est arrêté : il ne change plus.",
        back=_back(place, pk, "compte-rendu"),
    )


@require_http_methods(["POST"])
def evidence(request, slug, pk):
    """Give closed minutes as the evidence of an indicator."""
    place, found = _written(request, slug, pk)
    form = EvidenceForm(request.POST, provable=provable_indicateurs(request.user, found))
    back = _back(place, pk, "compte-rendu")
    if not form.is_valid():
        messages.error(
            request, "Choisissez un indicateur que votre organisation renseigne, et qui ne l’est pas encore."
        )
        return redirect(back)
    return attempt(
        request,
        lambda: give_minutes(actor=request.user, reunion=found, **form.cleaned_data),
        done="Le compte rendu est versé à l’indicateur.",
        back=back,
    )


@require_http_methods(["POST"])
def decide(request, slug, pk):
    """Record a decision."""
    place, found = _written(request, slug, pk)
    form = DecisionForm(request.POST, place=place)
    if form.is_valid():
        try:
            made = add_decision(actor=request.user, reunion=found, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"La décision {made.numero} est enregistrée.")
            return redirect(_back(place, pk, "decisions"))
    return reunion_page(request, place, found, decision_form=form)

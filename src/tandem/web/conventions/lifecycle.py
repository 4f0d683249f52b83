"""Open a negotiation, share it, change its terms, record what entitles to sign, move it along its states."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import convention as actions
from tandem.conventions.actions import habilitations
from tandem.conventions.enums import RolePartie
from tandem.conventions.perms import can_habilitate, can_move, can_open, can_write_text
from tandem.conventions.standing import require
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.forms import (
    BoardActForm,
    MoveForm,
    NewConventionForm,
    SeuilForm,
    TermsForm,
)
from tandem.web.frame import frame_of
from tandem.web.vote.forms import ActForm


@require_http_methods(["GET", "POST"])
def new(request):
    """Open a negotiation in the name of the organisation that the person acts for."""
    frame = frame_of(request)
    organisation = frame.organisation
    if organisation is None:
        raise PermissionDenied("Une négociation s’ouvre au nom d’une organisation : vous n’en avez aucune.")
    require(can_open(frame.roles))
    form = NewConventionForm(request.POST or None, organisation=organisation, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            opened = actions.open_convention(
                actor=request.user,
                organisation=organisation,
                kind=data["kind"],
                titre=data["titre"],
                parties=data["parties"],
                territoires=data["territoires"],
                cadre=data["cadre"],
                duree_mois=data["duree_mois"],
                prolongation_max_mois=data["prolongation_max_mois"],
                mise_en_demeure_mois=data["mise_en_demeure_mois"],
            )
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(
                request, "La négociation est ouverte. Elle n’est vue que de vous tant qu’elle n’est pas partagée."
            )
            return redirect("convention", opened.slug)
    context = {"form": form, "organisation": organisation, "back": reverse("conventions")}
    return render(request, "conventions/nouvelle.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def terms(request, slug):
    """Change the terms, before the signature."""
    place = place_of(request, slug)
    require(can_write_text(place.standing, place.convention.etat))
    form = TermsForm(request.POST or None, instance=place.convention)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_terms(actor=request.user, convention=place.convention, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Les termes sont modifiés.")
            return redirect(place.url("convention"))
    context = convention_context(place, "convention") | {"form": form}
    return render(request, "conventions/termes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def seuil(request, slug):
    """Change the count below which people are hidden."""
    place = place_of(request, slug)
    require(can_move(place.standing))
    form = SeuilForm(request.POST or None, initial={"seuil": place.convention.seuil_petits_effectifs})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_seuil(actor=request.user, convention=place.convention, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "Le seuil des petits effectifs est changé.")
            return redirect(place.url("convention"))
    context = convention_context(place, "convention") | {"form": form}
    return render(request, "conventions/seuil.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
def share(request, slug):
    """Show the negotiation to the other parties."""
    place = place_of(request, slug)
    return attempt(
        request,
        lambda: actions.share_convention(actor=request.user, convention=place.convention),
        done="La négociation est partagée : les autres parties la voient.",
        back=place.url("convention"),
    )


MOVES = {
    "projet": (actions.present_projet, "La convention est un projet : toutes les parties la voient."),
    "negociation": (actions.resume_negociation, "La convention est de nouveau en négociation."),
    "votee": (actions.record_vote, "La convention est votée : le document peut être finalisé."),
    "reprise": (actions.resume_projet, "La convention est de nouveau un projet."),
}
"""What each button of the state does, and what is said then."""


@require_http_methods(["POST"])
def move(request, slug):
    """Move the convention to another state."""
    place = place_of(request, slug)
    if request.POST.get("to") not in MOVES:
        raise Http404("Changement d’état inconnu.")
    require(can_move(place.standing))
    action, done = MOVES[request.POST["to"]]
    form = MoveForm(request.POST)

    def moved():
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        given = form.cleaned_data if action is actions.record_vote else {"reason": form.cleaned_data["reason"]}
        action(actor=request.user, convention=place.convention, **given)

    return attempt(request, moved, done=done, back=place.url("convention"))


@require_http_methods(["GET", "POST"])
def habilitation(request, slug, rank):
    """Record the act by which the body of a party authorises the signature."""
    place = place_of(request, slug)
    partie = next((one for one in place.parties if one.rank == rank), None)
    if partie is None:
        raise Http404("Partie inconnue.")
    require(can_habilitate(place.standing, partie.pk))
    is_region = partie.role == RolePartie.REGION
    if is_region:
        form = ActForm(request.POST or None, initial={"objet": place.convention.titre})
    else:
        form = BoardActForm(request.POST or None, organisation=partie.organisation)
    if request.method == "POST" and form.is_valid() and _recorded(request, partie, form):
        messages.success(request, f"L’habilitation de {partie.organisation} est enregistrée.")
        return redirect(place.url("convention"))
    context = convention_context(place, "convention") | {"form": form, "partie": partie, "is_region": is_region}
    return render(request, "conventions/habilitation.html", context, status=422 if form.errors else 200)


def _recorded(request, partie, form) -> bool:
    data = form.cleaned_data
    try:
        if partie.role == RolePartie.REGION:
            habilitations.record_deliberation(actor=request.user, partie=partie, act=form.act())
        else:
            habilitations.record_board_decision(
                actor=request.user, partie=partie, instance=data["instance"], numero=data["numero"], on=data["date"]
            )
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False
    return True

"""Create a campaign, or change it before it opens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.campagne import create_campagne, edit_campagne
from tandem.campagnes.models import Reglement
from tandem.campagnes.perms import Standing, can_prepare
from tandem.campagnes.standing import require
from tandem.organisations.enums import TypeOrganisation
from tandem.web.answers import show_errors
from tandem.web.campagnes.forms import CampagneForm
from tandem.web.classement.access import Place, campagne_context, place_of
from tandem.web.frame import frame_of


@require_http_methods(["GET", "POST"])
def new(request):
    """Create a campaign of the Région that the person acts for."""
    frame = frame_of(request)
    organisation = frame.organisation
    if organisation is None or organisation.type != TypeOrganisation.REGION:
        raise PermissionDenied("Une campagne se crée au nom d’une Région : choisissez la vôtre en haut de la page.")
    require(can_prepare(Standing(request.user.pk, frame.roles)))
    form = CampagneForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            campagne = create_campagne(actor=request.user, organisation=organisation, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"La campagne « {campagne} » est créée, en préparation.")
            return redirect(Place(campagne, None).url("campagne"))
    context = {
        "form": form,
        "organisation": organisation,
        "has_reglement": Reglement.objects.filter(organisation=organisation).exists(),
        "back": reverse("campagnes"),
        "campagne": None,
    }
    return render(request, "campagnes/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request, region_slug, annee):
    """Change the window, the enveloppe or the règlement of a campaign in preparation."""
    place = place_of(request, region_slug, annee)
    require(can_prepare(place.standing, place.campagne.etat))
    form = CampagneForm(
        request.POST or None,
        organisation=place.campagne.organisation,
        initial=CampagneForm.initial_of(place.campagne),
    )
    if request.method == "POST" and form.is_valid():
        try:
            edited = edit_campagne(actor=request.user, campagne=place.campagne, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "La campagne est modifiée.")
            return redirect(Place(edited, None).url("campagne"))
    context = campagne_context(request, place, "campagne") | {
        "form": form,
        "organisation": place.campagne.organisation,
        "has_reglement": True,
        "back": place.url("campagne"),
    }
    return render(request, "campagnes/form.html", context, status=422 if form.errors else 200)

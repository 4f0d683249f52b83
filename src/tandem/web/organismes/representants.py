"""Who represents an organisation, who signs for it, since when; the bodies that decide for it and its agrément."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.organisations.actions import appoint_representant, end_representant, roles_in
from tandem.organisations.models import Organisation, Representant
from tandem.organisations.perms import can_appoint
from tandem.web.answers import show_errors
from tandem.web.organismes.forms import EndForm, RepresentantForm


def _seen(request, slug):
    """Return the organisation among the public bodies that the person sees."""
    return get_object_or_404(
        Organisation.objects.visible_to(request.user).filter(type__in=Organisation.PUBLIC_BODIES), slug=slug
    )


@require_http_methods(["GET", "POST"])
def representants(request, slug):
    """The offices, dated; a form for who may say so."""
    organisation = _seen(request, slug)
    decision = can_appoint(roles_in(request.user, organisation), organisation)
    if request.method == "POST" and not decision:
        raise PermissionDenied(decision.reason)
    form = RepresentantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appointed = appoint_representant(actor=request.user, organisation=organisation, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"{appointed} est enregistré.")
            return redirect("organisme_representants", slug)
    context = {
        "organisation": organisation,
        "rows": Representant.objects.filter(organisation=organisation).order_by(
            F("ends_on").desc(nulls_first=True), "rank", "pk"
        ),
        "instances": organisation.instances.prefetch_related("decisions").order_by("nom"),
        "agrements": organisation.agrements.order_by("date"),
        "form": form if decision else None,
    }
    return render(request, "organismes/representants.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end(request, slug, pk):
    """End an office."""
    organisation = _seen(request, slug)
    representant = get_object_or_404(Representant, organisation=organisation, pk=pk)
    decision = can_appoint(roles_in(request.user, organisation), organisation)
    if not decision:
        raise PermissionDenied(decision.reason)
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end_representant(actor=request.user, representant=representant, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"{representant.nom} n’est plus en fonction.")
            return redirect("organisme_representants", slug)
    context = {"organisation": organisation, "representant": representant, "form": form}
    return render(request, "organismes/representant_fin.html", context, status=422 if form.errors else 200)

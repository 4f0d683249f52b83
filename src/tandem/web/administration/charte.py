"""The charte of a Région: a colour that cannot be read is refused, and its contrast is shown while it is chosen."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tandem.organisations.actions import save_charte
from tandem.organisations.models import Charte
from tandem.organisations.perms import can_change_charte
from tandem.web.administration.access import administered, tabs
from tandem.web.administration.forms import CharteForm, ColourResult

FIELDS = (("couleur_primaire", "Couleur principale"), ("couleur_accent", "Couleur d’accent"))


def _results(values):
    return [ColourResult(label, values.get(field) or "") for field, label in FIELDS]


@require_http_methods(["GET", "POST"])
def edit(request):
    """Change the name, logo and colours of the Région."""
    organisation = administered(request, can_change_charte)
    charte = Charte.objects.filter(organisation=organisation).first() or Charte(
        organisation=organisation, nom_affiche=organisation.nom
    )
    form = CharteForm(request.POST or None, request.FILES or None, instance=charte)
    if request.method == "POST" and form.is_valid():
        try:
            save_charte(actor=request.user, organisation=organisation, values=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "La charte est enregistrée\u202f: elle habille dès maintenant les pages.")
            return redirect("administration_charte")
    values = form.data if form.is_bound else {field: getattr(charte, field) for field, _ in FIELDS}
    context = {
        "organisation": organisation,
        "form": form,
        "results": _results(values),
        "tabs": tabs(request, "administration_charte"),
    }
    return render(request, "administration/charte.html", context)


@require_safe
def preview(request):
    """Return the contrasts of the colours being chosen: a fragment of the page of the charte."""
    administered(request, can_change_charte)
    return render(request, "administration/_contrast.html", {"results": _results(request.GET)})

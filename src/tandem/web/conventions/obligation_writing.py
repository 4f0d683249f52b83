"""Write an obligation: of the text before the signature; afterwards under an avenant, or agreed in a committee."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.obligations import add_obligation, edit_obligation
from tandem.conventions.models import Obligation
from tandem.conventions.standing import require
from tandem.web.answers import show_errors
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.obligation_forms import ObligationForm
from tandem.web.conventions.obligations import may_write_obligations


@require_http_methods(["GET", "POST"])
def new(request, slug):
    """Add an obligation."""
    place = place_of(request, slug)
    require(may_write_obligations(place))
    form = ObligationForm(request.POST or None, convention=place.convention)

    def write():
        add_obligation(
            actor=request.user,
            convention=place.convention,
            avenant=form.cleaned_data.get("avenant"),
            reason=form.cleaned_data.get("reason", ""),
            **form.fields_of(),
        )

    return _answer(request, place, form, write)


@require_http_methods(["GET", "POST"])
def edit(request, slug, code):
    """Change an obligation, within what the signature leaves open."""
    place = place_of(request, slug)
    require(may_write_obligations(place))
    obligation = obligation_of(place, code)
    form = ObligationForm(request.POST or None, convention=place.convention, obligation=obligation)

    def write():
        edit_obligation(
            actor=request.user,
            obligation=obligation,
            reason=form.cleaned_data.get("reason", ""),
            **form.fields_of(),
        )

    return _answer(request, place, form, write)


def _answer(request, place: Place, form: ObligationForm, write):
    """Write and go back to the matrix, or show the form with every error."""
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "L’obligation est enregistrée.")
            return redirect(place.url("convention_obligations"))
    context = convention_context(place, "convention_obligations") | {
        "form": form,
        "obligation": form.obligation,
        "is_signed": place.convention.is_signed,
        "back": place.url("convention_obligations"),
    }
    return render(request, "conventions/obligation_form.html", context, status=422 if form.errors else 200)


def obligation_of(place: Place, code: str) -> Obligation:
    """Find an obligation of the convention, or 404."""
    found = (
        Obligation.objects.filter(convention=place.convention, code=code)
        .select_related("convention", "debiteur__organisation", "creancier__organisation", "fiche")
        .first()
    )
    if found is None:
        raise Http404("Cette obligation n’est pas dans la convention.")
    return found

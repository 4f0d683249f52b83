"""The declared interests of a campaign: declare one's own, lift that of someone else."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.interets import declare_interet, lift_interet
from tandem.campagnes.models import DeclarationInteret
from tandem.campagnes.perms import can_declare_interet, can_lift_interet, can_read_instruction
from tandem.campagnes.standing import require
from tandem.organisations.models import Organisation
from tandem.web.answers import attempt, show_errors
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.instruction.forms import InteretForm


@require_http_methods(["GET", "POST"])
def interets(request, region_slug, annee):
    """The declarations in force and lifted; the form to declare one's own."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    may_declare = can_declare_interet(place.standing)
    organismes = Organisation.objects.filter(dossiers__campagne=place.campagne).order_by("nom", "pk")
    form = InteretForm(request.POST or None, organismes=organismes) if may_declare else None
    if request.method == "POST":
        require(may_declare)
        if form.is_valid():
            try:
                declare_interet(actor=request.user, campagne=place.campagne, **form.cleaned_data)
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, "Votre lien est déclaré : vous ne décidez plus sur cet OF-CFA.")
                return redirect(place.url("campagne_interets"))
    context = campagne_context(request, place, "campagne_interets") | {"form": form, "rows": _rows(place)}
    return render(request, "instruction/interets.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["POST"])
def lift(request, region_slug, annee, pk):
    """Lift a declaration, with its reason."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    declaration = get_object_or_404(
        DeclarationInteret.objects.visible_to(request.user).filter(campagne=place.campagne), pk=pk
    )
    return attempt(
        request,
        lambda: lift_interet(actor=request.user, declaration=declaration, reason=request.POST.get("reason", "")),
        done="La déclaration est levée.",
        back=place.url("campagne_interets"),
    )


def _rows(place) -> list[dict]:
    found = (
        DeclarationInteret.objects.filter(campagne=place.campagne)
        .select_related("user", "of_cfa", "lifted_by")
        .order_by("lifted_at", "of_cfa__nom", "pk")
    )
    return [
        {
            "declaration": row,
            "may_lift": row.lifted_at is None and bool(can_lift_interet(place.standing, row.user_id)),
            "dialog": f"lever-{row.pk}",
        }
        for row in found
    ]

"""The majorations exceptionnelles of a campaign: propose, validate, send back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.exceptionnelle import (
    propose_exceptionnelle,
    return_exceptionnelle,
    validate_exceptionnelle,
)
from tandem.campagnes.enums import MotifExceptionnel
from tandem.campagnes.models import MajorationExceptionnelle
from tandem.campagnes.perms import (
    can_propose_exceptionnelle,
    can_read_instruction,
    can_validate_exceptionnelle,
)
from tandem.campagnes.standing import require
from tandem.organisations.models import Organisation
from tandem.web.answers import attempt, show_errors
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.instruction.forms import ExceptionnelleForm


@require_http_methods(["GET", "POST"])
def exceptionnelle(request, region_slug, annee):
    """The proposals, each with its motive and its figures; the form to propose one (`?of=` fills it)."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    may_propose = can_propose_exceptionnelle(place.standing, place.campagne.etat)
    form = _form(request, place) if may_propose else None
    if request.method == "POST":
        require(may_propose)
        if form.is_valid():
            try:
                propose_exceptionnelle(
                    actor=request.user,
                    campagne=place.campagne,
                    of_cfa=form.cleaned_data["of_cfa"],
                    proposal=form.proposal(),
                )
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                messages.success(request, "La proposition est enregistrée : une autre personne doit la valider.")
                return redirect(place.url("campagne_exceptionnelle"))
    rows = _rows(place)
    context = campagne_context(request, place, "campagne_exceptionnelle") | {
        "form": form,
        "rows": rows,
        "validated": sum(int(row["helped"].montant) for row in rows if row["state"] == "validee"),
        "waiting": sum(int(row["helped"].montant) for row in rows if row["state"] == "proposee"),
    }
    status = 422 if form and form.errors else 200
    return render(request, "instruction/exceptionnelle.html", context, status=status)


@require_http_methods(["POST"])
def validate(request, region_slug, annee, of_slug):
    """Validate the proposal of someone else."""
    place, helped = _helped(request, region_slug, annee, of_slug)
    return attempt(
        request,
        lambda: validate_exceptionnelle(actor=request.user, exceptionnelle=helped),
        done=f"La majoration exceptionnelle de {helped.of_cfa} est validée.",
        back=place.url("campagne_exceptionnelle"),
    )


@require_http_methods(["POST"])
def send_back(request, region_slug, annee, of_slug):
    """Send a proposal back, with its reason."""
    place, helped = _helped(request, region_slug, annee, of_slug)
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        lambda: return_exceptionnelle(actor=request.user, exceptionnelle=helped, reason=reason),
        done=f"La majoration exceptionnelle de {helped.of_cfa} est renvoyée : elle ne compte plus.",
        back=place.url("campagne_exceptionnelle"),
    )


def _helped(request, region_slug, annee, of_slug):
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    helped = get_object_or_404(
        MajorationExceptionnelle.objects.select_related("of_cfa", "campagne"),
        campagne=place.campagne,
        of_cfa__slug=of_slug,
    )
    return place, helped


def _form(request, place) -> ExceptionnelleForm:
    organismes = Organisation.objects.filter(dossiers__campagne=place.campagne).order_by("nom", "pk")
    wanted = request.GET.get("of", "")
    found = MajorationExceptionnelle.objects.filter(campagne=place.campagne, of_cfa__slug=wanted).first()
    initial = {"of_cfa": organismes.filter(slug=wanted).first()} if wanted else {}
    if found:
        names = ("of_cfa", "deficit_previsionnel", "apprentis", "motifs", "texte", "montant")
        initial = {name: getattr(found, name) for name in names}
    return ExceptionnelleForm(request.POST or None, initial=initial, organismes=organismes)


def _rows(place) -> list[dict]:
    found = (
        MajorationExceptionnelle.objects.filter(campagne=place.campagne)
        .select_related("of_cfa", "proposee_par", "validee_par")
        .order_by("of_cfa__nom")
    )
    labels = dict(MotifExceptionnel.choices)
    return [
        {
            "helped": row,
            "motifs": [labels.get(code, code) for code in row.motifs],
            "state": _state(row),
            "may_validate": bool(_may_validate(place, row)),
            "may_change": not row.validee_par_id
            and bool(can_propose_exceptionnelle(place.standing, place.campagne.etat, row.of_cfa_id)),
            "dialog": f"renvoyer-{row.of_cfa.slug}",
        }
        for row in found
    ]


def _may_validate(place, row):
    return can_validate_exceptionnelle(
        place.standing, place.campagne.etat, of_cfa_id=row.of_cfa_id, proposer_id=row.proposee_par_id
    )


def _state(row) -> str:
    if row.validee_par_id:
        return "validee"
    return "renvoyee" if row.returned_reason else "proposee"

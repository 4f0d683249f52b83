"""The clauses of a convention, and the library that they come from."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions import texte as actions
from tandem.conventions.enums import EtatConvention, TypeConvention
from tandem.conventions.models import ModeleClause, VarianteClause
from tandem.conventions.perms import can_write_text
from tandem.conventions.placeholders import placeholders_of
from tandem.conventions.rules import missing_clauses
from tandem.conventions.standing import require
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.forms import ClauseForm


@require_http_methods(["GET"])
def clauses(request, slug):
    """The text, clause by clause, with what each leaves open and the variants of the library."""
    place = place_of(request, slug)
    rows = list(place.convention.clauses.current().select_related("variante__modele", "modified_by", "avenant"))
    context = convention_context(place, "convention_clauses") | {
        "rows": [{"clause": clause, "holes": placeholders_of(clause.texte)} for clause in rows],
        "open_count": sum(len(placeholders_of(clause.texte)) for clause in rows),
        "missing": missing_clauses(place.convention),
        "to_add": _to_add(place.convention, {clause.code for clause in rows}),
        "may_write": bool(can_write_text(place.standing, place.convention.etat)),
        "is_voted": place.convention.etat == EtatConvention.VOTEE,
    }
    return render(request, "conventions/clauses.html", context)


def _to_add(convention, written) -> list[VarianteClause]:
    """Return the variants of the library that this convention lacks."""
    found = VarianteClause.objects.filter(modele__types__contains=[convention.type]).exclude(modele__code__in=written)
    return list(found.select_related("modele").order_by("modele__rank", "code"))


@require_http_methods(["GET", "POST"])
def clause(request, slug, code):
    """Write one clause; read its variants beside it."""
    place = place_of(request, slug)
    found = _clause(place, code)
    decision = can_write_text(place.standing, place.convention.etat)
    if request.method == "POST":
        require(decision)
    form = ClauseForm(request.POST or None, initial={"titre": found.titre, "texte": found.texte})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_clause(actor=request.user, clause=found, **form.cleaned_data)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, "La clause est enregistrée.")
            return redirect(place.url("convention_clause", code))
    context = convention_context(place, "convention_clauses") | {
        "clause": found,
        "clauses_url": place.url("convention_clauses"),
        "form": form if decision else None,
        "holes": placeholders_of(found.texte),
        "variantes": VarianteClause.objects.filter(modele__code=code).select_related("modele").order_by("code"),
        "versions": place.convention.clauses.filter(code=code).select_related("avenant").order_by("-version"),
        "is_voted": place.convention.etat == EtatConvention.VOTEE,
    }
    return render(request, "conventions/clause.html", context, status=422 if form.errors else 200)


def _clause(place, code):
    return get_object_or_404(place.convention.clauses.current().select_related("variante", "avenant"), code=code)


@require_http_methods(["POST"])
def add(request, slug):
    """Add a clause of the library."""
    place = place_of(request, slug)
    require(can_write_text(place.standing, place.convention.etat))
    variante = get_object_or_404(VarianteClause.objects.select_related("modele"), pk=_number(request, "variante"))
    return attempt(
        request,
        lambda: actions.add_clause(actor=request.user, convention=place.convention, variante=variante),
        done="La clause est ajoutée.",
        back=place.url("convention_clauses"),
    )


@require_http_methods(["POST"])
def variant(request, slug, code):
    """Take another variant of a clause."""
    place = place_of(request, slug)
    require(can_write_text(place.standing, place.convention.etat))
    found = _clause(place, code)
    chosen = get_object_or_404(VarianteClause, pk=_number(request, "variante"))
    return attempt(
        request,
        lambda: actions.choose_variante(actor=request.user, clause=found, variante=chosen),
        done="La variante est choisie.",
        back=place.url("convention_clause", code),
    )


@require_http_methods(["POST"])
def remove(request, slug, code):
    """Take a clause away, with a reason."""
    place = place_of(request, slug)
    require(can_write_text(place.standing, place.convention.etat))
    found = _clause(place, code)
    return attempt(
        request,
        lambda: actions.remove_clause(actor=request.user, clause=found, reason=request.POST.get("reason", "")),
        done="La clause est retirée ; son texte reste dans l’historique.",
        back=place.url("convention_clauses"),
    )


def _number(request, name) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


@require_http_methods(["GET"])
def library(request):
    """The library: each clause, its variants, what each commits."""
    chosen = request.GET.get("type", "")
    modeles = ModeleClause.objects.prefetch_related("variantes").order_by("rank")
    if chosen in TypeConvention.values:
        modeles = modeles.filter(types__contains=[chosen])
    context = {"modeles": modeles, "types": TypeConvention.choices, "chosen": chosen}
    return render(request, "conventions/bibliotheque.html", context)

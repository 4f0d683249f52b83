"""The lines of an avenant: rewrite, add or take away one clause or one fiche."""

from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bareme.display import typography
from tandem.conventions.actions import modifications as actions
from tandem.conventions.enums import EtatAvenant, NatureModification, ObjetModification
from tandem.conventions.models import Axe, ModeleFiche
from tandem.conventions.perms import can_write
from tandem.conventions.snapshots import fiche_snapshot, fields_of, title_of
from tandem.conventions.standing import require
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import convention_context, place_of
from tandem.web.conventions.avenant_forms import ClauseForm, FicheTextsForm, NewClauseForm, NewFicheForm
from tandem.web.conventions.avenants import avenant_of, ref_of


class NewFiche(NamedTuple):
    """Where a new fiche goes, and its template."""

    numero: str
    axe: Axe
    modele: ModeleFiche


KEPT = "La modification est écrite dans l’avenant."


def _start(request, slug, ref):
    """Return the place and the avenant that the person writes in; a closed one sends back to its page."""
    place = place_of(request, slug)
    found = avenant_of(request, place, ref)
    require(can_write(place.standing))
    return place, found


def _page(request, place, found, form, **facts):
    context = convention_context(place, "convention_avenants") | {
        "avenant": found,
        "form": form,
        "back": place.url("convention_avenant", ref_of(found)),
        "is_closed": found.etat != EtatAvenant.PROJET,
        "is_choice": False,
        "before": "",
        **facts,
    }
    return render(request, "conventions/avenants/ligne.html", context, status=422 if form.errors else 200)


def _written(request, place, found, form, write):
    """Write the line and go back to the avenant; None when it is refused, the form then says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        write()
    except ValidationError as refusal:
        show_errors(form, refusal)
        return None
    messages.success(request, KEPT)
    return redirect(place.url("convention_avenant", ref_of(found)))


def _line(found, objet, code):
    return found.modifications.filter(objet=objet, code=code).first()


@require_http_methods(["GET", "POST"])
def clause(request, slug, ref, code):
    """Rewrite a clause of the convention, or one that this avenant adds."""
    place, found = _start(request, slug, ref)
    line = _line(found, ObjetModification.CLAUSE, code)
    if line is not None and line.nature == NatureModification.AJOUT:
        return _new_clause(request, place, found, line)
    current = get_object_or_404(place.convention.clauses.current(), code=code)
    written = line.after if line is not None and line.after else {"titre": current.titre, "texte": current.texte}
    form = ClauseForm(request.POST or None, initial={"titre": written["titre"], "texte": written["texte"]})
    done = _written(
        request,
        place,
        found,
        form,
        lambda: actions.change_clause(actor=request.user, avenant=found, clause=current, **form.cleaned_data),
    )
    title = str(current)
    return done or _page(request, place, found, form, title=title, before=current.texte)


@require_http_methods(["GET", "POST"])
def clause_new(request, slug, ref):
    """Add a clause."""
    place, found = _start(request, slug, ref)
    return _new_clause(request, place, found, None)


def _new_clause(request, place, found, line):
    clauses = list(place.convention.clauses.current())
    form = NewClauseForm(request.POST or None, clauses=clauses, initial=line.after if line else None)
    code = line.code if line else ""
    done = _written(
        request,
        place,
        found,
        form,
        lambda: actions.add_clause(actor=request.user, avenant=found, code=code, **form.cleaned_data),
    )
    return done or _page(request, place, found, form, title=title_of(line) if line else "Ajouter une clause")


@require_http_methods(["GET", "POST"])
def fiche(request, slug, ref, numero):
    """Rewrite a fiche of the convention, or one that this avenant adds."""
    place, found = _start(request, slug, ref)
    line = _line(found, ObjetModification.FICHE, numero)
    if line is not None and line.nature == NatureModification.AJOUT:
        axe = get_object_or_404(Axe, convention=place.convention, numero=line.after["axe"])
        modele = get_object_or_404(ModeleFiche, code=line.after["modele"])
        return _new_fiche(request, place, found, NewFiche(numero, axe, modele), line)
    current = get_object_or_404(
        place.convention.fiches.shared().select_related("modele").prefetch_related("actions"), numero=numero
    )
    snapshot = line.after if line is not None and line.after else fiche_snapshot(current)
    form = FicheTextsForm(request.POST or None, texts=fields_of(snapshot, current.modele))
    done = _written(
        request,
        place,
        found,
        form,
        lambda: actions.change_fiche(actor=request.user, avenant=found, fiche=current, values=form.cleaned_data),
    )
    return done or _page(request, place, found, form, title=str(current))


@require_http_methods(["GET", "POST"])
def fiche_new(request, slug, ref):
    """Add a fiche: first its place and its template, then its texts."""
    place, found = _start(request, slug, ref)
    asked = request.GET if "axe" in request.GET else None
    chosen = NewFicheForm(asked, convention=place.convention)
    if asked is not None and chosen.is_valid():
        return _new_fiche(request, place, found, NewFiche(**chosen.cleaned_data), None)
    return _page(request, place, found, chosen, title="Ajouter une fiche action", is_choice=True)


def _new_fiche(request, place, found, wanted, line):
    empty = {"titre": "", "contenu": {}, "calendrier": "", "actions": []}
    texts = fields_of(line.after if line else empty, wanted.modele)
    form = FicheTextsForm(request.POST or None, texts=texts)
    done = _written(
        request,
        place,
        found,
        form,
        lambda: actions.add_fiche(actor=request.user, avenant=found, values=form.cleaned_data, **wanted._asdict()),
    )
    title = typography(f"Fiche {wanted.numero}, axe {wanted.axe.numero} : {wanted.axe.titre}")
    return done or _page(request, place, found, form, title=title)


@require_http_methods(["POST"])
def remove(request, slug, ref):
    """Take a clause away, or stop a fiche."""
    place, found = _start(request, slug, ref)
    objet, code = request.POST.get("objet", ""), request.POST.get("code", "")
    who = {"actor": request.user, "avenant": found}
    if objet == ObjetModification.CLAUSE:
        target = get_object_or_404(place.convention.clauses.current(), code=code)
        action = partial(actions.remove_clause, clause=target, **who)
    elif objet == ObjetModification.FICHE:
        target = get_object_or_404(place.convention.fiches.shared(), numero=code)
        action = partial(actions.remove_fiche, fiche=target, **who)
    else:
        raise Http404("Une clause ou une fiche est attendue.")
    return attempt(request, action, done=KEPT, back=place.url("convention_avenant", ref))


@require_http_methods(["POST"])
def drop(request, slug, ref):
    """Take a line out of the avenant."""
    place, found = _start(request, slug, ref)
    return attempt(
        request,
        lambda: actions.drop_change(
            actor=request.user,
            avenant=found,
            objet=request.POST.get("objet", ""),
            code=request.POST.get("code", ""),
        ),
        done="La ligne est retirée de l’avenant.",
        back=place.url("convention_avenant", ref),
    )

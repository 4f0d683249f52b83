"""The dictionary of indicators of a convention, and the page of each one."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.indicateurs import FIELDS, add_indicateur, edit_indicateur
from tandem.conventions.models import Fiche, Indicateur
from tandem.conventions.series import indicateurs_of, series_of
from tandem.conventions.standing import require
from tandem.web.answers import show_errors
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.fiches import may_change
from tandem.web.conventions.indicateur_forms import IndicateurForm
from tandem.web.conventions.indicateur_rows import COLUMNS, Row, counts_of
from tandem.web.conventions.indicateur_sheet import lines_table, sheet_of
from tandem.web.tables import Options, Table, export_or_fragment, remember, table_response

FRAME = "convention_indicateurs"


@require_http_methods(["GET"])
def indicateurs(request, slug):
    """The dictionary: what each indicator counts, its last value, its target, what is due."""
    place = place_of(request, slug)
    rows = [
        Row(series, place.url("convention_indicateur", series.indicateur.code))
        for series in series_of(place.convention, user=request.user)
    ]
    request.shows_fiction = place.convention.is_fictif or any(row.series.is_fictif for row in rows)
    table = Table(
        request,
        FRAME,
        caption="Dictionnaire des indicateurs",
        columns=COLUMNS,
        rows=rows,
        options=Options(noun=("indicateur", "indicateurs"), cards=True, file_name="indicateurs"),
    )
    own = place.own_partie
    mine = [row for row in rows if row.series.due and own and row.series.indicateur.responsable_id == own.pk]
    context = convention_context(place, FRAME) | {
        "counts": counts_of(rows),
        "mine": len(mine),
        "new_url": place.url("convention_indicateur_new") if _may_define(place) else "",
        "is_signed": place.convention.is_signed,
    }
    return table_response(request, table, "conventions/indicateurs.html", context)


@require_http_methods(["GET"])
def indicateur(request, slug, code):
    """One indicator: its definition, its series, its detail, who typed it, what the source prints of it."""
    place = place_of(request, slug)
    found = indicateur_of(request, place, code)
    (series,) = series_of(place.convention, user=request.user, indicateurs=[found])
    request.shows_fiction = place.convention.is_fictif or series.is_fictif
    sheet = sheet_of(request, place, series)
    table = lines_table(request, sheet.point)
    if table is not None and (answer := export_or_fragment(request, table)):
        return answer
    context = convention_context(place, FRAME) | {
        "sheet": sheet,
        "indicateur": found,
        "indicateurs_url": place.url(FRAME),
        "edit_url": place.url("convention_indicateur_edit", code) if _may_define(place, found.fiche) else "",
        "lines": table,
    }
    page = render(request, "conventions/indicateur.html", context)
    return page if table is None else remember(table, page)


def indicateur_of(request, place: Place, code: str) -> Indicateur:
    """Return an indicator of the convention among those that the person sees; 404 otherwise."""
    return get_object_or_404(indicateurs_of(place.convention, user=request.user), code=code)


def _may_define(place: Place, fiche: Fiche | None = None):
    """Return whether the person may add or change an indicator: as for the fiche that it belongs to."""
    return may_change(place, is_draft=fiche is not None and fiche.draft_of_id is not None)


def _fiches(request, place: Place) -> list[Fiche]:
    rows = Fiche.objects.visible_to(request.user).filter(convention=place.convention)
    return list(rows.prefetch_related("actions__fiche").order_by("axe__numero", "numero", "pk"))


@require_http_methods(["GET", "POST"])
def new(request, slug):
    """Add an indicator to the convention, a fiche or an action; `?fiche=` chooses the fiche."""
    place = place_of(request, slug)
    require(_may_define(place))
    fiches = _fiches(request, place)
    asked = next((fiche for fiche in fiches if fiche.numero == request.GET.get("fiche")), None)
    initial = {"place": f"fiche-{asked.pk}"} if asked else {}
    if place.own_partie:
        initial["responsable"] = place.own_partie.pk
    form = IndicateurForm(request.POST or None, place=place, fiches=fiches, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_indicateur(actor=request.user, convention=place.convention, **form.where, **form.definition)
        except ValidationError as refusal:
            show_errors(form, refusal)
        except Fiche.DoesNotExist as gone:
            raise Http404 from gone
        else:
            return redirect(place.url("convention_indicateur", made.code))
    context = convention_context(place, FRAME) | {
        "form": form,
        "back": place.url(FRAME),
        "title": "Ajouter un indicateur",
        "has_values": False,
    }
    return render(request, "conventions/indicateur_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request, slug, code):
    """Change an indicator; once values exist, only its wording."""
    place = place_of(request, slug)
    found = indicateur_of(request, place, code)
    require(_may_define(place, found.fiche))
    initial = {name: getattr(found, name) for name in FIELDS}
    form = IndicateurForm(
        request.POST or None, place=place, fiches=_fiches(request, place), indicateur=found, initial=initial
    )
    back = place.url("convention_indicateur", code)
    if request.method == "POST" and form.is_valid():
        try:
            edit_indicateur(actor=request.user, indicateur=found, **form.definition)
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            return redirect(back)
    context = convention_context(place, FRAME) | {
        "form": form,
        "back": back,
        "title": "Modifier l’indicateur",
        "has_values": found.valeurs.exists(),
    }
    return render(request, "conventions/indicateur_form.html", context, status=422 if form.errors else 200)

"""The OF-CFA that the OPCO declares in the perimeter of a convention."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.perimetre import declare_perimetre, end_perimetre
from tandem.conventions.computing.context import DECLARING_ROLES
from tandem.conventions.models import CfaPerimetre
from tandem.conventions.named_cfa import named_cfa
from tandem.conventions.perms import can_declare_perimetre
from tandem.conventions.standing import require
from tandem.web.answers import show_errors
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.indicateur_forms import PerimetreEndForm, PerimetreForm
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response

FRAME = "convention_perimetre"


@require_http_methods(["GET", "POST"])
def perimetre(request, slug):
    """The OF-CFA declared, from when to when; and the list to add, for the OPCO."""
    place = place_of(request, slug)
    may = _decision(place)
    initial = {"starts_on": place.convention.signed_on or timezone.localdate()}
    form = PerimetreForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        require(may)
        if form.is_valid() and _declared(request, place, form):
            return redirect(place.url(FRAME))
    rows = list(
        CfaPerimetre.objects.filter(convention=place.convention)
        .select_related("of_cfa__departement", "actor")
        .order_by("of_cfa__nom", "starts_on", "pk")
    )
    request.shows_fiction = place.convention.is_fictif or any(row.is_fictif for row in rows)
    today = timezone.localdate()
    table = Table(
        request,
        FRAME,
        caption="OF-CFA du périmètre",
        columns=_columns(place, today, may=bool(may)),
        rows=rows,
        options=Options(noun=("OF-CFA", "OF-CFA"), cards=True, page_size=100, file_name="perimetre"),
    )
    context = convention_context(place, FRAME) | {
        "form": form,
        "may": bool(may),
        "has_rows": bool(rows),
        "current": sum(_is_in(row, today) for row in rows),
    }
    page = table_response(request, table, "conventions/perimetre.html", context)
    if form.errors:
        page.status_code = 422
    return page


def _declared(request, place: Place, form: PerimetreForm) -> bool:
    """Declare the pasted list; False with every line that names no OF-CFA."""
    given = form.cleaned_data
    found = named_cfa(given["cfa"])
    for problem in found.problems:
        form.add_error("cfa", problem)
    if found.problems:
        return False
    try:
        declare_perimetre(
            actor=request.user,
            convention=place.convention,
            of_cfa=found.of_cfa,
            **{name: given[name] for name in ("starts_on", "ends_on", "source")},
        )
    except ValidationError as refusal:
        faults = refusal.message_dict
        show_errors(form, ValidationError({"cfa" if name == "of_cfa" else name: faults[name] for name in faults}))
        return False
    return True


def _decision(place: Place):
    declaring = [partie.pk for partie in place.parties if partie.role in DECLARING_ROLES]
    return can_declare_perimetre(place.standing, place.convention.etat, declaring)


def _is_in(row: CfaPerimetre, day) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)


def _columns(place: Place, today, *, may: bool) -> tuple[Column, ...]:
    columns = (
        Column(key="of_cfa", label="OF-CFA", path="of_cfa.nom", search=True, fixed=True),
        Column(key="departement", label="Département", path="of_cfa.departement", filter=Filter.CHOICE),
        Column(key="starts_on", label="Depuis le", kind=Kind.DATE),
        Column(key="ends_on", label="Jusqu’au", kind=Kind.DATE),
        Column(key="source", label="Source", search=True),
        Column(key="actor", label="Déclaré par", value=lambda row: str(row.actor or ""), visible=False),
    )
    if not may:
        return columns
    ending = Column(
        key="end",
        label="Sortie",
        value=lambda row: "" if row.ends_on else "Enregistrer la sortie",
        link=lambda row: None if row.ends_on else place.url("convention_perimetre_end", row.pk),
        sortable=False,
    )
    return (*columns, ending)


@require_http_methods(["GET", "POST"])
def end(request, slug, pk):
    """Say the last day of an OF-CFA in the perimeter."""
    place = place_of(request, slug)
    rows = CfaPerimetre.objects.filter(convention=place.convention).select_related("of_cfa", "convention")
    row = get_object_or_404(rows, pk=pk)
    require(_decision(place))
    form = PerimetreEndForm(request.POST if request.method == "POST" else None)
    back = place.url(FRAME)
    if request.method == "POST" and form.is_valid():
        try:
            end_perimetre(actor=request.user, perimetre=row, ends_on=form.cleaned_data["ends_on"])
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            return redirect(back)
    context = convention_context(place, FRAME) | {"form": form, "row": row, "back": back}
    return render(request, "conventions/perimetre_fin.html", context, status=422 if form.errors else 200)

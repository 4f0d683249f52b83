"""Type, correct and share the values of an indicator, and give back their evidence."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem.conventions.actions.valeurs import correct_value, share_value, type_values
from tandem.conventions.bilans.figures import words
from tandem.conventions.enums import PublicCible, UniteIndicateur
from tandem.conventions.models import Valeur
from tandem.conventions.periods import Period, period_of, periods_between
from tandem.conventions.perms import can_type_value
from tandem.conventions.series import FILLED_BY_HAND, life_of
from tandem.conventions.standing import require
from tandem.conventions.typed import exact
from tandem.territoires.models import Departement
from tandem.web.answers import attempt, show_errors
from tandem.web.conventions.access import Place, convention_context, place_of
from tandem.web.conventions.indicateur_forms import CorrectionForm, ValeurForm
from tandem.web.conventions.indicateurs import FRAME, indicateur_of
from tandem.web.documents.answers import saved_file_response


@require_http_methods(["GET", "POST"])
def type_(request, slug, code):
    """Type the whole and the detail of one period; `?annee=` and `?semestre=` name it, the last due one without."""
    place = place_of(request, slug)
    one = indicateur_of(request, place, code)
    if one.nature not in FILLED_BY_HAND:
        raise Http404("Cet indicateur ne se saisit pas.")
    require(can_type_value(place.standing, place.convention.etat, one.responsable_id))
    kept = list(
        Valeur.objects.current()
        .filter(indicateur=one)
        .select_related("departement")
        .order_by("annee", "semestre", "pk")
    )
    periods = periods_between(one.periode, *life_of(place.convention, timezone.localdate()))
    if not periods:
        messages.error(request, "Aucune période de cet indicateur n’a encore commencé : rien n’est à saisir.")
        return redirect(place.url("convention_indicateur", code))
    period = _period(request, periods, {(row.annee, row.semestre) for row in kept})
    here = [row for row in kept if (row.annee, row.semestre) == period.key]
    form = _form(request, place, one, here)
    back = place.url("convention_indicateur", code)
    if request.method == "POST":
        form.take_file(request)
        if form.is_valid():
            try:
                type_values(
                    actor=request.user, indicateur=one, annee=period.annee, semestre=period.semestre, **form.content
                )
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                return redirect(back)
    context = convention_context(place, FRAME) | {
        "form": form,
        "indicateur": one,
        "indicateurs_url": place.url(FRAME),
        "period": period,
        "unit": UNITS.get(one.unite, ""),
        "kept": [_told(place, one, row) for row in here],
        "period_tabs": [_tab(found, kept, found.key == period.key) for found in periods],
        "back": back,
    }
    return render(request, "conventions/valeur_form.html", context, status=422 if form.errors else 200)


UNITS = {UniteIndicateur.EUROS: "€", UniteIndicateur.POURCENTAGE: "%"}


def _told(place: Place, one, row: Valeur) -> dict:
    """A value of one's own side, whole: it is not hidden from who typed it."""
    where = [row.departement.nom if row.departement else "", PublicCible(row.public).label if row.public else ""]
    return {
        "row": row,
        "where": ", ".join(filter(None, where)) or "Ensemble",
        "text": row.texte or row.piece_nom if row.value is None else words(exact(row.value, one.unite), one.unite),
        "url": place.url("convention_valeur_correct", row.pk),
        "share_url": place.url("convention_valeur_share", row.pk),
    }


def _period(request, periods: list[Period], filled) -> Period:
    """The period asked, else the last past one that is empty, else the last one."""
    try:
        asked = int(request.GET["annee"]), int(request.GET["semestre"]) if "semestre" in request.GET else None
    except (KeyError, ValueError):
        asked = None
    today = timezone.localdate()
    due = [period for period in periods if period.is_past(today) and period.key not in filled]
    return next((period for period in periods if period.key == asked), due[-1] if due else periods[-1])


def _form(request, place: Place, one, here: list[Valeur]) -> ValeurForm:
    """Ask what nobody typed for this period."""
    departements, publics = [], []
    if one.by_territoire:
        known = {row.departement_id for row in here}
        regions = place.convention.territoires.order_by("code").values("code")
        found = Departement.objects.filter(region__in=regions).order_by("code")
        departements = [departement for departement in found if departement.pk not in known]
    if one.by_public:
        asked = (one.fiche.publics if one.fiche is not None else []) or PublicCible.values
        publics = [public for public in asked if public not in {row.public for row in here}]
    wants_whole = not any(row.departement_id is None and not row.public for row in here)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return ValeurForm(*sent, indicateur=one, departements=departements, publics=publics, wants_whole=wants_whole)


def _tab(period: Period, kept: list[Valeur], is_current: bool) -> dict:
    semestre = f"&semestre={period.semestre}" if period.semestre else ""
    count = sum((row.annee, row.semestre) == period.key for row in kept)
    return {
        "label": period.label,
        "url": f"?annee={period.annee}{semestre}",
        "current": is_current,
        "count": count or None,
    }


def _valeur(request, place: Place, pk: int) -> Valeur:
    rows = Valeur.objects.visible_to(request.user).filter(indicateur__convention=place.convention)
    return get_object_or_404(rows.select_related("indicateur", "indicateur__fiche", "departement"), pk=pk)


@require_http_methods(["GET", "POST"])
def correct(request, slug, pk):
    """Replace a value by another, with the reason."""
    place = place_of(request, slug)
    row = _valeur(request, place, pk)
    require(can_type_value(place.standing, place.convention.etat, row.partie_id))
    back = place.url("convention_indicateur", row.indicateur.code)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CorrectionForm(*sent, initial={"value": row.value, "texte": row.texte})
    if row.value is None:
        del form.fields["value"]
    if request.method == "POST":
        form.take_file(request)
        if form.is_valid():
            given = form.cleaned_data
            try:
                correct_value(
                    actor=request.user,
                    valeur=row,
                    value=given.get("value"),
                    file=form.sent_file,
                    **{name: given[name] for name in ("texte", "motif", "date")},
                )
            except ValidationError as refusal:
                show_errors(form, refusal)
            else:
                return redirect(back)
    told = _told(place, row.indicateur, row)
    period = period_of(row.indicateur.periode, row.annee, row.semestre)
    context = convention_context(place, FRAME) | {
        "form": form,
        "row": row,
        "kept": told | {"where": f"{period.label} – {told['where']}"},
        "indicateur": row.indicateur,
        "indicateurs_url": place.url(FRAME),
        "back": back,
    }
    return render(request, "conventions/valeur_correction.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
def share(request, slug, pk):
    """Let the other parties read a value."""
    place = place_of(request, slug)
    row = _valeur(request, place, pk)
    return attempt(
        request,
        lambda: share_value(actor=request.user, valeur=row),
        done="La valeur est partagée avec les autres parties.",
        back=place.url("convention_indicateur", row.indicateur.code),
    )


@require_http_methods(["GET"])
def piece(request, slug, pk):
    """The evidence of a value, to save: never shown inside the site."""
    row = _valeur(request, place_of(request, slug), pk)
    if not row.piece:
        raise Http404("Cette valeur n’a pas de pièce.")
    return saved_file_response(row.piece, filename=row.piece_nom)

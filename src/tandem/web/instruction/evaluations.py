"""The notes of the qualitative criteria: give one, validate many, send one back."""

from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.evaluations import evaluate, return_evaluation, validate_evaluations
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.facts import notation_of, qualitative_criteres
from tandem.campagnes.models import Candidature, Evaluation
from tandem.campagnes.perms import can_instruct_of, can_read_instruction, can_validate
from tandem.campagnes.standing import require
from tandem.formats import number
from tandem.web.answers import attempt, show_errors
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.instruction.sheet import candidature_of, render_sheet
from tandem.web.instruction.sheet_content import evaluation_form
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response

STATES = {"a_noter": "À noter", "a_valider": "À valider", "renvoyee": "Renvoyée", "validee": "Validée"}
TONES = {"a_noter": "neutral", "a_valider": "info", "renvoyee": "warning", "validee": "success"}
FORM_ID = "valider"
PAGE_SIZE = 200


@require_http_methods(["POST"])
def score(request, region_slug, annee, reference, critere):
    """Keep the note of one criterion, or show the sheet again with what is wrong."""
    place, found = candidature_of(request, region_slug, annee, reference)
    require(can_instruct_of(place.standing, place.campagne.etat, found.dossier.of_cfa_id))
    asked = next((item for item in reglement_for(place.campagne).criteres if item.code == critere), None)
    if asked is None or notation_of(asked) is None:
        raise Http404("Ce critère n’est pas noté par une personne.")
    current = found.evaluations.filter(critere=critere).first()
    form = evaluation_form(found, asked, current, request.POST)
    if form.is_valid():
        try:
            evaluate(
                actor=request.user,
                candidature=found,
                critere=critere,
                points=form.cleaned_data["points"],
                justification=form.cleaned_data["justification"],
                piece=form.cleaned_data["piece"],
                seen=_seen(form.cleaned_data["vue"]),
            )
        except ValidationError as refusal:
            show_errors(form, refusal)
        else:
            messages.success(request, f"Note enregistrée pour « {asked.libelle} » : elle attend sa validation.")
            return redirect(f"{place.url('campagne_candidature', reference=reference)}#critere-{critere}")
    return render_sheet(request, place, found, bound={critere: form}, status=422)


@require_http_methods(["GET"])
def evaluations(request, region_slug, annee):
    """Every note given or to give; those who validate tick some."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    may_validate = can_validate(place.standing, place.campagne.etat)
    rows = _rows(place)
    table = Table(
        request,
        "evaluations",
        caption=f"Évaluations des critères qualitatifs, campagne {annee}",
        columns=_columns(place),
        rows=rows,
        default_sort="reference",
        options=Options(
            noun=("évaluation", "évaluations"),
            select=_tickable if may_validate and rows else None,
            select_label=lambda row: f"{row['reference']}, {row['critere']}",
            select_form=FORM_ID,
            page_size=PAGE_SIZE,
            empty="Aucune évaluation : les candidatures recevables se notent depuis leur fiche.",
            search_label="Rechercher une formation, un OF-CFA",
            file_name=f"evaluations-{annee}",
        ),
    )
    given = Evaluation.objects.filter(candidature__dossier__campagne=place.campagne)
    context = campagne_context(request, place, "campagne_evaluations") | {
        "may_validate": may_validate and any(row["state"] == "a_valider" for row in rows),
        "form_id": FORM_ID,
        "waiting": given.filter(validated_at__isnull=True, returned_reason="").count(),
        "validated": given.filter(validated_at__isnull=False).count(),
        "to_score": sum(row["state"] == "a_noter" for row in rows),
        "criteres": qualitative_criteres(reglement_for(place.campagne)),
    }
    return table_response(request, table, "instruction/evaluations.html", context)


@require_http_methods(["POST"])
def validate(request, region_slug, annee):
    """Validate the notes ticked, or all those that wait."""
    place = place_of(request, region_slug, annee)
    require(can_validate(place.standing, place.campagne.etat))
    mine = Evaluation.objects.filter(candidature__dossier__campagne=place.campagne)
    if request.POST.get("tout"):
        chosen = mine.filter(validated_at__isnull=True, returned_reason="")
    else:
        chosen = mine.filter(pk__in=[value for value in request.POST.getlist("selection") if value.isdecimal()])
    flight = validate_evaluations(actor=request.user, campagne=place.campagne, evaluations=chosen)
    if flight.treated:
        plural = "s" if flight.treated > 1 else ""
        messages.success(request, f"{number(flight.treated)} évaluation{plural} validée{plural}.")
    elif not flight.left:
        messages.error(request, "Choisissez au moins une évaluation à valider.")
    for sentence in flight.sentences():
        messages.warning(request, sentence)
    return redirect(_back(request, place))


@require_http_methods(["POST"])
def send_back(request, region_slug, annee, pk):
    """Send a note back to its instructeur."""
    place = place_of(request, region_slug, annee)
    require(can_validate(place.standing, place.campagne.etat))
    evaluation = get_object_or_404(
        Evaluation.objects.filter(candidature__dossier__campagne=place.campagne).select_related(
            "candidature__dossier__campagne"
        ),
        pk=pk,
    )
    return attempt(
        request,
        lambda: return_evaluation(actor=request.user, evaluation=evaluation, reason=request.POST.get("reason", "")),
        done="L’évaluation est renvoyée à son instructeur.",
        back=place.url("campagne_candidature", reference=evaluation.candidature.reference),
    )


def _back(request, place) -> str:
    """Back to the sheet that the note was validated from, else to the list."""
    reference = request.POST.get("fiche", "")
    known = Candidature.objects.filter(dossier__campagne=place.campagne, reference=reference).exists()
    return place.url("campagne_candidature", reference=reference) if known else place.url("campagne_evaluations")


def _seen(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _rows(place) -> list[dict]:
    """One row per scorable candidature and qualitative criterion, noted or not: two queries."""
    criteres = {critere.code: critere.libelle for critere in qualitative_criteres(reglement_for(place.campagne))}
    given = {
        (evaluation.candidature_id, evaluation.critere): evaluation
        for evaluation in Evaluation.objects.filter(candidature__dossier__campagne=place.campagne)
        .select_related("instructeur", "valideur")
        .order_by("pk")
    }
    noted = {pk for pk, _ in given}
    candidatures = (
        Candidature.objects.filter(dossier__campagne=place.campagne)
        .select_related("dossier__of_cfa")
        .order_by("reference")
    )
    return [
        _row(candidature, code, label, given.get((candidature.pk, code)))
        for candidature in candidatures
        if candidature.statut in {"recevable", "eligible"} or candidature.pk in noted
        for code, label in criteres.items()
    ]


def _row(candidature, code: str, label: str, evaluation) -> dict:
    return {
        "pk": evaluation.pk if evaluation else "",
        "reference": candidature.reference,
        "formation": candidature.formation,
        "of_cfa": candidature.dossier.of_cfa.nom,
        "code": code,
        "critere": label,
        "points": _plain(evaluation.points) if evaluation else None,
        "justification": evaluation.justification if evaluation else "",
        "instructeur": str(evaluation.instructeur) if evaluation else "",
        "valideur": str(evaluation.valideur) if evaluation and evaluation.valideur else "",
        "state": _state(evaluation),
    }


def _tickable(row: dict) -> str:
    return str(row["pk"]) if row["state"] == "a_valider" else ""


def _plain(points: Decimal) -> Decimal | int:
    """8.000 is shown as 8, 7.500 as 7,5."""
    return int(points) if points == int(points) else points.normalize()


def _state(evaluation) -> str:
    if evaluation is None:
        return "a_noter"
    if evaluation.valideur_id:
        return "validee"
    return "renvoyee" if evaluation.returned_reason else "a_valider"


def _columns(place) -> list[Column]:
    def link(row):
        return f"{place.url('campagne_candidature', reference=row['reference'])}#critere-{row['code']}"

    return [
        Column(key="reference", label="Référence", fixed=True, search=True, link=link),
        Column(key="formation", label="Formation", search=True, css="wide"),
        Column(key="of_cfa", label="OF-CFA", search=True, filter=Filter.CHOICE),
        Column(key="critere", label="Critère", filter=Filter.CHOICE),
        Column(key="points", label="Points", kind=Kind.DECIMAL),
        Column(key="justification", label="Justification", css="wide"),
        Column(
            key="state",
            label="État",
            kind=Kind.BADGE,
            choices=STATES,
            filter=Filter.CHOICE,
            tone=lambda row: TONES[row["state"]],
        ),
        Column(key="instructeur", label="Instructeur", filter=Filter.CHOICE),
        Column(key="valideur", label="Valideur", visible=False),
    ]

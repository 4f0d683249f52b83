"""The candidatures of a campaign, and the decisions taken on many at once, after a preflight."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bareme.majoration.reglement.parts import RetardRegle
from tandem.campagnes.engine import reglement_for
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.facts import DepotReader
from tandem.campagnes.models import Candidature, DeclarationInteret
from tandem.campagnes.perms import can_instruct, can_read_instruction
from tandem.campagnes.standing import require
from tandem.formats import number
from tandem.web.campagnes.tones import STATUT_TONES
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.instruction.decisions import DECISIONS, Decision
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response

_S = StatutCandidature
PAGE_SIZE = 200
FORM_ID = "decider"


@require_http_methods(["GET"])
def candidatures(request, region_slug, annee):
    """Every candidature of the campaign; those who instruct tick some and decide."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    may_instruct = can_instruct(place.standing, place.campagne.etat)
    reader = DepotReader(place.campagne)
    view = request.GET.get("vue", "")
    table = Table(
        request,
        "candidatures",
        caption=f"Candidatures de la campagne {annee}",
        columns=_columns(place, reader),
        rows=_seen(view, _rows(place), reader),
        default_sort="reference",
        options=Options(
            noun=("candidature", "candidatures"),
            row_class=lambda row: "row-muted" if row.statut in {_S.RETIREE, _S.BROUILLON} else "",
            select=(lambda row: row.reference) if may_instruct else None,
            select_label=lambda row: row.reference,
            select_form=FORM_ID,
            page_size=PAGE_SIZE,
            empty="Aucune candidature n’a encore été déposée.",
            search_label="Rechercher une formation, un OF-CFA, une référence",
            file_name=f"candidatures-{annee}",
        ),
    )
    context = campagne_context(request, place, "campagne_candidatures") | {
        "may_instruct": may_instruct,
        "decisions": DECISIONS.values(),
        "form_id": FORM_ID,
        "views": _views(place, view),
        "has_rows": Candidature.objects.filter(dossier__campagne=place.campagne).exists(),
    }
    return table_response(request, table, "instruction/candidatures.html", context)


@require_http_methods(["POST"])
def decide(request, region_slug, annee):
    """Show what a decision would do to the candidatures chosen; do it once it is confirmed."""
    place = place_of(request, region_slug, annee)
    require(can_instruct(place.standing, place.campagne.etat))
    decision = DECISIONS.get(request.POST.get("decision", ""))
    chosen = _chosen(request, place, decision)
    if decision is None or not chosen.exists():
        messages.error(request, "Choisissez une décision et au moins une candidature qu’elle concerne.")
        return redirect(place.url("campagne_candidatures"))
    reason = request.POST.get("motif", "")
    if request.POST.get("confirme"):
        return _done(request, place, decision, chosen, reason)
    flight = decision.preflight(place, list(chosen.order_by("reference")), reason)
    asks_motive = decision.asks_reason or (
        decision.code == "recevabilite"
        and reglement_for(place.campagne).recevabilite.retard is RetardRegle.ACCEPTER_SUR_MOTIF
        and chosen.filter(dossier__is_late=True).exists()
    )
    return render(
        request,
        "instruction/decider.html",
        campagne_context(request, place, "campagne_candidatures")
        | {
            "decision": decision,
            "flight": flight,
            "outcomes": _outcomes(flight),
            "selection": request.POST.get("tout", "") or ",".join(chosen.values_list("reference", flat=True)),
            "takes_all": bool(request.POST.get("tout")),
            "asks_motive": asks_motive,
            "motif": reason,
        },
    )


def _done(request, place, decision: Decision, chosen, reason: str):
    try:
        flight = decision.apply(request.user, place, chosen, reason)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return redirect(place.url("campagne_candidatures"))
    for outcome, things in flight.outcomes.items():
        plural = "s" if len(things) > 1 else ""
        messages.success(request, f"{number(len(things))} candidature{plural} : {_S(outcome).label.lower()}.")
    for sentence in flight.sentences():
        messages.warning(request, sentence)
    return redirect(place.url("campagne_candidatures"))


def _chosen(request, place, decision: Decision | None):
    """The candidatures ticked, or all those that the decision may concern."""
    mine = Candidature.objects.filter(dossier__campagne=place.campagne).select_related("dossier__of_cfa")
    if decision is None:
        return mine.none()
    if request.POST.get("tout"):
        return mine.filter(statut__in=decision.starts)
    ticked = request.POST.getlist("selection")
    kept = request.POST.get("references", "")
    return mine.filter(reference__in=[*ticked, *filter(None, kept.split(","))])


def _outcomes(flight) -> list[dict]:
    return [
        {
            "label": _S(outcome).label,
            "tone": STATUT_TONES[_S(outcome)].value,
            "count": len(things),
            "things": [{"thing": thing, "text": flight.texts[thing.pk]} for thing in things],
        }
        for outcome, things in flight.outcomes.items()
    ]


VIEWS = {"": "Toutes", "incompletes": "Incomplètes", "hors-delai": "Hors délai"}


def _views(place, view: str) -> list[dict]:
    address = place.url("campagne_candidatures")
    return [
        {"label": label, "url": f"{address}?vue={code}" if code else address, "current": code == view}
        for code, label in VIEWS.items()
    ]


def _seen(view: str, rows, reader: DepotReader):
    """The candidatures of a view; what a dossier lacks is known by the règlement, not by the database."""
    if view == "hors-delai":
        return rows.filter(dossier__is_late=True)
    if view == "incompletes":
        waiting = rows.filter(statut__in=(_S.BROUILLON, _S.DEPOSEE)).order_by("pk")
        return rows.filter(pk__in=[row.pk for row in waiting if reader.is_incomplete(row)])
    return rows


def _rows(place):
    barred = DeclarationInteret.objects.in_force().filter(
        campagne=place.campagne, user=place.standing.user_id, of_cfa=OuterRef("dossier__of_cfa")
    )
    return (
        Candidature.objects.filter(dossier__campagne=place.campagne)
        .select_related("dossier__of_cfa", "departement")
        .annotate(is_barred=Exists(barred))
    )


def _columns(place, reader: DepotReader) -> list[Column]:
    return [
        Column(
            key="reference",
            label="Référence",
            search=True,
            fixed=True,
            link=lambda row: place.url("campagne_candidature", reference=row.reference),
        ),
        Column(key="formation", label="Formation", search=True, css="wide"),
        Column(key="of_cfa", label="OF-CFA", path="dossier.of_cfa.nom", search=True, filter=Filter.CHOICE, css="wide"),
        Column(key="site", label="Site", search=True),
        Column(key="departement", label="Département", path="departement.nom", filter=Filter.CHOICE),
        Column(key="contrats", label="Contrats", kind=Kind.INT, total=True),
        Column(key="contrats_verts", label="dont verts", kind=Kind.INT, total=True),
        Column(key="complement", label="Complément", help="Classe de périmètre financier, au sens du règlement."),
        Column(
            key="statut",
            label="Statut",
            kind=Kind.BADGE,
            choices=StatutCandidature.choices,
            filter=Filter.CHOICE,
            tone=lambda row: STATUT_TONES[_S(row.statut)],
        ),
        Column(
            key="remarque",
            label="À savoir",
            value=lambda row: _remark(row, reader),
            sortable=False,
            help="Dossier incomplet ou déposé hors délai au sens du règlement ; lien d’intérêt que vous avez déclaré.",
        ),
        Column(key="rncp", label="RNCP", visible=False, search=True),
    ]


def _remark(row, reader: DepotReader) -> str:
    remarks = []
    if row.dossier.is_late:
        remarks.append("hors délai")
    if row.statut in {_S.BROUILLON, _S.DEPOSEE} and reader.is_incomplete(row):
        remarks.append("incomplète")
    if row.is_barred:
        remarks.append("lien d’intérêt déclaré")
    return ", ".join(remarks)

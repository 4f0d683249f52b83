"""The list of campaigns and the dashboard of one."""

from fractions import Fraction

from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, When
from django.db.models.functions import NullIf
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tandem import formats
from tandem.campagnes import perms
from tandem.campagnes.actions.classement import ranking_obstacles
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import AnnexePubliee, Campagne, MajorationExceptionnelle
from tandem.campagnes.perms import can_prepare, can_read_instruction
from tandem.web.campagnes import figures
from tandem.web.campagnes.forms import CloseForm, ReopenForm
from tandem.web.campagnes.next_step import next_step, steps_of, taken_over
from tandem.web.campagnes.published import published_only
from tandem.web.campagnes.tabs import DECIDED
from tandem.web.campagnes.tones import ETAT_TONES
from tandem.web.classement.access import Place, campagne_context, place_of
from tandem.web.frame import frame_of
from tandem.web.tables import Column, Filter, Kind, Options, Table, table_response


@require_http_methods(["GET"])
def campagnes(request):
    """The campaigns that the person may see, the latest first."""
    asked = Q(dossiers__candidatures__statut__isnull=False) & ~Q(dossiers__candidatures__statut__in=figures.NOT_ASKED)
    rows = (
        Campagne.objects.visible_to(request.user)
        .select_related("organisation")
        .annotate(
            # Of a campaign taken over by its annexe, no demand is known: that is not zero.
            formations=NullIf(
                Count("dossiers__candidatures", filter=asked),
                Case(When(Exists(AnnexePubliee.objects.filter(campagne=OuterRef("pk"))), then=0)),
            ),
            contrats=Sum("dossiers__candidatures__contrats", filter=asked),
        )
        .order_by("-annee", "organisation__nom")
    )
    frame = frame_of(request)
    may_prepare = frame.organisation is not None and bool(can_prepare(perms.Standing(request.user.pk, frame.roles)))
    shows_demands = bool(frame.roles & perms.REGION_ROLES)
    table = Table(
        request,
        "campagnes",
        caption="Campagnes de majoration",
        columns=_columns(with_demands=shows_demands),
        rows=rows,
        options=Options(
            noun=("campagne", "campagnes"),
            empty="Aucune campagne pour le moment.",
            search_label="Rechercher une campagne",
            cards=True,
            sticky_filters=False,
        ),
    )
    context = {"may_prepare": may_prepare, "has_rows": rows.exists(), "is_region": shows_demands}
    return table_response(request, table, "campagnes/list.html", context)


def _columns(*, with_demands: bool) -> list[Column]:
    columns = [
        Column(
            key="titre", label="Campagne", search=True, fixed=True, link=lambda row: Place(row, None).url("campagne")
        ),
        Column(key="organisation", label="Région", path="organisation.nom", search=True),
        Column(key="annee", label="Année", value=lambda row: str(row.annee), order_by="annee"),
        Column(
            key="etat",
            label="État",
            kind=Kind.BADGE,
            choices=EtatCampagne.choices,
            filter=Filter.CHOICE,
            tone=lambda row: ETAT_TONES[EtatCampagne(row.etat)],
        ),
        Column(key="ouverture", label="Ouverture", kind=Kind.DATE),
        Column(key="cloture", label="Clôture", kind=Kind.DATE),
        Column(key="enveloppe", label="Enveloppe", kind=Kind.EURO, help="Hors majoration exceptionnelle."),
    ]
    if with_demands:
        columns += [
            Column(key="formations", label="Formations demandées", kind=Kind.INT),
            Column(key="contrats", label="Contrats demandés", kind=Kind.INT),
        ]
    return columns


@require_http_methods(["GET"])
def campagne(request, region_slug, annee):
    """The dashboard: where the campaign stands, its figures, what to do next."""
    place = place_of(request, region_slug, annee)
    context = campagne_context(request, place, "campagne") | {
        "etat_tone": ETAT_TONES[EtatCampagne(place.campagne.etat)].value,
        "steps": steps_of(place.campagne),
        "may_edit": bool(can_prepare(place.standing, place.campagne.etat)),
    }
    if not can_read_instruction(place.standing):
        return render(request, "campagnes/apercu.html", context)
    published = published_only(place.campagne)
    if published is not None and _is_over(place.campagne):
        return render(
            request, "campagnes/reprise.html", context | {"published": published, "next": taken_over(place.campagne)}
        )
    return render(request, "campagnes/tableau.html", context | _dashboard(place))


def _is_over(campagne) -> bool:
    """Whether nobody may answer the campaign any more, nor has anything to do in it without a candidature."""
    return campagne.etat in DECIDED or (campagne.etat == EtatCampagne.PREPARATION and campagne.cloture < timezone.now())


def _dashboard(place) -> dict:
    campagne, standing = place.campagne, place.standing
    demands = figures.demands_of(campagne)
    counts = figures.statut_counts(campagne)
    spread = figures.spread_of(place)
    year_on_year = figures.year_on_year(campagne, demands)
    may_rank = perms.can_rank(standing, campagne.etat)
    return {
        "demands": demands,
        "year_on_year": year_on_year,
        "retained_note": year_on_year.retained_sentence(spread.allocation.counters.contrats_retenus)
        if spread.allocation
        else "",
        "counts": [
            {"row": row, "url": f"{place.url('campagne_candidatures')}?f_statut={row.statut}"} for row in counts
        ],
        "spread": spread,
        "concentration": figures.concentration_of(spread.allocation) if spread.allocation else None,
        "enveloppe": _enveloppe(campagne, spread),
        "next": next_step(place, {row.statut: row.count for row in counts}),
        "may": {
            "open": bool(perms.can_open(standing, campagne.etat)),
            "extend": bool(perms.can_extend(standing, campagne.etat)),
            "close": bool(perms.can_close(standing, campagne.etat)),
            "reopen": bool(perms.can_reopen(standing, campagne.etat)),
            "rank": bool(may_rank),
            "resume": bool(perms.can_resume_instruction(standing, campagne.etat)),
            "remind": bool(perms.can_remind(standing, campagne.etat)),
            "import": bool(perms.can_instruct(standing, campagne.etat)),
        },
        "import_url": reverse("import_new"),
        **_ratios(demands, spread.allocation),
        "rank_obstacles": ranking_obstacles(campagne) if may_rank else [],
        "extend_form": CloseForm(),
        "reopen_form": ReopenForm(),
    }


def _ratios(demands, allocation) -> dict[str, str]:
    """Both ratios, each with its own words: of the contracts and of the formations (R99)."""
    if allocation is None:
        return {"ratio_formations": "", "ratio_contrats": ""}
    counters = allocation.counters
    return {
        "ratio_formations": _share(counters.formations_retenues, demands.formations, "formations demandées"),
        "ratio_contrats": _share(counters.contrats_retenus, demands.contrats, "contrats demandés"),
    }


def _share(part: int, whole: int, noun: str) -> str:
    return f"{formats.percentage(Fraction(part, whole), 2)} des {noun}" if whole else ""


def _enveloppe(campagne, spread) -> dict:
    """The enveloppe, what of it is allocated, and the exceptional help beside it."""
    allocation = spread.allocation
    enveloppe = spread.simulation.reglement.enveloppe if spread.simulation else int(campagne.enveloppe)
    used = allocation.counters.majoration if allocation else 0
    left = enveloppe - used
    validated = MajorationExceptionnelle.objects.filter(campagne=campagne, validee_par__isnull=False)
    exceptionnelle = int(validated.aggregate(total=Sum("montant"))["total"] or 0)
    return {
        "total": enveloppe,
        "used": used,
        "left": left,
        "text": f"{formats.euros(used)} répartis, reste à attribuer {formats.euros(left)}",
        "exceptionnelle": exceptionnelle,
        "totale": used + exceptionnelle,
        "dotation_note": _dotation_note(campagne, used + exceptionnelle),
    }


def _dotation_note(campagne, totale: int) -> str:
    if campagne.dotation is None:
        return "majoration exceptionnelle comprise"
    left = campagne.dotation - totale
    words = f"reste {formats.euros(left)}" if left >= 0 else f"dépassement de {formats.euros(-left)}"
    return f"dotation {formats.euros(campagne.dotation)}, {words}"

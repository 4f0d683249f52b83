"""The ranking by formation."""

from fractions import Fraction

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.scenarios import REFUSALS, refusal_messages
from tandem.campagnes.engine import ReplayError, Simulation, pending, simulation_of
from tandem.campagnes.models import Scenario
from tandem.campagnes.scenario_perms import can_read_ranking, can_simulate
from tandem.formats import euros, number, percentage
from tandem.web.classement import ranking
from tandem.web.classement.access import Place, campagne_context, place_of, require
from tandem.web.classement.summary import Figures
from tandem.web.classement.wording import departage_text
from tandem.web.tables import Options, Table, table_response

TEMPLATE = "classement/page.html"


@require_http_methods(["GET"])
def classement(request, region_slug, annee):
    """Rank of every formation, with the cut-off drawn where it falls; `?scenario=` shows a saved scenario."""
    place = place_of(request, region_slug, annee)
    require(can_read_ranking(place.standing))
    context = campagne_context(request, place, "campagne_classement")
    context |= {"place": place, "pending": pending(place.campagne)}
    try:
        simulation, scenario = _shown(request, place)
    except (ReplayError, *REFUSALS) as refusal:
        refused = {"refusals": refusal_messages(refusal), "table": None}
        return render(request, TEMPLATE, {**context, **refused})
    if simulation is None:
        return render(request, TEMPLATE, {**context, "table": None, "refusals": []})
    context |= _figures(place, simulation, scenario)
    return table_response(request, _table(request, place, simulation, scenario), TEMPLATE, context)


def _shown(request, place: Place) -> tuple[Simulation | None, Scenario | None]:
    if asked := request.GET.get("scenario"):
        scenario = place.scenario(asked)
        return simulation_of(scenario), scenario
    return place.current()


def _figures(place: Place, simulation: Simulation, scenario: Scenario | None) -> dict:
    counters = simulation.allocation.counters
    return {
        "scenario": scenario,
        "is_adopted": scenario is not None and scenario == place.adopted,
        "figures": Figures(simulation),
        "counters": counters,
        "departage": departage_text(simulation.reglement),
        "departage_nom": simulation.reglement.departage.nom,
        "warnings": [item for item in simulation.allocation.anomalies if item.code == "liste_retenue"],
        "can_simulate": can_simulate(place.standing),
        "ratio_formations": _ratio(counters.part_formations, counters.demandes, "formations demandées"),
        "ratio_contrats": _ratio(counters.part_contrats, counters.contrats_demandes, "contrats demandés"),
        "ratio_organismes": f"sur {number(counters.organismes_demandeurs)} demandeurs",
        "exceptionnelle_note": f"dont {euros(counters.exceptionnelle)} de majoration exceptionnelle",
        "near_cut": ranking.shortly_before_the_cut(simulation),
        "refusals": [],
    }


def _ratio(share: Fraction | None, whole: int, of_what: str) -> str:
    """Both ratios are shown, each with what it is a share of (R99)."""
    return "" if share is None else f"{percentage(share, 2)} des {number(whole)} {of_what}"


def _table(request, place: Place, simulation: Simulation, scenario: Scenario | None) -> Table:
    numero = scenario.numero if scenario else None
    may_choose = bool(can_simulate(place.standing))
    return Table(
        request,
        "classement",
        caption=f"Classement des formations, campagne {place.campagne.annee}",
        columns=ranking.columns_of(place, simulation, numero),
        rows=ranking.rows_of(simulation),
        default_sort="rang",
        options=Options(
            noun=("formation", "formations"),
            row_class=lambda row: "" if row.line.retained else "row-muted",
            row_id=lambda row: row.line.reference,
            cut=ranking.cut_between(simulation, is_by_rank=request.GET.get("tri", "rang") in {"", "rang"}),
            select=(lambda row: row.line.reference) if may_choose else None,
            select_label=lambda row: f"{row.line.formation}, {row.line.of_cfa}",
            select_name="choisie",
            select_form="choix-manuel",
            search_label="Formation, OF-CFA, RNCP ou site",
            file_name=f"classement-{place.campagne.annee}",
        ),
    )

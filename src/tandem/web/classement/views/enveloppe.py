"""The solver: every change of a parameter answers at once."""

import json

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bareme.display import french_sort_key
from tandem.campagnes.actions.scenarios import REFUSALS, refusal_messages
from tandem.campagnes.engine import ReplayError, Simulation, pending
from tandem.campagnes.scenario_perms import can_save_scenario, can_simulate
from tandem.web.classement import organismes
from tandem.web.classement.access import Place, campagne_context, place_of, require
from tandem.web.classement.forms import DECISIONS
from tandem.web.classement.solver import Panel
from tandem.web.classement.summary import Figures, effect_of
from tandem.web.classement.wording import changes_of, provenance
from tandem.web.tables import Options, Table, export_or_fragment, remember

PAGE, RESULT = "classement/enveloppe.html", "classement/_resultat.html"
TABLE_ID = "solveur"
RESULT_NAMES = ("simulation", "table", "figures", "effect", "can_save")
"""What the templates read even when nothing could be computed."""


@require_http_methods(["GET"])
def enveloppe(request, region_slug, annee):
    """The panel and its result; htmx asks for the result alone. Nothing is written."""
    place = place_of(request, region_slug, annee)
    require(can_simulate(place.standing))
    panel = Panel(place, request.GET)
    context = result_context(request, panel)
    table = context["table"]
    if table is not None and (answer := export_or_fragment(request, table)):
        return answer
    if request.htmx and request.htmx.target == "resultat":
        response = render(request, RESULT, context)
        response.headers["Vary"] = "HX-Request"
        return response
    context |= campagne_context(request, place, "campagne_enveloppe")
    response = render(request, PAGE, context | panel_context(panel))
    return remember(table, response) if table is not None else response


def panel_context(panel: Panel) -> dict:
    """What the form shows besides its fields."""
    form, inputs = panel.form, panel.inputs
    reglement = form.reglement
    dropped = form.dropped
    return {
        "form": form,
        "parent": panel.parent,
        "organismes": [
            {"slug": slug, "name": name, "is_dropped": slug in dropped}
            for slug, name in sorted(inputs.names.items(), key=lambda pair: french_sort_key(pair[1]))
        ],
        "selections": [*form.selections, ("", "ecarter", "")],
        "decisions": DECISIONS,
        "formations": inputs.rows,
        "scenarios": panel.place.campagne.scenarios.only("numero", "nom").order_by("numero"),
        "reference_scenario": panel.reference_scenario,
        "origins": {
            "vert": provenance(reglement.bonus_vert.clause),
            "complements": provenance(reglement.complements.clause),
            "plafonds": provenance(reglement.plafonds.clause),
            "coupure": provenance(reglement.coupure.clause),
            "criteres": provenance(reglement.criteres[0].clause) if reglement.criteres else None,
        },
        "is_scored": any(row.indicateurs for row in inputs.rows),
        "pending": pending(panel.place.campagne),
    }


def result_context(request, panel: Panel) -> dict:
    """Compute, or say why nothing can be computed."""
    context = {"panel": panel, "form": panel.form, "refusals": [], **dict.fromkeys(RESULT_NAMES)}
    if not panel.inputs.rows or not panel.form.is_valid():
        return context
    try:
        simulation = panel.simulation()
    except REFUSALS as refusal:
        return context | {"refusals": refusal_messages(refusal)}
    context |= _effect(panel, simulation)
    published = organismes.published_totals(panel.place.campagne)
    rows = organismes.rows_of(simulation, context["reference_allocation"], published)
    decision = can_save_scenario(panel.place.standing, panel.place.campagne.etat)
    return context | {
        "simulation": simulation,
        "figures": Figures(simulation),
        "changes": changes_of(simulation),
        "counters": simulation.allocation.counters,
        "proof": organismes.proof(rows, published),
        "parametres": json.dumps(panel.form.overrides(), ensure_ascii=False),
        "can_save": decision,
        "origins_shown": _deduced(simulation),
        "table": result_table(request, panel.place, simulation, rows, has_published=bool(published)),
    }


def _effect(panel: Panel, simulation: Simulation) -> dict:
    """The effect against the reference; without it when the reference itself is refused, and it says so."""
    try:
        reference = panel.reference
    except (ReplayError, *REFUSALS) as refusal:
        return {"effect": None, "reference_allocation": None, "reference_refusals": refusal_messages(refusal)}
    effect = effect_of(reference.allocation, simulation.allocation)
    return {"effect": effect, "reference_allocation": reference.allocation, "reference_refusals": []}


def _deduced(simulation: Simulation) -> list[str]:
    """The rules whose values were deduced from published figures: said wherever they are shown."""
    reglement = simulation.reglement
    named = {
        "le taux du bonus vert": reglement.bonus_vert.clause,
        "les compléments": reglement.complements.clause,
        "les plafonds": reglement.plafonds.clause,
    }
    return [name for name, clause in named.items() if clause.statut.value == "deduit"]


def result_table(request, place: Place, simulation: Simulation, rows, *, has_published: bool) -> Table:
    """The lines by OF-CFA of a result that no scenario keeps yet."""
    return Table(
        request,
        TABLE_ID,
        caption="Montants par OF-CFA",
        columns=organismes.columns_of(place, has_reference=True, has_published=has_published),
        rows=rows,
        prefix="t_",
        options=Options(
            noun=("OF-CFA", "OF-CFA"),
            row_class=lambda row: "row-changed" if row.line.ajustement else "",
            sticky_filters=False,
            search_label="Rechercher un OF-CFA",
            file_name=f"simulation-{place.campagne.annee}",
        ),
    )

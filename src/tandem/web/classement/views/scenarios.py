"""Named scenarios: the list, one scenario, saving, adopting, comparing, exporting."""

import json
from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bareme.display import typography
from tandem.campagnes.actions.scenarios import (
    adopt_scenario,
    adoption_obstacles,
    barring_organismes,
    save_scenario,
)
from tandem.campagnes.engine import simulation_of
from tandem.campagnes.scenario_perms import (
    can_adopt_scenario,
    can_read_ranking,
    can_save_scenario,
    can_simulate,
)
from tandem.formats import number
from tandem.web.classement import comparison, export_files, organismes, scenario_list
from tandem.web.classement.access import campagne_context, place_of, require
from tandem.web.classement.summary import Figures, effect_of
from tandem.web.classement.wording import changes_of
from tandem.web.tables import Options, Table, export_or_fragment, table_response

MOST_COMPARED = 3


@require_http_methods(["GET"])
def scenarios(request, region_slug, annee):
    """The scenarios of the campaign on its enveloppe, the adopted one and the history of adoptions."""
    place = place_of(request, region_slug, annee)
    require(can_read_ranking(place.standing))
    context = campagne_context(request, place, "campagne_scenarios")
    context |= {
        "adopted": place.adopted,
        "adoptions": scenario_list.adoption_events(place),
        "can_simulate": can_simulate(place.standing),
        "adopted_base": Fraction(place.adopted.base) if place.adopted else None,
        "has_rows": place.campagne.scenarios.exists(),
        "dotation": place.campagne.dotation,
    }
    return table_response(request, scenario_list.table(request, place), "classement/scenarios.html", context)


@require_http_methods(["GET"])
def scenario(request, region_slug, annee, numero):
    """One scenario, replayed from its frozen data."""
    place = place_of(request, region_slug, annee)
    require(can_read_ranking(place.standing))
    found = place.scenario(numero)
    simulation = simulation_of(found)
    published = organismes.published_totals(place.campagne)
    against = place.adopted if place.adopted and place.adopted != found else None
    reference = simulation_of(against).allocation if against else None
    rows = organismes.rows_of(simulation, reference, published)
    adoption = can_adopt_scenario(place.standing, place.campagne.etat, barring_organismes(place.standing, found))
    context = campagne_context(request, place, "campagne_scenarios")
    context |= {
        "scenario": found,
        "is_adopted": found == place.adopted,
        "against": against,
        "effect": effect_of(reference, simulation.allocation) if reference else None,
        "figures": Figures(simulation),
        "counters": (counters := simulation.allocation.counters),
        "formations_note": f"{number(counters.formations_retenues)} formations, "
        f"{number(counters.organismes_retenus)} OF-CFA",
        "changes": changes_of(simulation),
        "proof": organismes.proof(rows, published),
        "adoption": adoption,
        "obstacles": adoption_obstacles(found) if adoption else [],
        "can_simulate": can_simulate(place.standing),
        "adoptions": scenario_list.adoption_events(place, found),
    }
    table = Table(
        request,
        "scenario",
        caption=f"Montants par OF-CFA, {found}",
        columns=organismes.columns_of(
            place, has_reference=reference is not None, has_published=bool(published), numero=found.numero
        ),
        rows=rows,
        options=Options(
            noun=("OF-CFA", "OF-CFA"),
            row_class=lambda row: "row-changed" if row.line.ajustement else "",
            search_label="Rechercher un OF-CFA",
            file_name=f"scenario-{found.numero}-{place.campagne.annee}",
        ),
    )
    return table_response(request, table, "classement/scenario.html", context)


@require_http_methods(["POST"])
def save(request, region_slug, annee):
    """Keep the simulation on screen under a name."""
    place = place_of(request, region_slug, annee)
    require(can_save_scenario(place.standing, place.campagne.etat))
    parent = request.POST.get("parent", "")
    try:
        kept = save_scenario(
            actor=request.user,
            campagne=place.campagne,
            nom=request.POST.get("nom", ""),
            note=request.POST.get("note", ""),
            parametres=_parametres(request.POST.get("parametres", "")),
            parent=place.scenario(parent) if parent else None,
        )
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return redirect(place.url("campagne_enveloppe"))
    messages.success(request, typography(f"{kept} est enregistré. Il ne changera plus."))
    return redirect(place.url("campagne_scenario", numero=kept.numero))


def _parametres(text: str) -> dict:
    """Read the overrides that the panel wrote. Numbers with decimals stay text: no float enters."""
    try:
        found = json.loads(text or "{}", parse_float=str)
    except ValueError as error:
        raise ValidationError("Les paramètres reçus sont illisibles. Rechargez la page et recommencez.") from error
    if not isinstance(found, dict):
        raise ValidationError("Les paramètres reçus sont illisibles. Rechargez la page et recommencez.")
    return found


@require_http_methods(["POST"])
def adopt(request, region_slug, annee, numero):
    """Adopt a scenario, with its reason."""
    place = place_of(request, region_slug, annee)
    require(can_read_ranking(place.standing))
    found = place.scenario(numero)
    try:
        adopt_scenario(actor=request.user, scenario=found, motif=request.POST.get("motif", ""))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, typography(f"{found} est adopté. La décision est inscrite au journal."))
    return redirect(place.url("campagne_scenario", numero=found.numero))


@require_http_methods(["GET"])
def compare(request, region_slug, annee):
    """Two or three scenarios side by side: `?s=1&s=2`."""
    place = place_of(request, region_slug, annee)
    require(can_read_ranking(place.standing))
    asked = list(dict.fromkeys(request.GET.getlist("s")))
    context = campagne_context(request, place, "campagne_scenarios")
    if not 2 <= len(asked) <= MOST_COMPARED:
        context |= {"compared": [], "asked": len(asked), "table": None, "scenarios": scenario_list.named(place)}
        return render(request, "classement/comparer.html", context)
    compared = [comparison.Compared(place.scenario(numero)) for numero in asked]
    table = comparison.table(request, place, compared)
    if answer := export_or_fragment(request, table):
        return answer
    context |= comparison.context(compared)
    return table_response(request, table, "classement/comparer.html", context)


@require_http_methods(["GET"])
def export(request, region_slug, annee, numero, kind):
    """A scenario as a file: its parameters and its result (json), or its tables (xlsx)."""
    place = place_of(request, region_slug, annee)
    require(can_read_ranking(place.standing))
    if kind not in export_files.WRITERS:
        raise Http404(typography(f"Format « {kind} » inconnu : json et xlsx existent."))
    content_type, write = export_files.WRITERS[kind]
    found = place.scenario(numero)
    response = HttpResponse(write(found), content_type=content_type)
    name = f"scenario-{place.kwargs['region_slug']}-{annee}-{found.numero}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

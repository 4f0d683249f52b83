"""« Pourquoi ce montant ? »: the amount of an OF-CFA and of each of its formations, step by step."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bareme.display import typography
from tandem.campagnes.engine import Simulation, simulation_of
from tandem.campagnes.models import Correction, LigneVotee, Scenario, Vote
from tandem.campagnes.scenario_perms import can_explain, can_read_formations
from tandem.formats import euros
from tandem.organisations.models import Organisation
from tandem.web.classement import why
from tandem.web.classement.access import Place, campagne_context, place_of, require


@login_not_required
@require_http_methods(["GET"])
def pourquoi(request, region_slug, annee, of_slug):
    """The voted amount explained from the frozen data; before the vote, that of the figures in force."""
    place = place_of(request, region_slug, annee)
    of_cfa = Organisation.objects.of_cfa().filter(slug=of_slug).first()
    if of_cfa is None:
        raise Http404(typography(f"OF-CFA « {of_slug} » inconnu."))
    vote = Vote.objects.filter(campagne=place.campagne).select_related("deliberation").first()
    is_own = of_cfa.pk in place.standing.of_cfa
    require(
        can_explain(
            place.standing, is_own=is_own, is_voted=vote is not None, is_published=bool(place.campagne.publiee_le)
        )
    )
    simulation, scenario = _explained(request, place, vote)
    name = simulation.inputs.names.get(of_slug) if simulation else None
    if name is None:
        raise Http404(typography(f"{of_cfa.nom} n’a pas de candidature classée dans cette campagne."))
    shows_formations = can_read_formations(place.standing, is_own=is_own)
    reference = request.GET.get("formation")
    if reference:
        require(shows_formations)
    try:
        context = why.context(simulation, name, reference)
    except KeyError as error:
        raise Http404(typography(f"La formation « {reference} » n’est pas de cet OF-CFA.")) from error
    voted, corrections = _voted_line(vote, of_cfa), _corrections(vote, of_cfa)
    context |= campagne_context(request, place, "campagne_pourquoi")
    context |= {
        "of_cfa": of_cfa,
        "scenario": scenario,
        "asked_scenario": request.GET.get("scenario", ""),
        "is_voted": vote is not None and scenario is not None and vote.scenario_id == scenario.pk,
        "vote": vote,
        "voted": voted,
        "corrections": corrections,
        "vote_note": f"dont {euros(voted.dont_bonus_vert)} de bonus vert" if voted else "",
        "current_amount": why.current_amount(voted, corrections),
        "help": why.help_of(place.campagne, of_cfa),
        "shows_formations": shows_formations,
        "is_region": bool(place.standing.roles),
    }
    return render(request, "classement/pourquoi.html", context)


def _explained(request, place: Place, vote: Vote | None) -> tuple[Simulation | None, Scenario | None]:
    """The figures explained: the scenario asked (people of the Région only), the voted one, or those in force."""
    asked = request.GET.get("scenario")
    if asked and place.standing.roles:
        scenario = place.scenario(asked)
    elif vote is not None:
        scenario = place.scenario(vote.scenario.numero)
    else:
        return place.current()
    return simulation_of(scenario), scenario


def _voted_line(vote: Vote | None, of_cfa: Organisation) -> LigneVotee | None:
    return LigneVotee.objects.filter(vote=vote, of_cfa=of_cfa).first() if vote else None


def _corrections(vote: Vote | None, of_cfa: Organisation) -> list[Correction]:
    if vote is None:
        return []
    found = Correction.objects.filter(vote=vote, of_cfa=of_cfa).select_related("deliberation").order_by("at", "pk")
    return list(found)

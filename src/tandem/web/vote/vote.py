"""Put the adopted scenario to the vote, record the vote, replay it, publish it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tandem.campagnes import perms
from tandem.campagnes.actions.notification import publish
from tandem.campagnes.actions.vote import proposal_obstacles, propose_to_vote, record_vote, take_back_proposal
from tandem.campagnes.current import Amounts, current_lines
from tandem.campagnes.engine import ReplayError, simulation_of
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Vote
from tandem.campagnes.replay import replay
from tandem.campagnes.standing import require
from tandem.organisations.identifiers import deliberation_year_warning
from tandem.web.answers import attempt, show_errors
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.tables import export_or_fragment
from tandem.web.vote.forms import ActForm
from tandem.web.vote.tables import voted_table

BEFORE = frozenset({EtatCampagne.CLASSEE, EtatCampagne.PROPOSEE_AU_VOTE})


@require_http_methods(["GET", "POST"])
def vote(request, region_slug, annee):
    """What is put to the vote, what was voted, and the form that records it."""
    place = place_of(request, region_slug, annee)
    require(perms.can_read_instruction(place.standing))
    recorded = vote_of(place)
    may_record = perms.can_record_vote(place.standing, place.campagne.etat)
    form = ActForm(request.POST or None, initial={"objet": place.campagne.titre}) if may_record else None
    if request.method == "POST":
        # Once the vote is recorded, by someone else perhaps, the action itself says so to who could have recorded it.
        require(may_record if recorded is None else perms.can_act_after_vote(place.standing, place.campagne.etat))
        answer = _record(request, place, form or ActForm(request.POST))
        if answer:
            return answer
    if recorded is not None:
        lines = current_lines(recorded)
        table = voted_table(request, place, lines)
        act = recorded.deliberation
        shown = {
            "table": table,
            "totals": _totals(line.voted for line in lines),
            "year_warning": deliberation_year_warning(act.numero, act.date),
        }
        answer = export_or_fragment(request, table)
        if answer:
            return answer
    else:
        shown = _proposal(place)
    context = campagne_context(request, place, "campagne_vote") | shown
    context |= {"vote": recorded, "form": form, "may": _may(place)}
    return render(request, "vote/vote.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["POST"])
def propose(request, region_slug, annee):
    """Retain the formations of the adopted scenario and put the campaign to the vote."""
    place = place_of(request, region_slug, annee)
    return attempt(
        request,
        lambda: propose_to_vote(actor=request.user, campagne=place.campagne),
        done="La campagne est proposée au vote : l’annexe peut être jointe au rapport.",
        back=place.url("campagne_vote"),
    )


@require_http_methods(["POST"])
def take_back(request, region_slug, annee):
    """Take the campaign back from the vote."""
    place = place_of(request, region_slug, annee)
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        lambda: take_back_proposal(actor=request.user, campagne=place.campagne, reason=reason),
        done="La proposition au vote est retirée : la campagne revient au classement.",
        back=place.url("campagne_vote"),
    )


@require_http_methods(["GET"])
def replay_vote(request, region_slug, annee):
    """Compute the voted annexe again and compare the bytes; nothing is written."""
    place = place_of(request, region_slug, annee)
    require(perms.can_read_instruction(place.standing))
    recorded = vote_of(place)
    if recorded is None:
        raise Http404("Aucun vote n’est enregistré.")
    context = campagne_context(request, place, "campagne_vote") | {"vote": recorded, "replay": replay(recorded)}
    return render(request, "vote/rejouer.html", context)


@require_http_methods(["POST"])
def publish_vote(request, region_slug, annee):
    """Open the voted annexe to the public."""
    place = place_of(request, region_slug, annee)
    recorded = vote_of(place)
    require(perms.can_act_after_vote(place.standing, place.campagne.etat))
    return attempt(
        request,
        lambda: publish(actor=request.user, vote=recorded),
        done="L’annexe votée est publique, dans les données ouvertes.",
        back=place.url("campagne_vote"),
    )


def vote_of(place) -> Vote | None:
    """Return the vote of the campaign with what it rests on; None before the vote."""
    recorded = (
        Vote.objects.filter(campagne=place.campagne)
        .select_related(
            "deliberation__seance", "scenario__donnees", "scenario__reglement", "actor", "campagne__organisation"
        )
        .first()
    )
    if recorded:
        recorded.campagne = recorded.scenario.campagne = place.campagne
    return recorded


def _record(request, place, form):
    if not form.is_valid():
        return None
    try:
        record_vote(actor=request.user, campagne=place.campagne, act=form.act())
    except ValidationError as refusal:
        if hasattr(refusal, "error_dict"):
            show_errors(form, refusal)
            return None
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, "Le vote est enregistré : les montants sont figés et leur empreinte conservée.")
    return redirect(place.url("campagne_vote"))


def _proposal(place) -> dict:
    """The adopted scenario and what still keeps it from the vote."""
    shown = {"scenario": place.adopted, "counters": None, "obstacles": [], "is_before": place.campagne.etat in BEFORE}
    if place.adopted is None:
        return shown
    try:
        shown["counters"] = simulation_of(place.adopted).allocation.counters
    except ReplayError as error:
        return shown | {"obstacles": [str(error)]}
    return shown | {"obstacles": proposal_obstacles(place.campagne) if shown["is_before"] else []}


def _may(place) -> dict[str, bool]:
    standing, etat = place.standing, place.campagne.etat
    after = bool(perms.can_act_after_vote(standing, etat))
    return {
        "propose": bool(perms.can_propose_to_vote(standing, etat)),
        "take_back": bool(perms.can_take_back_proposal(standing, etat)),
        "publish": after and place.campagne.publiee_le is None,
        "act_after": after,
    }


def _totals(amounts) -> Amounts:
    total = Amounts()
    for one in amounts:
        total = total.plus(one)
    return total

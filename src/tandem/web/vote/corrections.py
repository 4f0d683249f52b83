"""Corrections after the vote: new acts, and what each OF-CFA is owed today."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tandem.campagnes.actions.correction import correct_vote
from tandem.campagnes.current import current_lines
from tandem.campagnes.perms import can_act_after_vote, can_read_instruction
from tandem.campagnes.standing import require
from tandem.organisations.identifiers import deliberation_year_warning
from tandem.organisations.models import Organisation
from tandem.web.answers import show_errors
from tandem.web.classement.access import campagne_context, place_of
from tandem.web.tables import export_or_fragment
from tandem.web.vote.forms import CorrectionForm
from tandem.web.vote.tables import current_table
from tandem.web.vote.vote import vote_of


@require_http_methods(["GET", "POST"])
def corrections(request, region_slug, annee):
    """The corrections, the amounts in force, and the form of a new correction."""
    place = place_of(request, region_slug, annee)
    require(can_read_instruction(place.standing))
    recorded = vote_of(place)
    if recorded is None:
        raise Http404("Aucun vote n’est enregistré.")
    may_correct = can_act_after_vote(place.standing, place.campagne.etat)
    form = _form(request, recorded) if may_correct else None
    if request.method == "POST":
        require(may_correct)
        if form.is_valid() and _corrected(request, recorded, form):
            return redirect(place.url("campagne_corrections"))
    table = current_table(request, place, current_lines(recorded))
    context = campagne_context(request, place, "campagne_corrections") | {
        "vote": recorded,
        "form": form,
        "table": table,
        "rows": recorded.corrections.select_related("of_cfa", "deliberation", "actor").order_by("-at", "-pk"),
    }
    answer = export_or_fragment(request, table)
    return answer or render(request, "vote/corrections.html", context, status=422 if form and form.errors else 200)


def _form(request, recorded) -> CorrectionForm:
    concerned = Q(dossiers__campagne=recorded.campagne) | Q(lignes_votees__vote=recorded)
    organismes = Organisation.objects.of_cfa().filter(concerned).distinct().order_by("nom", "pk")
    return CorrectionForm(request.POST or None, organismes=organismes)


def _corrected(request, recorded, form) -> bool:
    try:
        correct_vote(
            actor=request.user,
            vote=recorded,
            of_cfa=form.cleaned_data["of_cfa"],
            change=form.change(),
            act=form.act(),
            motif=form.cleaned_data["motif"],
        )
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False
    messages.success(request, "La correction est enregistrée, sous sa propre délibération.")
    act = form.act()
    if warning := deliberation_year_warning(act.numero, act.date):
        messages.warning(request, warning)
    return True

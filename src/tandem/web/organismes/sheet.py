"""The sheet of one organisation: identity, dated links, campaigns, what the sources say of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tandem.campagnes.models import Campagne, Dossier, LigneVotee, Vote
from tandem.organisations.actions import invite, roles_in, territories_of
from tandem.organisations.branches import branches_on
from tandem.organisations.enums import Role, TypeOrganisation
from tandem.organisations.models import Organisation
from tandem.organisations.perms import can_administer, can_open_access
from tandem.web.administration.forms import DirectionForm
from tandem.web.administration.invitations import send_invitation
from tandem.web.campagnes.tones import ETAT_TONES
from tandem.web.key_figures import figure_rows, ratio_rows


def _visible(request, slug):
    return get_object_or_404(
        Organisation.objects.visible_to(request.user).select_related("region", "departement", "departement__region"),
        slug=slug,
    )


@require_safe
def sheet(request, slug):
    """Show one organisation."""
    organisation = _visible(request, slug)
    today = timezone.localdate()
    context = {
        "organisation": organisation,
        "parents": organisation.parents.select_related("parent").order_by("-period", "pk"),
        "children": organisation.children.select_related("child").order_by("child__nom", "period", "pk"),
        "references": organisation.references_externes.all(),
        "today": today,
        "may_administer": bool(can_administer(roles_in(request.user, organisation), organisation)),
        "may_invite": False,
        "public_bodies": Organisation.PUBLIC_BODIES,
    }
    if organisation.type == TypeOrganisation.OPCO:
        context |= _opco(organisation, today)
    elif organisation.type == TypeOrganisation.OF_CFA:
        context |= _of_cfa(request, organisation)
    elif organisation.type == TypeOrganisation.REGION:
        context["campagnes"] = _campagnes(request.user, organisation)
    return render(request, "organismes/sheet.html", context)


def _campagnes(user, region):
    """Return the campaigns of a Région that the reader may see, each with its address and the tone of its state."""
    found = Campagne.objects.visible_to(user).filter(organisation=region)
    return [
        {
            "campagne": campagne,
            "tone": ETAT_TONES[campagne.etat],
            "url": reverse("campagne", args=[region.slug, campagne.annee]),
        }
        for campagne in found
    ]


def _opco(organisation, today):
    """Return what the sources say of an OPCO: branches today, competences, figures at their dates."""
    return {
        "branches": branches_on(organisation, today),
        "competences": organisation.competences.select_related("delegant", "territoire"),
        "figures": figure_rows(organisation.key_figures.order_by("label", "-date")),
        "ratios": ratio_rows(
            organisation.key_ratios.select_related("numerator", "denominator").order_by("label", "pk")
        ),
    }


def _of_cfa(request, organisation):
    """Return the campaigns of an OF-CFA that the reader may see, and who holds its access."""
    votes = Vote.objects.visible_to(request.user)
    lignes = (
        LigneVotee.objects.filter(of_cfa=organisation, vote__in=votes)
        .select_related("vote__campagne__organisation", "vote__deliberation")
        .order_by("-vote__campagne__annee", "pk")
    )
    voted = {ligne.vote.campagne_id for ligne in lignes}
    dossiers = (
        Dossier.objects.visible_to(request.user)
        .filter(of_cfa=organisation)
        .exclude(campagne__in=voted)
        .select_related("campagne__organisation")
        .order_by("-campagne__annee", "pk")
    )
    return {
        "lignes": lignes,
        "dossiers": dossiers,
        "may_invite": bool(_may_invite(request.user, organisation)),
        "people": _people(request, organisation),
    }


def _people(request, organisation):
    """Return who holds a role there today, for those who may invite there; nobody otherwise."""
    if not _may_invite(request.user, organisation):
        return []
    return organisation.memberships.current().select_related("user").order_by("user__last_name", "role", "pk")


def _may_invite(user, organisation):
    return can_open_access(territories_of(user), organisation)


@require_http_methods(["GET", "POST"])
def invite_direction(request, slug):
    """Open the access of an OF-CFA of one's own territory to the person who directs it."""
    organisation = _visible(request, slug)
    decision = _may_invite(request.user, organisation)
    if not decision:
        raise PermissionDenied(decision.reason)
    form = DirectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership, is_new = invite(
                actor=request.user, organisation=organisation, role=Role.CFA_DIRECTION, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            send_invitation(request, membership, is_new=is_new)
            messages.success(request, f"Une invitation a été envoyée à {membership.user.email}.")
            return redirect(reverse("organisme", args=[slug]))
    return render(request, "organismes/invite.html", {"organisation": organisation, "form": form})

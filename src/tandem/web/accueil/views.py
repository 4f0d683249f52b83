"""The home page, one per situation: nobody signed in, a Région, an OPCO, an OF-CFA, somebody else."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tandem.campagnes.models import Campagne, Vote
from tandem.organisations.enums import Role, TypeOrganisation
from tandem.organisations.models import Membership
from tandem.web.accueil.conventions import Desk, convention_figures, convention_tasks, latest_conventions
from tandem.web.accueil.figures import cfa_figures, region_figures, region_votes, voted_figures
from tandem.web.accueil.tasks import cfa_tasks, of_campagne, region_tasks
from tandem.web.campagnes.tones import ETAT_TONES
from tandem.web.frame import frame_of

LATEST = 4


@login_not_required
@require_safe
def home(request):
    """Show what there is to do; to a visitor, what the platform is and how to enter."""
    if not request.user.is_authenticated:
        return render(request, "accueil/public.html", _demonstration())
    organisation = frame_of(request).organisation
    if organisation is None:
        return render(request, "accueil/without_role.html")
    context = {"organisation": organisation, "conventions": [], **_content(request, organisation)}
    context["campagnes"] = [
        {"campagne": campagne, "url": of_campagne("campagne", campagne), "tone": ETAT_TONES[campagne.etat]}
        for campagne in _campagnes(request.user, organisation)
    ]
    return render(request, "accueil/home.html", context)


def _content(request, organisation):
    roles = frame_of(request).roles
    if organisation.type == TypeOrganisation.REGION:
        desk = Desk(request.user, organisation, timezone.localdate())
        return {
            "tasks": [*region_tasks(request.user, organisation, roles), *convention_tasks(desk, roles)],
            "conventions": latest_conventions(desk),
            "figures": region_figures(organisation) + voted_figures(region_votes(organisation), "Campagne"),
            "may_create": bool(roles & {Role.REGION_INSTRUCTION, Role.REGION_VALIDATION}),
        }
    if organisation.type == TypeOrganisation.OF_CFA:
        return {
            "tasks": cfa_tasks(request.user, organisation),
            "figures": cfa_figures(organisation),
            "may_create": False,
        }
    desk = Desk(request.user, organisation, timezone.localdate())
    published = Vote.objects.visible_to(request.user).published()
    return {
        "tasks": convention_tasks(desk, roles),
        "figures": convention_figures(desk) + voted_figures(published, "Dernière campagne publiée,"),
        "conventions": latest_conventions(desk),
        "may_create": False,
    }


def _campagnes(user, organisation):
    found = Campagne.objects.visible_to(user).select_related("organisation").order_by("-annee", "organisation__nom")
    if organisation.type == TypeOrganisation.REGION:
        found = found.filter(organisation=organisation)
    elif organisation.type == TypeOrganisation.OF_CFA:
        found = found.filter(dossiers__of_cfa=organisation)
    return found[:LATEST]


def _demonstration():
    """Return the invented accounts with their role and their common password, in the demonstration only."""
    password = settings.TANDEM_DEMO_PASSWORD
    if not password:
        return {"accounts": [], "password": ""}
    accounts = (
        Membership.objects.current()
        .filter(user__is_fictif=True, user__is_active=True)
        .select_related("user", "organisation")
        .order_by("-organisation__type", "organisation__nom", "role", "user__email", "pk")
    )
    return {"accounts": accounts, "password": password}

"""The parts of a campaign, in the order of the work; each person sees those that are open to them.

To add a page: one line here. `campagnes/_tabs.html` shows the groups, then the pages of the current group.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import NoReverseMatch

from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.perms import can_read_instruction

DECIDED = frozenset({EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE})


class Tab(NamedTuple):
    """A page of a campaign; `is_for` takes the person's standing and the campaign."""

    label: str
    url_name: str
    is_for: Callable


class Group(NamedTuple):
    """Pages that belong together; its own link is that of its first page open to the person."""

    label: str
    tabs: tuple[Tab, ...]


def region(standing, _campagne) -> bool:
    """The people of the Région."""
    return bool(can_read_instruction(standing))


def everyone(_standing, _campagne) -> bool:
    """Whoever may see the campaign."""
    return True


def cfa(standing, _campagne) -> bool:
    """The people of an OF-CFA."""
    return bool(standing.of_cfa)


def region_after_vote(standing, campagne) -> bool:
    """The people of the Région, once there is a vote; a campaign taken over by its annexe alone has none."""
    return region(standing, campagne) and campagne.etat in DECIDED and hasattr(campagne, "vote")


GROUPS = (
    Group("Tableau de bord", (Tab("Tableau de bord", "campagne", everyone),)),
    Group("Mon dossier", (Tab("Mon dossier", "mon_dossier", cfa),)),
    Group(
        "Instruction",
        (
            Tab("Candidatures", "campagne_candidatures", region),
            Tab("Évaluations", "campagne_evaluations", region),
            Tab("Majoration exceptionnelle", "campagne_exceptionnelle", region),
            Tab("Liens d’intérêt", "campagne_interets", region),
        ),
    ),
    Group(
        "Répartition",
        (
            Tab("Classement", "campagne_classement", region),
            Tab("Enveloppe et solveur", "campagne_enveloppe", region),
            Tab("Scénarios", "campagne_scenarios", region),
        ),
    ),
    Group(
        "Vote",
        (
            Tab("Vote et délibération", "campagne_vote", region),
            Tab("Annexe 1", "campagne_annexe", region),
            Tab("Synthèse", "campagne_synthese", region),
        ),
    ),
    Group(
        "Suites du vote",
        (
            Tab("Notifications", "campagne_notifications", region_after_vote),
            Tab("Courriers", "campagne_courriers", region_after_vote),
            Tab("Corrections", "campagne_corrections", region_after_vote),
        ),
    ),
    Group("Règlement", (Tab("Règlement", "campagne_reglement", everyone),)),
    Group("Historique", (Tab("Historique", "campagne_historique", region),)),
)


def tabs_of(place, current: str) -> dict[str, list[dict[str, Any]]]:
    """Return the groups and the pages of the current one, as the `tabs` component takes them."""
    groups, pages = [], []
    for group in GROUPS:
        links = [
            {"label": tab.label, "url": url, "current": tab.url_name == current}
            for tab in group.tabs
            if tab.is_for(place.standing, place.campagne) and (url := _address(place, tab.url_name))
        ]
        if not links:
            continue
        is_here = any(link["current"] for link in links)
        groups.append({"label": group.label, "url": links[0]["url"], "current": is_here})
        if is_here and len(links) > 1:
            pages = links
    return {"tabs": groups, "subtabs": pages}


def _address(place, url_name: str) -> str:
    """Return the address of a page, or nothing while its part of the product is not installed."""
    try:
        return place.url(url_name)
    except NoReverseMatch:
        return ""

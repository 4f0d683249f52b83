"""The parts of a campaign, in the order of the work; each person sees those that are open to them.

To add a page: one line here. `campagnes/_tabs.html` shows the groups, then the pages of the current group.
"""

from typing import Any

from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.perms import can_read_instruction
from tandem.web.page_tabs import Group, Tab, everyone, page_tabs

DECIDED = frozenset({EtatCampagne.VOTEE, EtatCampagne.NOTIFIEE})


def region(place) -> bool:
    """The people of the Région."""
    return bool(can_read_instruction(place.standing))


def cfa(place) -> bool:
    """The people of an OF-CFA."""
    return bool(place.standing.of_cfa)


def region_after_vote(place) -> bool:
    """The people of the Région, once there is a vote; a campaign taken over by its annexe alone has none."""
    return region(place) and place.campagne.etat in DECIDED and hasattr(place.campagne, "vote")


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
    """Return the tabs of a campaign, as the `tabs` component takes them."""
    return page_tabs(GROUPS, place, current)

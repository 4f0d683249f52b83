"""Who gets what at the addresses of the campaigns: read by the Région, seen by a CFA once open."""

import pgtrigger

from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne
from tests.tandem.factories import ReglementFactory
from tests.web.access import REGION, Row, grants, signed_in
from tests.web.world import CAMPAGNE

CFA = {"cfa": 403, "autre_cfa": 403}


def in_etat(etat):
    """Return a setup that puts the campaign of the world in a state, past its transitions."""

    def setup(world):
        with pgtrigger.ignore("campagnes.Campagne:campagne_etats"):
            Campagne.objects.filter(pk=world.campagne.pk).update(etat=etat)

    return setup


def region_only():
    """Read by the people of the Région; a CFA sees the campaign but not its instruction."""
    return grants(*REGION, refused=404, **CFA)


def by_role(*roles, ok=302, **others):
    """Done by these roles of the Région; refused with a reason to its other people, unknown elsewhere."""
    refusals = {persona: 403 for persona in REGION if persona not in roles}
    return grants(*roles, ok=ok, refused=404, **{**refusals, **CFA, **others})


def unseen_by_cfa(*roles):
    """The same on a campaign in preparation, which no CFA sees."""
    return by_role(*roles, cfa=404, autre_cfa=404)


def with_version(world):
    ReglementFactory(idf=True, organisation=world.region, version=VERSION)


VERSION = 900
WRITERS = ("region_instruction", "region_validation")
IN_PREPARATION = in_etat(EtatCampagne.PREPARATION)

ROWS = [
    Row("campagnes", {}, "GET", signed_in()),
    Row(
        "campagne_new",
        {},
        "GET",
        grants("region_instruction", "region_validation", "autre_region"),
    ),
    Row("campagne", CAMPAGNE, "GET", grants(*REGION, "cfa", "autre_cfa", refused=404)),
    Row(
        "campagne_edit",
        CAMPAGNE,
        "GET",
        grants(*WRITERS, refused=404, **{persona: 403 for persona in REGION if persona not in WRITERS}),
        setup=IN_PREPARATION,
    ),
    Row("campagne_open", CAMPAGNE, "POST", unseen_by_cfa("region_validation"), setup=IN_PREPARATION),
    Row(
        "campagne_extend",
        CAMPAGNE,
        "POST",
        by_role("region_validation"),
        setup=in_etat(EtatCampagne.OUVERTE),
        data={
            "prolonger-cloture": "2999-01-01T12:00",
            "prolonger-reason": "Grève.",
        },
    ),
    Row("campagne_close", CAMPAGNE, "POST", by_role("region_validation"), setup=in_etat(EtatCampagne.OUVERTE)),
    Row(
        "campagne_reopen",
        CAMPAGNE,
        "POST",
        by_role("region_validation"),
        data={
            "rouvrir-cloture": "2999-01-01T12:00",
            "rouvrir-reason": "Oubli.",
        },
    ),
    Row("campagne_rank", CAMPAGNE, "POST", by_role("region_validation")),
    Row(
        "campagne_resume_instruction",
        CAMPAGNE,
        "POST",
        by_role("region_validation"),
        setup=in_etat(EtatCampagne.CLASSEE),
        data={"reason": "Une note à revoir."},
    ),
    Row("campagne_remind", CAMPAGNE, "POST", by_role(*WRITERS)),
    Row("campagne_historique", CAMPAGNE, "GET", region_only()),
    Row("reglements", {}, "GET", grants(*REGION, "autre_region")),
    Row("reglement_add", {"region_slug": "region-essai"}, "GET", grants(*WRITERS)),
    Row(
        "reglement_yaml",
        {"region_slug": "region-essai", "code": "idf-2023", "version": VERSION},
        "GET",
        grants(*REGION, refused=404),
        setup=with_version,
    ),
]

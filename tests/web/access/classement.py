"""Who gets what in the ranking, the solver, the scenarios, the explanations and the règlement."""

from django.utils import timezone

from tandem.campagnes.actions.scenarios import save_scenario
from tandem.campagnes.enums import EtatCampagne
from tandem.campagnes.models import Campagne
from tests.tandem.factories import CandidatureFactory
from tests.web.access import REGION, Row, grants
from tests.web.world import CAMPAGNE

SIMULATORS = ("region_instruction", "region_validation", "region_budget")
STRANGERS = {"autre_region": 404, "opco_gestion": 404, "opco_partenariats": 404, "sans_role": 404}
SCENARIO = {**CAMPAGNE, "numero": 1}
OF_CFA = {**CAMPAGNE, "of_slug": "cfa-essai"}


def ranked(world):
    """One candidature of each OF-CFA is eligible."""
    CandidatureFactory(dossier=world.dossier, reference="C-00011", eligible=True)
    CandidatureFactory(dossier=world.autre_dossier, reference="C-00012", eligible=True)


def with_scenario(world):
    """A scenario is saved on a ranked campaign."""
    ranked(world)
    save_scenario(actor=world.users["region_instruction"], campagne=world.campagne, nom="Premier", parametres={})
    Campagne.objects.filter(pk=world.campagne.pk).update(etat=EtatCampagne.CLASSEE)


def published(world):
    """The campaign is published."""
    ranked(world)
    Campagne.objects.filter(pk=world.campagne.pk).update(publiee_le=timezone.now())


ROWS = [
    Row("campagne_classement", CAMPAGNE, "GET", grants(*REGION, **STRANGERS), setup=ranked),
    Row("campagne_enveloppe", CAMPAGNE, "GET", grants(*SIMULATORS, **STRANGERS), setup=ranked),
    Row("campagne_scenarios", CAMPAGNE, "GET", grants(*REGION, **STRANGERS), setup=with_scenario),
    Row("campagne_scenario", SCENARIO, "GET", grants(*REGION, **STRANGERS), setup=with_scenario),
    Row("campagne_scenarios_compare", CAMPAGNE, "GET", grants(*REGION, **STRANGERS), setup=with_scenario),
    Row(
        "campagne_scenario_export",
        {**SCENARIO, "kind": "json"},
        "GET",
        grants(*REGION, **STRANGERS),
        setup=with_scenario,
    ),
    Row(
        "campagne_scenario_save",
        CAMPAGNE,
        "POST",
        grants(*SIMULATORS, ok=302, **STRANGERS),
        data={"nom": "Essai", "parametres": "{}"},
        setup=ranked,
    ),
    Row(
        "campagne_scenario_adopt",
        SCENARIO,
        "POST",
        grants("region_validation", ok=302, **STRANGERS),
        data={"motif": "Conforme."},
        setup=with_scenario,
    ),
    Row("campagne_pourquoi", OF_CFA, "GET", grants(*REGION, anonyme=404, **STRANGERS), setup=ranked),
    Row(
        "campagne_pourquoi",
        OF_CFA,
        "GET",
        grants(
            *REGION, "anonyme", "autre_region", "opco_gestion", "opco_partenariats", "cfa", "autre_cfa", "sans_role"
        ),
        setup=published,
    ),
    Row(
        "campagne_pourquoi",
        OF_CFA,
        "GET",
        grants(*REGION, "cfa", anonyme=403),
        setup=published,
        query="?formation=C-00011",
    ),
    Row("campagne_reglement", CAMPAGNE, "GET", grants(*REGION, "cfa", "autre_cfa", anonyme=404, **STRANGERS)),
]

"""A convention in force between the Région and the OPCO of the small campaign, and what its indicators read."""

from datetime import date
from decimal import Decimal

from tandem.conventions.computing import FORMULES
from tandem.conventions.enums import Formule, NatureIndicateur, RolePartie, UniteIndicateur
from tandem.conventions.models import CfaPerimetre, FluxContrats
from tandem.organisations.enums import Role
from tests.tandem.campagnes.world import build_campaign, person
from tests.tandem.conventions.factories import ConventionFactory, IndicateurFactory, PartieFactory
from tests.tandem.factories import DepartementFactory, OrganisationFactory

SIGNED_ON = date(2023, 10, 12)
ON = date(2025, 11, 29)
"""The day on which the tests read: two years are over, the third is under way."""


def build_followed(*, signed_on=SIGNED_ON, **convention):
    """Return the campaign of three OF-CFA with a convention of its Région, and one person on each side."""
    world = build_campaign()
    world.opco = OrganisationFactory(opco=True, slug="opco-essai", nom="OPCO d’essai")
    world.convention = ConventionFactory(
        en_vigueur=True,
        signed_on=signed_on,
        proprietaire=world.region,
        slug="convention-essai",
        is_fictif=False,
        **convention,
    )
    world.convention.territoires.set(["11"])
    world.partie_region = PartieFactory(
        convention=world.convention, organisation=world.region, role=RolePartie.REGION, rank=1, designation="la Région"
    )
    world.partie_opco = PartieFactory(convention=world.convention, organisation=world.opco, rank=2)
    world.region_officer = world.instructeur
    world.opco_officer = person(world.opco, Role.OPCO_PARTENARIATS)
    return world


def computed(world, formule, unite, **fields):
    """Return an indicator that computes itself."""
    return IndicateurFactory(
        convention=world.convention,
        nature=NatureIndicateur.CALCULE,
        formule=formule,
        unite=unite,
        **{"by_territoire": True, "responsable": world.partie_opco, **fields},
    )


def typed(world, **fields):
    """Return an indicator of people that the OPCO types, by territory and by public."""
    given = {
        "unite": UniteIndicateur.PERSONNES,
        "is_sensible": True,
        "by_territoire": True,
        "by_public": True,
        "responsable": world.partie_opco,
    }
    return IndicateurFactory(convention=world.convention, **{**given, **fields})


def every_formula(world):
    """Return one indicator per formula."""
    return [computed(world, formule, FORMULES[formule].unit) for formule in Formule]


def in_perimeter(world, *of_cfa, starts_on=date(2023, 1, 1), **fields):
    """Declare OF-CFA in the perimeter."""
    return [
        CfaPerimetre.objects.create(
            convention=world.convention, of_cfa=one, starts_on=starts_on, source="essai", **fields
        )
        for one in of_cfa
    ]


def flow(world, departement="93", annee=2024, **figures):
    """Transmit the yearly figures of one département."""
    given = {"amount": Decimal("1500000.50"), "apprentis": 300, "entreprises": 120}
    given |= {"contrats_debutes": 200, "contrats_rompus": 30}
    return FluxContrats.objects.create(
        opco=world.opco,
        annee=annee,
        departement=DepartementFactory(code=departement),
        source="Envoi d’essai",
        **{**given, **figures},
    )

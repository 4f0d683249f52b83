"""A small campaign of three OF-CFA, and the real actions that carry it from a state to the next."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from django.utils import timezone

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.campagnes.actions.classement import rank_campagne
from tandem.campagnes.actions.evaluations import evaluate, validate_evaluation
from tandem.campagnes.actions.instruction import confirm_eligibilite, confirm_recevabilite
from tandem.campagnes.actions.scenarios import adopt_scenario, save_scenario
from tandem.campagnes.actions.vote import propose_to_vote, record_vote
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Candidature
from tandem.organisations.enums import Role
from tests.tandem.factories import (
    CampagneFactory,
    CandidatureFactory,
    DossierFactory,
    MembershipFactory,
    OrganisationFactory,
    PieceFactory,
    RegionOrganisationFactory,
    ReglementFactory,
    UserFactory,
)

REGLEMENT = Path(__file__).parent / "reglement-essai.yaml"
ACT = Act("CP 2023-247", date(2023, 7, 5), Organe.COMMISSION_PERMANENTE, "Majoration des coûts contrats 2023")
CORRECTIVE = Act("CP 2023-401", date(2023, 11, 15), Organe.COMMISSION_PERMANENTE, "Rectification de la majoration")


def build_campaign(**campagne):
    """Return a campaign in instruction: ALPHA (two formations), BETA and GAMMA, complete and deposited in time."""
    region = RegionOrganisationFactory(nom="Région d’essai", slug="region-essai")
    reglement = ReglementFactory(
        organisation=region, code="essai-2023", version=1, titre="Essai", contenu=REGLEMENT.read_text(encoding="utf-8")
    )
    world = SimpleNamespace(region=region, reglement=reglement)
    world.campagne = CampagneFactory(
        **{
            "organisation": region,
            "annee": 2023,
            "reglement": reglement,
            "enveloppe": Decimal(100_000),
            "instruction": True,
            **campagne,
        }
    )
    world.instructeur, world.autre_instructeur = (person(region, Role.REGION_INSTRUCTION) for _ in range(2))
    world.valideur, world.autre_valideur = (person(region, Role.REGION_VALIDATION) for _ in range(2))
    world.alpha, world.beta, world.gamma = (
        deposited(world.campagne, name, figures)
        for name, figures in {"ALPHA": [(40, "12"), (20, "3")], "BETA": [(30, "15")], "GAMMA": [(10, "0")]}.items()
    )
    return world


def person(organisation, role, **fields):
    """Return someone who holds this role today."""
    user = UserFactory(**fields)
    MembershipFactory(user=user, organisation=organisation, role=role)
    return user


def deposited(campagne, name, figures):
    """Return an OF-CFA with its complete dossier: one candidature per (contracts, young people of a QPV)."""
    of_cfa = OrganisationFactory(nom=name, slug=name.lower())
    moment = campagne.cloture - timedelta(days=1)
    dossier = DossierFactory(campagne=campagne, of_cfa=of_cfa, depose_le=moment)
    PieceFactory(dossier=dossier)
    for index, (contrats, jeunes_qpv) in enumerate(figures, start=1):
        CandidatureFactory(
            dossier=dossier,
            reference=f"{name}-{index}",
            formation=f"Formation {index}",
            contrats=contrats,
            contrats_verts=contrats // 2,
            indicateurs={"jeunes_qpv": jeunes_qpv},
            deposee=True,
        )
    return of_cfa


def candidatures(world):
    return Candidature.objects.filter(dossier__campagne=world.campagne)


def statuts(world):
    """Return the state of every candidature, by reference."""
    return dict(candidatures(world).order_by("reference").values_list("reference", "statut"))


def make_eligible(world):
    confirm_recevabilite(actor=world.instructeur, campagne=world.campagne, candidatures=candidatures(world))
    confirm_eligibilite(actor=world.instructeur, campagne=world.campagne, candidatures=candidatures(world))


def score(world, points=Decimal(8)):
    for candidature in candidatures(world).filter(statut=StatutCandidature.ELIGIBLE).order_by("reference"):
        evaluation = evaluate(
            actor=world.instructeur,
            candidature=candidature,
            critere="innovation",
            points=points,
            justification="Pédagogie de projet décrite au dossier.",
        )
        validate_evaluation(actor=world.valideur, evaluation=evaluation)


def rank(world):
    make_eligible(world)
    score(world)
    rank_campagne(actor=world.valideur, campagne=world.campagne)
    world.campagne.refresh_from_db()


def adopt(world, nom="Base", **parametres):
    scenario = save_scenario(actor=world.instructeur, campagne=world.campagne, nom=nom, parametres=parametres)
    adopt_scenario(actor=world.valideur, scenario=scenario, motif="Le plus équilibré.")
    return scenario


def propose(world):
    rank(world)
    scenario = adopt(world)
    propose_to_vote(actor=world.valideur, campagne=world.campagne)
    world.campagne.refresh_from_db()
    return scenario


def vote(world):
    propose(world)
    recorded = record_vote(actor=world.valideur, campagne=world.campagne, act=ACT)
    world.campagne.refresh_from_db()
    return recorded


def in_days(days):
    return timezone.now() + timedelta(days=days)

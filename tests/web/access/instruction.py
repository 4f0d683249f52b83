"""Who gets what at the addresses of the instruction: read by the Région, written by who instructs or validates."""

import pgtrigger

from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.models import Candidature
from tests.tandem.factories import (
    DeclarationInteretFactory,
    EvaluationFactory,
    MajorationExceptionnelleFactory,
    PieceFactory,
    UserFactory,
)
from tests.web.access import Row
from tests.web.access.campagnes import by_role, region_only
from tests.web.world import CAMPAGNE

SHEET = {**CAMPAGNE, "reference": "C-00001"}
PK = 900_101
HELPED = {**CAMPAGNE, "of_slug": "cfa-essai"}
INTEREST = {**CAMPAGNE, "pk": PK}


def recevable(world):
    with pgtrigger.ignore("campagnes.Candidature:candidature_statuts"):
        Candidature.objects.filter(pk=world.candidature.pk).update(statut=StatutCandidature.RECEVABLE)


def scored(world):
    EvaluationFactory(pk=PK, candidature=world.candidature, critere="innovation", instructeur=UserFactory())


def helped(world):
    MajorationExceptionnelleFactory(
        campagne=world.campagne, of_cfa=world.of_cfa, deficit_previsionnel=200_000, apprentis=188
    )


def with_piece(world):
    PieceFactory(pk=PK, dossier=world.dossier)


def declared(world):
    DeclarationInteretFactory(pk=PK, campagne=world.campagne, of_cfa=world.of_cfa)


ROWS = [
    Row("campagne_candidatures", CAMPAGNE, "GET", region_only()),
    Row(
        "campagne_candidatures_decide",
        CAMPAGNE,
        "POST",
        by_role("region_instruction", ok=200),
        data={"decision": "recevabilite", "selection": ["C-00001"]},
    ),
    Row("campagne_candidature", SHEET, "GET", region_only()),
    Row(
        "campagne_evaluate",
        {**SHEET, "critere": "innovation"},
        "POST",
        by_role("region_instruction", ok=422),
        setup=recevable,
        data={"innovation-points": "", "innovation-justification": ""},
    ),
    Row("campagne_piece", {**SHEET, "pk": PK}, "GET", region_only(), setup=with_piece),
    Row("campagne_evaluations", CAMPAGNE, "GET", region_only()),
    Row(
        "campagne_evaluations_validate",
        CAMPAGNE,
        "POST",
        by_role("region_validation"),
        setup=scored,
        data={"selection": [str(PK)]},
    ),
    Row(
        "campagne_evaluation_return",
        {**CAMPAGNE, "pk": PK},
        "POST",
        by_role("region_validation"),
        setup=scored,
        data={"reason": "À revoir."},
    ),
    Row("campagne_exceptionnelle", CAMPAGNE, "GET", region_only()),
    Row("campagne_exceptionnelle", CAMPAGNE, "POST", by_role("region_instruction", ok=422), data={"montant": "1"}),
    Row("campagne_exceptionnelle_validate", HELPED, "POST", by_role("region_validation"), setup=helped),
    Row(
        "campagne_exceptionnelle_return",
        HELPED,
        "POST",
        by_role("region_validation"),
        setup=helped,
        data={"reason": "À revoir."},
    ),
    Row("campagne_interets", CAMPAGNE, "GET", region_only()),
    Row(
        "campagne_interets",
        CAMPAGNE,
        "POST",
        by_role("region_instruction", "region_validation", ok=422),
        data={"nature": ""},
    ),
    Row(
        "campagne_interet_lift",
        INTEREST,
        "POST",
        by_role("region_validation", "region_admin"),
        setup=declared,
        data={"reason": "Mandat fini."},
    ),
]

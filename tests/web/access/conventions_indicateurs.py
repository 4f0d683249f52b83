"""Who gets what at the addresses of the indicators, of their values, of the perimeter and of the key figures."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile

from tandem.conventions.enums import UniteIndicateur
from tandem.conventions.models import CfaPerimetre, Valeur
from tests.tandem.conventions.factories import IndicateurFactory
from tests.web.access import OPCO, REGION, Row
from tests.web.access.conventions import WRITERS, by_party, parties_only
from tests.web.world import CONVENTION

CODE, PK = "indicateur-essai", 990_001
INDICATEUR = {**CONVENTION, "code": CODE}
VALEUR = {**CONVENTION, "pk": PK}
OPCO_WRITER = "opco_partenariats"
DEFINITION = {
    "place": "convention",
    "libelle": "Nombre de cojobings",
    "nature": "non_mesurable",
    "unite": "actions",
    "periode": "annee_civile",
}


def with_indicateur(world, *, is_shared=True, **fields):
    """An indicator that the OPCO fills, with one value and its evidence."""
    world.indicateur = IndicateurFactory(
        convention=world.convention, code=CODE, responsable=world.partie_opco, unite=UniteIndicateur.ACTIONS, **fields
    )
    valeur = Valeur(
        pk=PK,
        indicateur=world.indicateur,
        annee=2024,
        value=Decimal(12),
        date=date(2025, 1, 15),
        partie=world.partie_opco,
        piece_nom="preuve.pdf",
        is_shared=is_shared,
        actor=world.users[OPCO_WRITER],
    )
    valeur.piece.save("preuve.pdf", ContentFile(b"%PDF-1.7 essai"), save=False)
    valeur.save(force_insert=True)


def with_private_value(world):
    with_indicateur(world, is_shared=False)


def with_perimetre(world):
    CfaPerimetre.objects.create(
        pk=PK, convention=world.convention, of_cfa=world.of_cfa, starts_on=date(2023, 10, 12), source="essai"
    )


def one_side(ok=200):
    """Return what the people of the OPCO get of what it keeps to itself; for the Région it is not there."""
    return {**parties_only(), **dict.fromkeys(REGION, 404), **dict.fromkeys(OPCO, ok)}


ROWS = [
    Row("convention_indicateurs", CONVENTION, "GET", parties_only()),
    Row("convention_indicateur", INDICATEUR, "GET", parties_only(), setup=with_indicateur),
    Row("convention_indicateur_new", CONVENTION, "GET", by_party(*WRITERS, ok=200)),
    Row("convention_indicateur_new", CONVENTION, "POST", by_party(*WRITERS), data=DEFINITION),
    Row("convention_indicateur_edit", INDICATEUR, "GET", by_party(*WRITERS, ok=200), setup=with_indicateur),
    Row("convention_valeur", INDICATEUR, "GET", by_party(OPCO_WRITER, ok=200), setup=with_indicateur),
    Row(
        "convention_valeur",
        INDICATEUR,
        "POST",
        by_party(OPCO_WRITER),
        data={"value": "14", "date": "2024-01-15"},
        setup=with_indicateur,
        query="?annee=2023",
    ),
    Row("convention_valeur_correct", VALEUR, "GET", by_party(OPCO_WRITER, ok=200), setup=with_indicateur),
    Row(
        "convention_valeur_correct",
        VALEUR,
        "POST",
        by_party(OPCO_WRITER),
        data={"value": "14", "motif": "Oubli.", "date": "2025-02-01"},
        setup=with_indicateur,
    ),
    Row(
        "convention_valeur_share",
        VALEUR,
        "POST",
        {**one_side(403), OPCO_WRITER: 302},
        setup=with_private_value,
    ),
    Row("convention_piece", VALEUR, "GET", parties_only(), setup=with_indicateur),
    Row("convention_piece", VALEUR, "GET", one_side(), setup=with_private_value, query="?non-partagee"),
    Row("convention_perimetre", CONVENTION, "GET", parties_only(), setup=with_perimetre),
    Row(
        "convention_perimetre",
        CONVENTION,
        "POST",
        by_party(OPCO_WRITER),
        data={"cfa": "CFA D’ESSAI", "starts_on": "2023-10-12", "source": "essai"},
    ),
    Row("convention_perimetre_end", VALEUR, "GET", by_party(OPCO_WRITER, ok=200), setup=with_perimetre),
    Row(
        "convention_perimetre_end",
        VALEUR,
        "POST",
        by_party(OPCO_WRITER),
        data={"ends_on": "2024-06-30"},
        setup=with_perimetre,
    ),
    Row("convention_chiffres", CONVENTION, "GET", parties_only()),
]

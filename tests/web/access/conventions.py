"""Who gets what at the addresses of the conventions: the people of its parties, and nobody else."""

from tandem.conventions.enums import RolePartie
from tandem.conventions.models import Convention
from tests.tandem.conventions.factories import ClauseFactory, ConventionFactory, PartieFactory
from tests.web.access import OPCO, REGION, Row, grants, signed_in
from tests.web.world import CONVENTION

WRITERS = ("region_instruction", "region_validation", "opco_partenariats")
DECIDERS = ("region_validation", "opco_partenariats")


def parties_only(ok=200):
    """Return what whoever is party gets; for the others the convention does not exist."""
    return grants(*REGION, *OPCO, ok=ok, refused=404)


def by_party(*allowed, ok=302):
    """Return what these people of the parties get; 403 for the others of the parties, 404 for the rest."""
    readers = {persona: ok if persona in allowed else 403 for persona in (*REGION, *OPCO)}
    return grants(refused=404, **readers)


def projet(world):
    """Take the convention of the world back to a projet, with one clause and a library."""
    Convention.objects.filter(pk=world.convention.pk).delete()
    world.convention = ConventionFactory(
        projet=True, proprietaire=world.region, slug="convention-essai", titre="Convention d’essai"
    )
    PartieFactory(convention=world.convention, organisation=world.region, role=RolePartie.REGION, rank=1)
    PartieFactory(convention=world.convention, organisation=world.opco, rank=2)
    ClauseFactory(convention=world.convention, code="article-1", numero="1", rank=1)


CLAUSE = {**CONVENTION, "code": "article-1"}
REFUSED_FORM = by_party("region_validation", ok=422)

ROWS = [
    Row(
        "convention_new",
        {},
        "GET",
        grants("region_instruction", "region_validation", "opco_partenariats", "autre_region"),
    ),
    Row(
        "convention_new",
        {},
        "POST",
        grants(*WRITERS, "autre_region", ok=422),
        data={"titre": ""},
    ),
    Row("conventions_bibliotheque", {}, "GET", signed_in()),
    Row("convention_terms", CONVENTION, "GET", by_party(*WRITERS, ok=200), setup=projet),
    Row("convention_terms", CONVENTION, "POST", by_party(*WRITERS, ok=422), setup=projet, data={"texte": ""}),
    Row("convention_seuil", CONVENTION, "GET", by_party(*DECIDERS, ok=200)),
    Row("convention_seuil", CONVENTION, "POST", by_party(*DECIDERS), data={"seuil": "20", "reason": "Essai."}),
    Row("convention_share", CONVENTION, "POST", by_party(*WRITERS), setup=projet),
    Row("convention_move", CONVENTION, "POST", by_party(*DECIDERS), setup=projet, data={"to": "votee"}),
    Row(
        "convention_habilitation", {**CONVENTION, "rank": 1}, "GET", by_party("region_validation", ok=200), setup=projet
    ),
    Row("convention_habilitation", {**CONVENTION, "rank": 1}, "POST", REFUSED_FORM, setup=projet, data={"numero": ""}),
    Row("convention_clauses", CONVENTION, "GET", parties_only(), setup=projet),
    Row("convention_clause", CLAUSE, "GET", parties_only(), setup=projet),
    Row("convention_clause", CLAUSE, "POST", by_party(*WRITERS, ok=422), setup=projet, data={"texte": ""}),
    Row("convention_clause_add", CONVENTION, "POST", by_party(*WRITERS, ok=404), setup=projet),
    Row("convention_clause_variant", CLAUSE, "POST", by_party(*WRITERS, ok=404), setup=projet),
    Row("convention_clause_remove", CLAUSE, "POST", by_party(*WRITERS), setup=projet),
    Row("conventions", {}, "GET", signed_in()),
    Row("convention", CONVENTION, "GET", parties_only()),
    Row("convention_historique", CONVENTION, "GET", parties_only()),
]

"""Who gets what at the addresses of the conventions: the people of its parties, and nobody else."""

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


ROWS = [
    Row("conventions", {}, "GET", signed_in()),
    Row("convention", CONVENTION, "GET", parties_only()),
    Row("convention_historique", CONVENTION, "GET", parties_only()),
]

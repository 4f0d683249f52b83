"""Open data: for all, and nothing before publication."""

from tests.web.access import Row, public
from tests.web.voted import published, voted
from tests.web.world import CAMPAGNE

FILE = CAMPAGNE | {"version": "annexe-1", "extension": "csv"}

ROWS = [
    Row("donnees_ouvertes", {}, "GET", public()),
    Row("donnees_ouvertes_jeu", CAMPAGNE, "GET", public(404), setup=voted),
    Row("donnees_ouvertes_jeu", CAMPAGNE, "GET", public(), setup=published, query="?publiee=oui"),
    Row("donnees_ouvertes_fichier", FILE, "GET", public(404), setup=voted),
    Row("donnees_ouvertes_fichier", FILE, "GET", public(), setup=published, query="?publiee=oui"),
    Row("donnees_ouvertes_schema", CAMPAGNE, "GET", public(404), setup=voted),
    Row("donnees_ouvertes_schema", CAMPAGNE, "GET", public(), setup=published, query="?publiee=oui"),
]

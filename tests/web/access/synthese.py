"""The summary: the Région's people, then everyone with an account once published."""

from tests.web.access import REGION, Row, grants, signed_in
from tests.web.voted import published, voted
from tests.web.world import CAMPAGNE

UNPUBLISHED = grants(*REGION, refused=404, cfa=403, autre_cfa=403)

ROWS = [
    Row("campagne_synthese", CAMPAGNE, "GET", UNPUBLISHED),
    Row("campagne_synthese", CAMPAGNE, "GET", signed_in(), setup=published, query="?publiee=oui"),
    Row("campagne_synthese_pdf", CAMPAGNE, "GET", UNPUBLISHED, setup=voted),
]

"""The pages of the site itself are public."""

from tests.tandem.factories import CharteFactory
from tests.web.access import Row, public

NAMES = (
    "accessibilite",
    "mentions_legales",
    "donnees_personnelles",
    "code_source",
    "versions",
    "plan_du_site",
    "aide",
    "guide_de_style",
    "guide_de_style_tableau",
)


def _charte(world):
    CharteFactory(organisation=world.region)


ROWS = [
    *(Row(name, {}, "GET", public()) for name in NAMES),
    Row("theme", {"slug": "region-essai"}, "GET", public(), setup=_charte),
    Row("theme", {"slug": "inconnue"}, "GET", public(404)),
]

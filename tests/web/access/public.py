"""The home page, open to all."""

from tests.web.access import Row, public

ROWS = [
    Row("accueil", {}, "GET", public()),
    Row("accueil", {}, "POST", public(405)),
]

"""The directory of organisations."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tandem.conventions.factories import RepresentantFactory
from tests.tandem.factories import CharteFactory
from tests.web.access import OPCO, REGION, Row, grants, public, signed_in

PUBLIC_BODIES = (*REGION, "autre_region", *OPCO)
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'
INVITED = {"email": "direction@essai.example", "first_name": "Lise", "last_name": "Mercier"}


def _in_the_territory(world):
    """Record the OF-CFA in the territory of the Région."""
    world.of_cfa.region = world.region.region
    world.of_cfa.save()


def _with_logo(world):
    """Give the Région a logo."""
    CharteFactory(organisation=world.region, logo=SimpleUploadedFile("logo.svg", LOGO))


def _with_a_representant(world):
    """Give the OPCO a representative, always under the same key."""
    RepresentantFactory(organisation=world.opco, pk=7)


APPOINTED = {"nom": "Lise MERCIER", "qualite": "Présidente", "starts_on": "2024-01-01", "is_signataire": "on"}
OFFICE = {"slug": "opco-essai", "pk": 7}

ROWS = [
    Row("organisme_representants", {"slug": "opco-essai"}, "GET", signed_in()),
    Row("organisme_representants", {"slug": "cfa-essai"}, "GET", signed_in(404)),
    Row("organisme_representants", {"slug": "opco-essai"}, "POST", grants("opco_partenariats", ok=302), data=APPOINTED),
    Row("organisme_representant_end", OFFICE, "GET", grants("opco_partenariats"), setup=_with_a_representant),
    Row(
        "organisme_representant_end",
        OFFICE,
        "POST",
        grants("opco_partenariats", ok=302),
        setup=_with_a_representant,
        data={"ends_on": "2026-01-01"},
    ),
    Row("organisme_logo", {"slug": "region-essai"}, "GET", public(404), query="?sans"),
    Row("organisme_logo", {"slug": "region-essai"}, "GET", public(), setup=_with_logo),
    Row("organismes", {}, "GET", signed_in()),
    Row("organismes", {}, "GET", signed_in(), query="?export=xlsx"),
    Row("organismes_opco", {}, "GET", signed_in()),
    Row("organismes_branches", {}, "GET", signed_in()),
    Row("organismes_branches", {}, "GET", signed_in(), query="?au=2023-07-05"),
    Row("organismes_branches", {}, "GET", signed_in(), query="?au=hier"),
    Row("organismes_regions", {}, "GET", signed_in()),
    Row("organisme", {"slug": "region-essai"}, "GET", signed_in()),
    Row("organisme", {"slug": "opco-essai"}, "GET", signed_in()),
    Row("organisme", {"slug": "cfa-essai"}, "GET", grants(*PUBLIC_BODIES, "cfa", refused=404)),
    Row("organisme", {"slug": "autre-cfa"}, "GET", grants(*PUBLIC_BODIES, "autre_cfa", refused=404)),
    Row("organisme", {"slug": "nulle-part"}, "GET", signed_in(404)),
    Row(
        "organisme_inviter",
        {"slug": "cfa-essai"},
        "GET",
        grants(cfa=403, autre_cfa=404, sans_role=404),
        query="?sans-territoire",
    ),
    Row(
        "organisme_inviter",
        {"slug": "cfa-essai"},
        "GET",
        grants("region_admin", autre_cfa=404, sans_role=404),
        setup=_in_the_territory,
    ),
    Row(
        "organisme_inviter",
        {"slug": "cfa-essai"},
        "POST",
        grants("region_admin", ok=302, autre_cfa=404, sans_role=404),
        data=INVITED,
        setup=_in_the_territory,
    ),
]

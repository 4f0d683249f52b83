"""The table of who gets what at each URL: one module per area, each with its ROWS.

A row says, for one URL and one method, the status that every persona gets:

    ROWS = [
        Row("campagne", CAMPAGNE, "GET", grants(*REGION, "cfa", "autre_cfa", refused=404)),
        Row("campagne_ouvrir", CAMPAGNE, "POST", grants("region_validation", ok=302), data={…}),
    ]

`grants` gives `ok` (200) to the named personas, `refused` (403) to the other signed-in ones, `anonyme` (302, to the
sign-in page) to nobody's visitor, and lets any persona be named with its own status. The world that the URLs point to
is built by tests/web/world.py; a row that needs more gives a `setup`, called with the world before the requests.
"""

from collections.abc import Callable
from typing import NamedTuple

REGION = (
    "region_instruction",
    "region_validation",
    "region_budget",
    "region_elu",
    "region_lecture",
    "region_admin",
)
"""The people of the Région whose campaign it is."""

OPCO = ("opco_gestion", "opco_partenariats")
"""The people of the OPCO, party to the convention of the world."""

SIGNED_IN = (*REGION, "autre_region", "opco_gestion", "opco_partenariats", "cfa", "autre_cfa", "sans_role")
PERSONAS = ("anonyme", *SIGNED_IN)


class Row(NamedTuple):
    """What each persona gets from one URL by one method."""

    url_name: str
    kwargs: dict
    method: str
    statuses: dict[str, int]
    data: dict | None = None
    setup: Callable | None = None
    query: str = ""


def grants(*allowed, ok=200, refused=403, anonyme=302, **others) -> dict[str, int]:
    """Return the status of every persona."""
    unknown = {*allowed, *others} - set(PERSONAS)
    if unknown:
        raise ValueError(f"unknown personas: {sorted(unknown)}")
    statuses = {persona: ok if persona in allowed else refused for persona in SIGNED_IN}
    if "anonyme" in allowed:
        anonyme = ok
    return {"anonyme": anonyme, **statuses, **others}


def public(status=200) -> dict[str, int]:
    """Return the same status for all, signed in or not."""
    return dict.fromkeys(PERSONAS, status)


def signed_in(status=200) -> dict[str, int]:
    """Return one status for whoever is signed in."""
    return grants(*SIGNED_IN, ok=status)

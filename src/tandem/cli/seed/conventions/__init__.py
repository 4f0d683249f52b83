"""The life of the conventions in the demonstration: real texts, an invented follow-up, each act at its date."""

from tandem.cli.seed.conventions.figures import load_flux
from tandem.cli.seed.conventions.idf import live_akto, live_atlas, open_with_opco_sante
from tandem.cli.seed.conventions.sante import live_opco_sante
from tandem.conventions.actions.convention import follow_the_calendar
from tandem.conventions.models import Convention

__all__ = ["live_conventions"]


def live_conventions(users) -> None:
    """Live the two conventions of Île-de-France, that of OPCO Santé and AKTO, and a negotiation under way."""
    load_flux()
    found = {convention.slug: convention for convention in Convention.objects.order_by("pk")}
    live_akto(users, found["akto-idf-2023"])
    live_atlas(users, found["atlas-idf-2023"])
    live_opco_sante(users, found["opco-sante-akto-2025"])
    open_with_opco_sante(users)
    for convention in Convention.objects.live().filter(signed_on__isnull=False).order_by("pk"):
        follow_the_calendar(convention=convention)

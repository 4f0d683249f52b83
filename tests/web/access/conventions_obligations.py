"""Who gets what at the addresses of the obligations: the parties read, who owes records, writers write."""

from datetime import date

from django.core.files.base import ContentFile

from tandem.conventions.enums import NatureObligation
from tandem.conventions.models import Transmission
from tests.tandem.conventions.factories import ObligationFactory
from tests.web.access import Row, signed_in
from tests.web.access.conventions import WRITERS, by_party, parties_only
from tests.web.world import CONVENTION

DONNEES = {**CONVENTION, "code": "donnees"}
SENT = {"pk": 900_001, **CONVENTION}
WRITTEN = {"libelle": "Point", "nature": "reunion", "par": "an", "minimum": "1", "reason": "Comité du 3 mars."}


def _donnees(world):
    """Data that the OPCO owes to the Région, sent once with a file."""
    obligation = ObligationFactory(
        convention=world.convention,
        code="donnees",
        nature=NatureObligation.TRANSMISSION,
        debiteur=world.partie_opco,
        creancier=world.partie_region,
    )
    sent = Transmission(
        pk=SENT["pk"], obligation=obligation, partie=world.partie_opco, date=date(2024, 3, 1), note="Un tableau."
    )
    sent.piece_nom = "donnees.csv"
    sent.piece.name = "conventions/transmissions/donnees.csv"
    if not sent.piece.storage.exists(sent.piece.name):
        sent.piece.storage.save(sent.piece.name, ContentFile(b"a;b"))
    sent.save(force_insert=True)


ROWS = [
    Row("conventions_matrice", {}, "GET", signed_in()),
    Row("conventions_alertes", {}, "GET", signed_in()),
    Row("calendrier", {}, "GET", signed_in()),
    Row("convention_obligations", CONVENTION, "GET", parties_only(), setup=_donnees),
    Row("convention_obligation_new", CONVENTION, "GET", by_party(*WRITERS, ok=200)),
    Row("convention_obligation_new", CONVENTION, "POST", by_party(*WRITERS), data=WRITTEN),
    Row("convention_obligation_edit", DONNEES, "GET", by_party(*WRITERS, ok=200), setup=_donnees),
    Row("convention_obligation_edit", DONNEES, "POST", by_party(*WRITERS), data={"reason": "Comité."}, setup=_donnees),
    Row("convention_transmissions", CONVENTION, "GET", parties_only(), setup=_donnees),
    Row("convention_transmission_new", DONNEES, "GET", by_party("opco_partenariats", ok=200), setup=_donnees),
    Row(
        "convention_transmission_new",
        DONNEES,
        "POST",
        by_party("opco_partenariats"),
        data={"date": "2024-06-01", "note": "Un tableau."},
        setup=_donnees,
    ),
    Row(
        "convention_transmission_cancel",
        SENT,
        "POST",
        by_party("opco_partenariats"),
        data={"reason": "Mauvais fichier."},
        setup=_donnees,
    ),
    Row("convention_transmission_piece", SENT, "GET", parties_only(), setup=_donnees),
]

"""Who gets what at the addresses of the term, the letters and the shared productions of a convention."""

from django.core.files.base import ContentFile
from django.utils import timezone

from tandem.conventions.enums import NatureCourrier, NatureProduction
from tandem.conventions.models import Courrier, Production
from tests.tandem.conventions.letters import days_ago
from tests.web.access import Row
from tests.web.access.conventions import DECIDERS, WRITERS, by_party, parties_only
from tests.web.access.conventions_avenants import in_force
from tests.web.world import CONVENTION

PK = 900_501
ONE = {**CONVENTION, "pk": PK}


def on_notice(world):
    """Send a mise en demeure of the Région whose reception is not known yet."""
    in_force(world)
    Courrier.objects.create(
        pk=PK,
        convention=world.convention,
        nature=NatureCourrier.MISE_EN_DEMEURE,
        partie=world.partie_region,
        sent_on=days_ago(20),
        reference="1A 000",
        texte="La transmission annuelle n’a pas été faite.",
    )


def proposed(world):
    in_force(world)
    production = Production(
        pk=PK,
        convention=world.convention,
        nature=NatureProduction.PRODUCTION,
        titre="Panorama des métiers",
        texte="Vingt pages.",
        piece_nom="panorama.pdf",
        piece_sha256="0" * 64,
    )
    production.piece.save("panorama.pdf", ContentFile(b"%PDF-1.7"), save=False)
    production.save(force_insert=True)


ROWS = [
    Row("convention_vie", CONVENTION, "GET", parties_only(), setup=on_notice),
    Row("convention_prolong", CONVENTION, "GET", by_party(*DECIDERS, ok=200), setup=in_force),
    Row("convention_prolong", CONVENTION, "POST", by_party(*DECIDERS, ok=422), setup=in_force, data={"motif": ""}),
    Row("convention_courrier", CONVENTION, "GET", by_party(*WRITERS, ok=200), setup=in_force),
    Row("convention_courrier", CONVENTION, "POST", by_party(*WRITERS, ok=422), setup=in_force, data={"texte": ""}),
    Row(
        "convention_courrier_reception",
        ONE,
        "POST",
        by_party(*DECIDERS),
        setup=on_notice,
        data={"on": timezone.localdate().isoformat()},
    ),
    Row("convention_terminate", CONVENTION, "GET", by_party(*DECIDERS, ok=200), setup=in_force),
    Row("convention_terminate", CONVENTION, "POST", by_party(*DECIDERS, ok=422), setup=in_force, data={"motif": ""}),
    Row("convention_productions", CONVENTION, "GET", parties_only(), setup=proposed),
    Row("convention_production_new", CONVENTION, "GET", by_party(*WRITERS, ok=200), setup=in_force),
    Row(
        "convention_production_new",
        CONVENTION,
        "POST",
        by_party(*WRITERS, ok=422),
        setup=in_force,
        data={"titre": ""},
    ),
    Row("convention_production_word", ONE, "POST", by_party(*WRITERS), setup=proposed, data={"avis": "validee"}),
    Row("convention_production_publish", ONE, "POST", by_party(*WRITERS), setup=proposed),
    Row("convention_production_file", ONE, "GET", parties_only(), setup=proposed),
]

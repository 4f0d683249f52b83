"""The bilans of a convention: read by its parties, written and published by those who follow it."""

from tandem.conventions.models import Bilan
from tests.web.access import Row
from tests.web.access.conventions import WRITERS, by_party, parties_only
from tests.web.world import CONVENTION

BILAN = {**CONVENTION, "period": "2024"}
PDF = {**BILAN, "extension": "pdf"}
UNKNOWN_FILE = {**BILAN, "extension": "exe"}


def opened(world):
    """Open the bilan of 2024, one section written."""
    Bilan.objects.create(convention=world.convention, annee=2024, sections={"reussites": "Tout va bien."})


ROWS = [
    Row("convention_bilans", CONVENTION, "GET", parties_only()),
    Row("convention_bilan", BILAN, "GET", parties_only()),
    Row("convention_bilan", {**CONVENTION, "period": "2019"}, "GET", parties_only(ok=404)),
    Row("convention_bilan", {**CONVENTION, "period": "terme"}, "GET", parties_only(), setup=opened),
    Row("convention_bilan_edit", BILAN, "GET", by_party(*WRITERS, ok=200), setup=opened),
    Row("convention_bilan_edit", BILAN, "POST", by_party(*WRITERS), setup=opened, data={"difficultes": "Aucune."}),
    Row("convention_bilan_publish", BILAN, "POST", by_party(*WRITERS), setup=opened),
    Row("convention_bilan_file", PDF, "GET", parties_only(), setup=opened),
    Row("convention_bilan_file", {**BILAN, "extension": "docx"}, "GET", parties_only()),
    Row("convention_bilan_file", UNKNOWN_FILE, "GET", parties_only(ok=404)),
]

"""Load the régions and départements of the project's own data files; running it again changes nothing."""

import csv
from importlib import resources

from django.db import transaction

from tandem.territoires.models import Departement, Region


def _rows(filename: str) -> list[dict[str, str]]:
    with resources.files("tandem.territoires.data").joinpath(filename).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@transaction.atomic
def load_territoires() -> None:
    """Write every région and département, correcting the names that changed; nothing is removed."""
    regions = [
        Region(code=row["code"], nom=row["nom"], is_collectivite=row["collectivite"] == "oui")
        for row in _rows("regions.csv")
    ]
    departements = [
        Departement(
            code=row["code"],
            nom=row["nom"],
            region_id=row["region"],
            is_collectivite=row["collectivite"] == "oui",
        )
        for row in _rows("departements.csv")
    ]
    Region.objects.bulk_create(
        regions, update_conflicts=True, unique_fields=["code"], update_fields=["nom", "is_collectivite"]
    )
    Departement.objects.bulk_create(
        departements, update_conflicts=True, unique_fields=["code"], update_fields=["nom", "region", "is_collectivite"]
    )

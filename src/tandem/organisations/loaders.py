"""Load the real organisations that public documents describe; running it again changes nothing."""

from functools import cache
from importlib import resources

import yaml
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tandem.organisations.models import (
    Branche,
    Competence,
    KeyFigure,
    Organisation,
    Rattachement,
    RattachementBranche,
)


@cache
def _facts() -> dict:
    source = resources.files("tandem.organisations.data").joinpath("organisations_reelles.yaml")
    return yaml.safe_load(source.read_text(encoding="utf-8"))


def _period(row) -> DateRange:
    """Return the period of a row; `end` is the first day on which it no longer holds."""
    return DateRange(row["start"], row.get("end"))


@transaction.atomic
def load_organisations() -> None:
    """Write the Région, the OPCO, their branches, competences and key figures; nothing is removed."""
    facts = _facts()
    known = {row["slug"]: _organisation(row) for row in facts["organisations"]}
    for row in facts["rattachements"]:
        Rattachement.objects.update_or_create(
            child=known[row["child"]],
            parent=known[row["parent"]],
            nature=row["nature"],
            defaults={"period": _period(row)},
        )
    for row in facts["branches"]:
        _branches(known[row["opco"]], row)
    for row in facts["competences"]:
        _competence(known, row)
    fields = ("label", "value", "unit", "qualifier", "source")
    KeyFigure.objects.bulk_create(
        (
            KeyFigure(
                organisation=known[row["organisation"]],
                code=row["code"],
                date=row["date"],
                **{field: row[field] for field in fields},
            )
            for row in facts["key_figures"]
        ),
        update_conflicts=True,
        unique_fields=["organisation", "code", "date"],
        update_fields=fields,
    )


def _organisation(row) -> Organisation:
    """Write one organisation, leaving what people have since filled in (identifiers, contact) as it is."""
    defaults = {
        field: row[field] for field in ("type", "nom", "sigle", "nom_source", "adresse", "source") if field in row
    }
    organisation, _ = Organisation.objects.update_or_create(
        slug=row["slug"], defaults={**defaults, "region_id": row.get("region"), "is_fictif": False}
    )
    return organisation


def _branches(opco, row) -> None:
    for nom in row["noms"]:
        branche, _ = Branche.objects.get_or_create(nom=nom, defaults={"source": row["source"]})
        RattachementBranche.objects.update_or_create(
            branche=branche,
            opco=opco,
            defaults={"period": _period(row), "famille": row.get("famille", ""), "source": row["source"]},
        )


def _competence(known, row) -> None:
    Competence.objects.update_or_create(
        opco=known[row["opco"]],
        nature=row["nature"],
        perimetre=row["perimetre"],
        delegant=known[row["delegant"]] if "delegant" in row else None,
        defaults={"territoire_id": row.get("territoire"), "period": _period(row), "source": row["source"]},
    )

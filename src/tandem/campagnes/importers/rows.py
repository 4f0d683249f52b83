"""What one line of a file wants a candidature to be, and how it differs from the one the platform holds."""

from dataclasses import dataclass, field
from typing import Any

from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.importers.organismes import Named
from tandem.campagnes.models import Candidature
from tandem.imports.importer import Difference

LABELS = {
    "formation": "Formation",
    "site": "Site",
    "rncp": "Code RNCP",
    "departement_id": "Département",
    "contrats": "Contrats",
    "contrats_verts": "Dont contrats verts",
    "complement": "Classe de périmètre financier",
}
# Kept for the undo: what a row was, column by column.
SNAPSHOT = (*LABELS, "indicateurs", "statut")


@dataclass
class Row:
    """One line of a file: `values` for the columns that the file has, `indicateurs` for its criteria columns."""

    line: int
    named: Named
    reference: str
    values: dict[str, Any]
    indicateurs: dict[str, str | None]
    exceptionnelle: int = 0
    existing: Candidature | None = None
    differences: tuple[Difference, ...] = ()
    deposits: bool = field(default=False)

    @property
    def key(self):
        """What makes a candidature one, inside a dossier, for a file without references."""
        return self.values["formation"], self.values.get("site", "")

    @property
    def label(self):
        """How a reader recognises the row."""
        site = self.values.get("site")
        formation = self.values["formation"]
        return f"{self.named.nom} – {formation}" + (f" ({site})" if site else "")


def new_differences(row, labels):
    """Return the values of a new candidature, as differences from nothing."""
    values = [Difference(LABELS[name], None, _text(value)) for name, value in row.values.items() if value != ""]
    figures = [Difference(labels.get(code, code), None, text) for code, text in row.indicateurs.items() if text]
    return (*values, *figures)


def differences(row, labels):
    """Return what the line changes in the candidature that exists, old → new, columns absent from the file apart."""
    found = []
    for name, value in row.values.items():
        old = getattr(row.existing, name)
        if (old or "") != (value or "") or (old is None) != (value is None):
            found.append(Difference(LABELS[name], _text(old), _text(value)))
    for code, text in row.indicateurs.items():
        old = row.existing.indicateurs.get(code)
        if old != text:
            found.append(Difference(labels.get(code, code), old, text))
    if row.deposits:
        old = StatutCandidature(row.existing.statut).label
        found.append(Difference("Statut", old, StatutCandidature.DEPOSEE.label))
    return tuple(found)


def snapshot(candidature):
    """Return a candidature's columns as JSON-ready data."""
    return {name: getattr(candidature, name) for name in SNAPSHOT}


def _text(value):
    return None if value is None or value == "" else str(value)

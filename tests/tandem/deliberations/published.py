"""The annexe published with CP 2023-247, and readers of the files that we write."""

import csv
import io
from datetime import date
from pathlib import Path

import pikepdf

from tandem.deliberations.annexes.content import Act, Annexe, AnnexeLigne
from tandem.deliberations.enums import EtatAnnexe

PUBLISHED = Path(__file__).parents[3] / "examples" / "idf-2023" / "annexe1-publiee.csv"
ACT = Act("CP 2023-247", date(2023, 7, 5))


def published_lignes() -> tuple[AnnexeLigne, ...]:
    """Return the 71 lines, in the order of the act."""
    text = PUBLISHED.read_text(encoding="utf-8-sig")
    return tuple(
        AnnexeLigne(
            nom=row["of_cfa"],
            majoration=int(row["majoration"]),
            dont_bonus_vert=int(row["dont_bonus_vert"]),
            exceptionnelle=int(row["exceptionnelle"]),
            totale=int(row["totale"]),
            contrats=int(row["contrats"]),
        )
        for row in csv.DictReader(io.StringIO(text), delimiter=";")
    )


def published_annexe(etat=EtatAnnexe.VOTEE, **changes) -> Annexe:
    """Return the annexe of 2023 in the state asked for."""
    content = {
        "region": "Région Île-de-France",
        "region_slug": "ile-de-france",
        "annee": 2023,
        "lignes": published_lignes(),
        "date": date(2023, 7, 5),
        "sha256": "a1" * 32,
        "sha256_of": "de l’annexe votée",
        "vote_act": ACT,
        "source": "CP 2023-247, annexe 1",
    }
    return Annexe(etat=etat, **{**content, **changes})


def structure_of(pdf: pikepdf.Pdf) -> list:
    """Return every element of the structure tree, in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


def tags_of(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in structure_of(pdf)]


def table_attribute(element, name: str):
    """Return an attribute of owner /Table of an element of the structure, None when it has none."""
    attributes = element.get("/A", [])
    attributes = [attributes] if isinstance(attributes, pikepdf.Dictionary) else list(attributes)
    for one in attributes:
        if isinstance(one, pikepdf.Dictionary) and str(one.get("/O")) == "/Table" and name in one:
            return str(one[name])
    return None

"""Annexe 1 as canonical JSON, and the Table Schema of its csv."""

import json
from dataclasses import asdict

from tandem.deliberations.annexes.content import HEADERS, Annexe
from tandem.deliberations.annexes.csv_file import COLUMNS

FORMAT = "tandem.annexe-1/1"
DESCRIPTIONS = (
    "Nom de l’OF-CFA bénéficiaire, tel que l’annexe l’imprime",
    "Majoration des coûts contrats, en euros entiers, bonus vert compris",
    "Part de bonus vert comprise dans la majoration, en euros entiers",
    "Majoration exceptionnelle, en euros entiers",
    "Majoration totale : somme de la majoration et de la majoration exceptionnelle, en euros entiers",
    "Nombre de contrats d’apprentissage retenus",
)


def annexe_json(annexe: Annexe) -> bytes:
    """Return the annexe as JSON with sorted keys; amounts are whole euros."""
    content = {
        "format": FORMAT,
        "titre": annexe.title,
        "region": annexe.region,
        "annee": annexe.annee,
        "etat": annexe.etat.value,
        "deliberation": _act(annexe.vote_act),
        "deliberation_rectificative": _act(annexe.rectification_act),
        "source": annexe.source,
        "donnees_fictives": annexe.is_fictif,
        "empreinte": {"de": annexe.sha256_of, "sha256": annexe.sha256},
        "lignes": [_renamed(asdict(ligne)) for ligne in annexe.lignes],
        "totaux": {name: value for name, value in asdict(annexe.totaux).items() if name != "nom"},
        "rectifications": [_renamed(asdict(one)) for one in annexe.rectifications],
    }
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def table_schema(path: str) -> dict:
    """Return the Table Schema of the machine csv, found at `path`."""
    fields = [
        {
            "name": name,
            "title": title,
            "description": description,
            "type": "string" if index == 0 else "integer",
            "constraints": {"required": True, **({"unique": True} if index == 0 else {"minimum": 0})},
        }
        for index, (name, title, description) in enumerate(zip(COLUMNS, HEADERS, DESCRIPTIONS, strict=True))
    ]
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "annexe-1-majorations",
        "title": "Annexe 1 : état récapitulatif des majorations de coûts contrats",
        "description": "Une ligne par OF-CFA bénéficiaire, dans l’ordre de l’annexe.",
        "path": path,
        "fields": fields,
        "primaryKey": [COLUMNS[0]],
        "missingValues": [""],
    }


def _act(act) -> dict | None:
    return None if act is None else {"numero": act.numero, "date": act.date.isoformat()}


def _renamed(values: dict) -> dict:
    """Call a name what the csv calls it."""
    return {COLUMNS[0] if name == "nom" else name: value for name, value in values.items()}

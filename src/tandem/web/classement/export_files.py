"""A scenario as a file: its parameter file with its result, or its tables."""

import json
from collections.abc import Callable
from fractions import Fraction

from bareme.display import plain_decimal
from tandem.campagnes.engine import simulation_of
from tandem.campagnes.models import Scenario
from tandem.web.tables import Column, Kind
from tandem.web.tables.exports import to_xlsx
from tandem.web.tables.responses import XLSX_TYPE

ORGANISMES = (
    Column(key="of_cfa", label="OF-CFA"),
    Column(key="contrats", label="Contrats", kind=Kind.INT),
    Column(key="contrats_verts", label="Dont contrats verts", kind=Kind.INT),
    Column(key="majoration", label="Majoration", kind=Kind.EURO, decimals=0),
    Column(key="dont_bonus_vert", label="Dont bonus vert", kind=Kind.EURO, decimals=0),
    Column(key="ajustement", label="Ajustement d’arrondi", kind=Kind.EURO, decimals=0),
    Column(key="exceptionnelle", label="Majoration exceptionnelle", kind=Kind.EURO, decimals=0),
    Column(key="totale", label="Majoration totale", kind=Kind.EURO, decimals=0),
)


def to_json(scenario: Scenario) -> bytes:
    """The parameter file and the result: enough to compute the same figures again elsewhere, hashes included."""
    content = {
        "format": "tandem.scenario/1",
        "scenario": {
            "numero": scenario.numero,
            "nom": scenario.nom,
            "note": scenario.note,
            "parent": scenario.parent.numero if scenario.parent else None,
            "enregistre_le": scenario.created_at.isoformat(timespec="seconds"),
            "auteur": str(scenario.auteur),
        },
        "reglement": {
            "code": scenario.reglement.code,
            "version": scenario.reglement.version,
            "sha256": scenario.reglement.sha256,
            "contenu": scenario.reglement.contenu,
        },
        "parametres": scenario.parametres,
        "donnees": {"sha256": scenario.donnees.sha256, "contenu": json.loads(scenario.donnees.contenu)},
        "resultat": {
            "sha256": scenario.resultat_sha256,
            "base_exacte": scenario.base,
            "base": plain_decimal(Fraction(scenario.base), 6),
            "contenu": json.loads(scenario.resultat),
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode()


def to_workbook(scenario: Scenario) -> bytes:
    """The lines by OF-CFA as a sheet, with their totals."""
    allocation = simulation_of(scenario).allocation
    summed = [column.key for column in ORGANISMES if column.kind is not Kind.TEXT]
    totals = {key: sum(getattr(line, key) for line in allocation.organismes) for key in summed}
    return to_xlsx(list(ORGANISMES), allocation.organismes, str(scenario), totals)


WRITERS: dict[str, tuple[str, Callable[[Scenario], bytes]]] = {
    "json": ("application/json", to_json),
    "xlsx": (XLSX_TYPE, to_workbook),
}

"""Annexe 1 as csv, in the two flavours that readers need: machine and Excel in French (ecosystem §3.2)."""

from dataclasses import fields

from bareme.tables.writing import write_csv
from tandem.deliberations.annexes.content import HEADERS, Annexe, AnnexeLigne

COLUMNS = tuple(field.name if field.name != "nom" else "of_cfa" for field in fields(AnnexeLigne))
BOM = "\ufeff"


def machine_csv(annexe: Annexe) -> bytes:
    """UTF-8, commas, whole euros without separators, one header of codes, no totals line."""
    return write_csv(COLUMNS, [_values(ligne) for ligne in annexe.lignes], separator=",").encode()


def excel_csv(annexe: Annexe) -> bytes:
    """UTF-8 with BOM, semicolons, the headers and the totals line of the printed annexe."""
    totaux = list(_values(annexe.totaux))
    totaux[2] = ""
    return (BOM + write_csv(HEADERS, [*(_values(ligne) for ligne in annexe.lignes), totaux])).encode()


def _values(ligne: AnnexeLigne) -> tuple[str | int, ...]:
    return (ligne.nom, *(getattr(ligne, name) for name in COLUMNS[1:]))

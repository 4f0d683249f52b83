"""Annexe 1 as csv, in the two flavours that readers need: machine and Excel in French (ecosystem §3.2)."""

import csv
import io
from dataclasses import fields

from tandem.deliberations.annexes.content import HEADERS, Annexe, AnnexeLigne

COLUMNS = tuple(field.name if field.name != "nom" else "of_cfa" for field in fields(AnnexeLigne))
BOM = "\ufeff"
# A cell that opens with one of these is run as a formula by spreadsheets.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def machine_csv(annexe: Annexe) -> bytes:
    """UTF-8, commas, whole euros without separators, one header of codes, no totals line."""
    rows = [COLUMNS, *(_values(ligne) for ligne in annexe.lignes)]
    return _written(rows, ",").encode()


def excel_csv(annexe: Annexe) -> bytes:
    """UTF-8 with BOM, semicolons, the headers and the totals line of the printed annexe."""
    totaux = list(_values(annexe.totaux))
    totaux[2] = ""
    rows = [HEADERS, *(_values(ligne) for ligne in annexe.lignes), totaux]
    return (BOM + _written(rows, ";")).encode()


def _values(ligne: AnnexeLigne) -> tuple[str | int, ...]:
    return (_neutralised(ligne.nom), *(getattr(ligne, name) for name in COLUMNS[1:]))


def _neutralised(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _written(rows, delimiter: str) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return target.getvalue()

"""An allocation as csv, json or a table to read."""

from __future__ import annotations

import hashlib
import json

from bareme.display import THIN, format_exact_euros, format_integer, plain_decimal
from bareme.majoration.result import Allocation, FormationLine, OrganismeLine
from bareme.tables.writing import write_csv

CSV_HEADERS = ("of_cfa", "majoration", "dont_bonus_vert", "exceptionnelle", "totale", "contrats")
BASE_DECIMALS = 6
_TITLES = ("OF-CFA", "Majoration", "Dont bonus vert", "Exceptionnelle", "Totale", "Contrats", "Remarque")


def as_csv(allocation: Allocation) -> str:
    """Whole euros without separators, in the order of the published annexe; no TOTAUX line."""
    return write_csv(CSV_HEADERS, ([line.of_cfa, *_figures(line)] for line in allocation.organismes))


def as_json(allocation: Allocation) -> str:
    """Everything but the règlement itself, which is named and hashed. Exact numbers are texts."""
    counters = allocation.counters
    data = {
        "reglement": {
            "code": allocation.reglement.code,
            "version": allocation.reglement.version,
            "sha256": hashlib.sha256(allocation.reglement.canonical()).hexdigest(),
        },
        "mode": allocation.mode.value,
        "enveloppe": allocation.reglement.enveloppe,
        "base": plain_decimal(allocation.base, BASE_DECIMALS),
        "base_exacte": str(allocation.base),
        "moyenne": plain_decimal(allocation.mean, BASE_DECIMALS),
        "moyenne_exacte": str(allocation.mean),
        "residu": allocation.residu,
        "totaux": {
            "majoration": counters.majoration,
            "dont_bonus_vert": counters.dont_bonus_vert,
            "exceptionnelle": counters.exceptionnelle,
            "totale": counters.totale,
            "contrats": counters.contrats_retenus,
            "organismes": counters.organismes_retenus,
            "formations_retenues": counters.formations_retenues,
            "demandes": counters.demandes,
            "contrats_demandes": counters.contrats_demandes,
        },
        "organismes": [_organisme_as_data(line) for line in allocation.organismes],
        "formations": [_formation_as_data(line) for line in allocation.formations],
        "avertissements": [anomalie.message for anomalie in allocation.anomalies],
        "sha256": allocation.sha256,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_table(allocation: Allocation) -> str:
    """Aligned columns with French numbers, a TOTAUX line, and what is special about a line."""
    counters = allocation.counters
    rows = [(line.of_cfa, *map(format_integer, _figures(line)), _remark(line)) for line in allocation.organismes]
    total = (
        counters.majoration,
        counters.dont_bonus_vert,
        counters.exceptionnelle,
        counters.totale,
        counters.contrats_retenus,
    )
    rows.append(("TOTAUX", *map(format_integer, total), ""))
    widths = [max(len(row[column]) for row in [_TITLES, *rows]) for column in range(len(_TITLES))]
    rule = "  ".join("─" * width for width in widths)
    lines = [_aligned(_TITLES, widths), rule, *(_aligned(row, widths) for row in rows[:-1]), rule]
    return "\n".join([*lines, _aligned(rows[-1], widths)]) + "\n"


def base_line(allocation: Allocation) -> str:
    """The solved base for people and for scripts."""
    plain = plain_decimal(allocation.base, BASE_DECIMALS)
    return f"Base par contrat : {format_exact_euros(allocation.base, BASE_DECIMALS)} (base={plain})"


def _figures(line: OrganismeLine) -> tuple[int, int, int, int, int]:
    return line.majoration, line.dont_bonus_vert, line.exceptionnelle, line.totale, line.contrats


def _remark(line: OrganismeLine) -> str:
    remarks = []
    if line.capped_total:
        remarks.append("plafond")
    if line.capped_green:
        remarks.append("plafond vert")
    if line.floored:
        remarks.append("plancher")
    if line.ajustement:
        remarks.append(f"ajustement d’arrondi {line.ajustement:+d}{THIN}€".replace("-", "−"))
    return ", ".join(remarks)


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    last = len(cells) - 1
    shown = [
        cell.ljust(width) if column in {0, last} else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(shown).rstrip()


def _organisme_as_data(line: OrganismeLine) -> dict[str, object]:
    return {
        "of_cfa": line.of_cfa,
        "majoration": line.majoration,
        "dont_bonus_vert": line.dont_bonus_vert,
        "exceptionnelle": line.exceptionnelle,
        "totale": line.totale,
        "contrats": line.contrats,
        "contrats_verts": line.contrats_verts,
        "montant_exact": str(line.exact),
        "ajustement": line.ajustement,
        "plafonne": line.capped_total,
        "vert_plafonne": line.capped_green,
        "au_plancher": line.floored,
    }


def _formation_as_data(line: FormationLine) -> dict[str, object]:
    return {
        "reference": line.reference,
        "of_cfa": line.of_cfa,
        "formation": line.formation,
        "site": line.site,
        "contrats": line.contrats,
        "contrats_verts": line.contrats_verts,
        "complement": line.complement,
        "statut": line.statut.value,
        "motif": line.reason,
        "score": None if line.score is None else str(line.score),
        "rang": line.rank,
        "montant_centimes": line.amount,
    }

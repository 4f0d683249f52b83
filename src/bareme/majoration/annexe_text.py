"""Lines of an annexe as they come out of the published document: names on several lines, repeated page headers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bareme.anomalies import Anomalie, error, information
from bareme.display import fold, format_euros
from bareme.tables.fields import FieldError, parse_count, parse_euros, squeeze
from bareme.tables.layout import TOTAL_NAMES

_TITLE = "of cfa beneficiaires"
_FOOTER = "etat recapitulatif des majorations"
_TITLE_FRAGMENTS = frozenset(
    {
        "couts contrats",
        "dont bonus",
        "vert",
        "majoration",
        "exceptionnelle",
        "majoration totale",
        "majoration totale nombre de",
        "contrats",
    }
)
# Amounts end with a euro sign and the line with its number of contracts: that is where a row ends.
_ROW_END = re.compile(r"€\s+\d[\d\s]*$")
_TRAILING_DIGITS = re.compile(r"(?:(?<=\s)|^)\d+(?: \d+)*$")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?: \d{3})*|\d+|0")


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row of the text. `dont_bonus_vert` is None where it is not printed (the TOTAUX line)."""

    of_cfa: str
    majoration: int
    dont_bonus_vert: int | None
    exceptionnelle: int
    totale: int
    contrats: int
    line: int

    @property
    def is_total(self) -> bool:
        return fold(self.of_cfa) in TOTAL_NAMES


def read_text_rows(text: str) -> tuple[list[TextRow], list[Anomalie]]:
    """Every row up to TOTAUX, and what was found: repeated titles, resolved names, unreadable rows."""
    rows: list[TextRow] = []
    anomalies: list[Anomalie] = []
    pending: list[str] = []
    titles = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = squeeze(raw)
        folded = fold(line)
        if folded.startswith(_TITLE):
            pending.clear()
            titles += 1
            if titles > 1:
                expected = "une ligne de données était attendue, ce sont les titres répétés d’une page"
                anomalies.append(information("titres_repetes", expected, "Lignes ignorées", line=number))
        elif not line or folded in _TITLE_FRAGMENTS or folded.startswith(_FOOTER):
            continue
        elif not _ROW_END.search(line):
            pending.append(line)
        else:
            row, found = parse_text_row(" ".join([*pending, line]), number)
            pending.clear()
            anomalies += found
            if row is not None:
                rows.append(row)
                if row.is_total:
                    break
    return rows, anomalies


def parse_text_row(text: str, line: int) -> tuple[TextRow | None, list[Anomalie]]:
    """One row: name, two to four amounts in euros, contracts. Ambiguous first amounts are settled by the identity."""
    *amounts, last = squeeze(text).split("€")
    if not amounts:
        return None, [_unreadable(text, line)]
    try:
        contrats = parse_count(last)
        others = [parse_euros(amount) for amount in amounts[1:]]
    except FieldError as broken:
        return None, [error(broken.code, broken.expected, broken.remedy, line=line, value=text)]
    head = amounts[0].rstrip()
    digits = _TRAILING_DIGITS.search(head)
    if digits is None or not others:
        return None, [_unreadable(text, line)]
    groups = digits.group().split(" ")
    solutions = []
    for start in range(len(groups)):
        written = " ".join(groups[start:])
        name = squeeze(head[: digits.start()] + " ".join(groups[:start]))
        if name and _GROUPED.fullmatch(written):
            row = _balanced(name, int(written.replace(" ", "")), others, (contrats, line))
            if row is not None:
                solutions.append((row, bool(start)))
    if len(solutions) != 1:
        expected = "une seule lecture où majoration + exceptionnelle = totale était attendue"
        found = f"{len(solutions)} trouvées"
        return None, [error("identite", f"{expected}, {found}", "Séparez le nom du montant", line=line, value=text)]
    row, ends_in_digits = solutions[0]
    return row, [_resolved(row)] if ends_in_digits else []


def _unreadable(text: str, line: int) -> Anomalie:
    expected = "un nom, des montants en euros et un nombre de contrats étaient attendus"
    return error("ligne_illisible", expected, "Corrigez cette ligne", line=line, value=text)


def _balanced(name: str, majoration: int, others: list[int], rest: tuple[int, int]) -> TextRow | None:
    """The row with this majoration, when its identity holds. Blank cells leave two or three amounts instead of four."""
    contrats, line = rest
    totale = others[-1]
    middle = others[:-1]
    for vert, exceptionnelle in _readings(middle, is_total=fold(name) in TOTAL_NAMES):
        if majoration + exceptionnelle == totale and (vert or 0) <= majoration:
            return TextRow(name, majoration, vert, exceptionnelle, totale, contrats, line)
    return None


def _readings(middle: list[int], *, is_total: bool) -> list[tuple[int | None, int]]:
    """What the amounts between majoration and totale may be: (bonus vert, exceptionnelle)."""
    if not middle:
        return [(0, 0)]
    if len(middle) == 1:
        # TOTAUX prints no bonus vert; another line with one amount prints its bonus vert and no exceptionnelle.
        return [(None, middle[0])] if is_total else [(middle[0], 0)]
    return [(middle[0], middle[1])]


def _resolved(row: TextRow) -> Anomalie:
    identity = f"majoration + exceptionnelle = totale donne {format_euros(row.majoration)}"
    expected = f"le nom se termine par des chiffres ; {identity}"
    return information("nom_avec_chiffres", expected, "Rien à faire", line=row.line, value=row.of_cfa)

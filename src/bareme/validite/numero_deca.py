"""The DECA number of a contract: département, year, month, two signs of unknown meaning, four digits."""

from __future__ import annotations

import re
from typing import NamedTuple

from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, alert, ok, unknown

_MASK = re.compile(r"([09][0-9][0-9AB])((?:19|2[0-9])[0-9]{2})(0[1-9]|1[0-2])(NC|[0-9]{2})([0-9]{4})", re.IGNORECASE)


class NumeroDeca(NamedTuple):
    """The parts of a number: « 02B202212000000 » is département 02B, December 2022, « 00 », « 0000 »."""

    departement: str
    year: int
    month: int
    kind: str
    rank: str


def parse_numero_deca(text: str) -> NumeroDeca | None:
    """The parts of a number, letters in upper case; None when it does not fit the mask."""
    found = _MASK.fullmatch(text.strip())
    if found is None:
        return None
    departement, year, month, kind, rank = found.groups()
    return NumeroDeca(departement.upper(), int(year), int(month), kind.upper(), rank)


def check_numero_deca(facts: Facts, trace: Trace) -> Answer:
    """The number fits the mask. Not a ground to refuse: a wrong number is to be corrected."""
    if facts.numero_deca is None:
        return unknown("Le numéro DECA n’est pas renseigné.", "numero_deca")
    parts = parse_numero_deca(facts.numero_deca)
    trace.note("numéro", facts.numero_deca)
    if parts is None:
        return alert(
            f"Le numéro « {facts.numero_deca} » ne suit pas le masque : département sur 3 signes, année, mois, "
            "2 chiffres ou NC, 4 chiffres (exemple : 02B202212000000)."
        )
    return ok(f"Numéro bien formé : département {parts.departement}, {parts.month:02d}/{parts.year}.")

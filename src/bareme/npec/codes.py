"""How certifications, branches and statuts are written, and the one form in which they are compared."""

from __future__ import annotations

import re
from typing import Final

from bareme.display import fold
from bareme.tables.fields import FieldError, squeeze

_RNCP = re.compile(r"(?:RNCP)? ?0*([0-9]{1,6})", re.IGNORECASE)
_IDCC = re.compile(r"[0-9]{1,5}")
_SEPARATORS = re.compile(r"[,|/ ]+")
_NOTHING: Final = frozenset({"", "na"})

# CERFA 10103: 9999 no convention collective, 9998 one under negotiation.
WITHOUT_IDCC: Final = frozenset({9998, 9999})
MISSING: Final = -1
"""The code of what the référentiel does not hold, and an amount that is not known, in columns of integers."""
NO_BRANCH: Final = 0
"""The branch code of the rows without branch that are not in carence."""
NO_BRANCH_CARENCE: Final = 1
"""The branch code of the rows without branch in carence."""

NC: Final = "nc"
# Reading key of France compétences: D (2019 to 2021) and A (2023, 2024), « valeurs décidées par voie règlementaire ».
CARENCE: Final = frozenset({"carence", "a", "d"})
DETERMINED: Final = frozenset({"", "cpne", "r", "branche"})


def rncp_number(text: str) -> int | None:
    """« RNCP35233 », « rncp 35233 » or « 35233 » as 35233; None when empty. Raises FieldError on anything else."""
    cleaned = squeeze(text)
    if not cleaned:
        return None
    found = _RNCP.fullmatch(cleaned)
    number = int(found.group(1)) if found else 0
    if not number:
        raise FieldError(
            "rncp",
            "un code RNCP suivi de un à six chiffres était attendu, par exemple « RNCP35233 »",
            "Corrigez le code ; une certification par ligne",
        )
    return number


def cpne_code(text: str) -> str:
    """The code of a CPNE without blanks nor leading zeros, in capitals; empty when there is none (« NA »)."""
    cleaned = squeeze(text)
    return "" if fold(cleaned) in _NOTHING else cleaned.upper().lstrip("0")


def idcc_numbers(text: str) -> tuple[int, ...]:
    """The IDCC of a cell, one or several (« 627, 749 »), without 9998 and 9999. Raises FieldError on anything else."""
    cleaned = squeeze(text)
    if fold(cleaned) in _NOTHING:
        return ()
    parts = [part for part in _SEPARATORS.split(cleaned) if part]
    if not all(_IDCC.fullmatch(part) for part in parts):
        raise FieldError(
            "idcc",
            "un numéro IDCC était attendu, ou plusieurs séparés par une virgule",
            "Corrigez le numéro, ou laissez la cellule vide",
        )
    return tuple(sorted({int(part) for part in parts} - WITHOUT_IDCC))


def single_rncp(text: str | None) -> int | None:
    """The certification of a contract; None when it has none that can be read."""
    try:
        return rncp_number(text or "")
    except FieldError:
        return None


def single_idcc(text: str | None) -> int | None:
    """The IDCC of a contract; None when it has none, or none that can be read."""
    try:
        numbers = idcc_numbers(text or "")
    except FieldError:
        return None
    return numbers[0] if len(numbers) == 1 else None


def is_nc(text: str) -> bool:
    """Whether a cell says « NC »: the value is not known, which is not zero."""
    return fold(text) == NC


def is_carence(statut: str) -> bool:
    """Whether a statut says that the level was set in the place of the branch (D6332-78-2 1°)."""
    return fold(statut) in CARENCE


def is_known_statut(statut: str) -> bool:
    return fold(statut) in CARENCE | DETERMINED | {NC}

"""The fields of a template of fiche: what the data say, read once, and what may be wrong in them.

Pure: a template is configuration, so that a partner's third template is a row, not code.
"""

import re
from typing import NamedTuple

TEXTE, LISTE, PERSONNES, INDICATEURS, CALENDRIER = KINDS = ("texte", "liste", "personnes", "indicateurs", "calendrier")
"""How a field is read: free text, a list of publics, of organisations, of indicators, a calendar."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Champ(NamedTuple):
    """One field of a template, under the label that its source prints."""

    code: str
    label: str
    kind: str = TEXTE
    required: bool = False


def champs_of(rows) -> tuple[Champ, ...]:
    """Return the fields of a template in their order."""
    return tuple(
        Champ(row["code"], row["label"], row.get("kind", TEXTE), bool(row.get("required", False))) for row in rows
    )


def calendar_champ(champs) -> Champ | None:
    """Return the field that prints the calendar, the first when several; None when the template has none."""
    return next((champ for champ in champs if champ.kind == CALENDRIER), None)


def champ_faults(rows) -> list[str]:
    """Return, in French, all that keeps `rows` from being fields; empty when nothing does."""
    if not isinstance(rows, list | tuple):
        return ["une liste de champs est attendue."]
    faults, seen = [], set()
    for rank, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            faults.append(f"champ {rank} : un code et un libellé sont attendus, trouvé « {row} ».")
            continue
        code, label, kind = row.get("code"), row.get("label"), row.get("kind", TEXTE)
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            faults.append(f"champ {rank} : un code en minuscules sans accent est attendu, trouvé « {code} ».")
        elif code in seen:
            faults.append(f"champ {rank} : le code « {code} » est déjà celui d’un autre champ.")
        seen.add(code if isinstance(code, str) else rank)
        if not isinstance(label, str) or not label.strip():
            faults.append(f"champ {rank} : un libellé est attendu, rien n’a été trouvé.")
        if kind not in KINDS:
            faults.append(f"champ {rank} : une nature parmi {', '.join(KINDS)} est attendue, trouvé « {kind} ».")
    return faults

"""Titles of a file matched with the columns of the schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from bareme.anomalies import Anomalie, error, information, quoted, warning
from bareme.contrats.schema import Column, all_columns
from bareme.display import fold

# Close enough for a slip of the finger, far enough for « date_debut » not to be taken for « date_fin ».
_CLOSE = 0.8


def canonical(title: str) -> str:
    """A title as the schema writes it: « Date début » → « date_debut »."""
    return "_".join(fold(title).replace("_", " ").replace("-", " ").split())


def match_headers(
    titles: Sequence[str], columns: Mapping[str, Column], line: int | None
) -> tuple[dict[str, int], list[Anomalie]]:
    """Position of each column of the schema among the titles, and what was found: missing, unknown or double titles."""
    names = [canonical(title) for title in titles]
    found: list[Anomalie] = [
        error(
            "titre_en_double",
            "des titres tous différents étaient attendus",
            "Renommez ou retirez l’une des colonnes",
            line=line,
            value=name,
        )
        for name, times in Counter(filter(None, names)).items()
        if times > 1
    ]
    known = columns.keys() | all_columns().keys()
    unknown = {name: title for name, title in zip(names, titles, strict=True) if name and name not in known}
    positions = {name: names.index(name) for name in dict.fromkeys(names) if name in columns}
    missing = [column.name for column in columns.values() if column.required and column.name not in positions]
    found += [_missing(name, unknown, line) for name in missing]
    found += [_unknown(name, title, line, columns.keys() - positions.keys()) for name, title in unknown.items()]
    found += _untitled(names, line)
    return positions, found


def _missing(name: str, unknown: Mapping[str, str], line: int | None) -> Anomalie:
    close = get_close_matches(name, list(unknown), n=1, cutoff=_CLOSE)
    remedy = f"Renommez la colonne {quoted(unknown[close[0]])}" if close else "Ajoutez la colonne"
    expected = f"la colonne {quoted(name)} est obligatoire"
    return error("colonne_manquante", expected, remedy, line=line, column=name)


def _unknown(name: str, title: str, line: int | None, absent: Collection[str]) -> Anomalie:
    close = get_close_matches(name, sorted(absent), n=1, cutoff=_CLOSE)
    if close:
        return warning(
            "colonne_mal_nommee",
            f"cette colonne n’est pas lue ; son nom ressemble à {quoted(close[0])}",
            f"Vouliez-vous dire {quoted(close[0])} ? Sans correction, ses valeurs ne comptent pas",
            line=line,
            column=title,
        )
    return information("colonne_inconnue", "cette colonne n’est pas lue", "Rien à faire", line=line, column=title)


def _untitled(names: Sequence[str], line: int | None) -> list[Anomalie]:
    filled = [position for position, name in enumerate(names) if name]
    last = max(filled, default=0)
    return [
        warning(
            "colonne_sans_titre",
            f"un titre était attendu dans la colonne n° {position + 1}",
            "Ses valeurs ne sont pas lues : donnez-lui un titre, ou retirez-la",
            line=line,
        )
        for position, name in enumerate(names)
        if not name and position < last
    ]

"""Changing a règlement for a scenario: paths entered by code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from bareme.anomalies import Anomalie, error, quoted

# Optional keys that a document may leave out and a scenario may set.
_OPTIONAL = {
    (): ("donnees", "organismes_ecartes", "selections_manuelles"),
    ("plafonds",): ("total", "dont_vert", "par_organisme"),
    ("planchers",): ("total", "par_organisme"),
    ("coupure",): ("valeur", "score_minimum"),
    ("bonus_vert",): ("seuils",),
    ("arrondi",): ("lignes", "clause_residu", "clause_partage"),
}
_OPEN_MAPPINGS = {("complements", "classes"), ("plafonds", "par_organisme"), ("planchers", "par_organisme")}


def apply_overrides(document: Mapping[str, Any], overrides: Mapping[str, Any]) -> tuple[dict[str, Any], list[Anomalie]]:
    """A changed deep copy of the document, and the paths that do not exist. The document itself is left alone."""
    data: dict[str, Any] = deepcopy(dict(document))
    anomalies = [anomalie for key, value in overrides.items() for anomalie in _apply(data, _split(key), value)]
    return data, anomalies


def _split(key: str) -> list[str]:
    # An organisme's name may hold dots: past an open mapping the rest of the key is one name.
    for opened in _OPEN_MAPPINGS:
        prefix = ".".join(opened) + "."
        if key.startswith(prefix):
            return [*opened, key.removeprefix(prefix)]
    return key.split(".")


def _apply(data: dict[str, Any], parts: list[str], value: Any) -> Iterator[Anomalie]:
    holder: Any = data
    trail: list[str] = []
    for part in parts[:-1]:
        following = _enter(holder, part, tuple(trail))
        if following is None:
            yield _unknown(parts)
            return
        holder = following
        trail.append(part)
    last = parts[-1]
    if isinstance(holder, list):
        yield from _apply_in_list(holder, parts, value)
    elif not isinstance(holder, dict) or (
        last not in holder and last not in _OPTIONAL.get(tuple(trail), ()) and tuple(trail) not in _OPEN_MAPPINGS
    ):
        yield _unknown(parts)
    elif isinstance(value, Mapping) and isinstance(holder.get(last), dict | list) and last != "bareme":
        for key, item in value.items():
            yield from _apply(data, [*parts, str(key)], item)
    elif value is None and last in _OPTIONAL.get(tuple(trail), ()):
        holder.pop(last, None)
    else:
        holder[last] = _as_before(value, holder.get(last))


def _as_before(value: Any, before: Any) -> Any:
    """A copy of the value; a date kept as text by whoever stored the scenario becomes a date again."""
    if isinstance(before, date) and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value  # the schema will say what was expected
    return deepcopy(value)


def _enter(holder: Any, part: str, trail: tuple[str, ...]) -> Any:
    if isinstance(holder, list):
        return next((item for item in holder if isinstance(item, dict) and item.get("code") == part), None)
    if not isinstance(holder, dict):
        return None
    if part not in holder and (*trail, part) in _OPEN_MAPPINGS:
        holder[part] = {}
    return holder.get(part)


def _apply_in_list(holder: list[Any], parts: list[str], value: Any) -> Iterator[Anomalie]:
    """Under a coded list the last part names an element: a mapping changes its keys, None removes it."""
    element = _enter(holder, parts[-1], ())
    if element is None:
        yield _unknown(parts)
    elif value is None:
        holder.remove(element)
    elif not isinstance(value, Mapping):
        yield error(
            "forme", "un ensemble de clés était attendu", 'Donnez par exemple {"poids": 10}', column=".".join(parts)
        )
    else:
        for key, item in value.items():
            if key in element:
                element[key] = deepcopy(item)
            else:
                yield _unknown([*parts, str(key)])


def _unknown(parts: list[str]) -> Anomalie:
    path = ".".join(parts)
    return error(
        "chemin_inconnu",
        f"un chemin qui existe dans le règlement était attendu, {quoted(path)} n’y est pas",
        "Corrigez ce nom ; les critères se nomment par leur code, par exemple « criteres.innovation.poids »",
        column=path,
    )

"""Changing a règlement for a scenario: paths entered by code, differences told in French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bareme.anomalies import Anomalie, error, quoted

# Optional keys that a document may leave out and a scenario may set.
_OPTIONAL = {
    (): ("donnees", "organismes_ecartes", "selections_manuelles"),
    ("plafonds",): ("total", "dont_vert", "par_organisme"),
    ("planchers",): ("total", "par_organisme"),
    ("coupure",): ("valeur", "score_minimum"),
    ("bonus_vert",): ("seuils",),
    ("arrondi",): ("lignes",),
}
_OPEN_MAPPINGS = {("complements", "classes"), ("plafonds", "par_organisme"), ("planchers", "par_organisme")}
_IDENTITIES = ("code", "of_cfa", "reference", "cle", "champ")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a scenario changed. `path` is dotted; `before` and `after` are as written canonically.

    `before` is None for an addition, `after` None for a removal.
    """

    path: str
    before: str | None
    after: str | None

    @property
    def text(self) -> str:
        """French sentence for a list of changes."""
        if self.before is None:
            return f"{self.path} : ajouté, {self.after}"
        if self.after is None:
            return f"{self.path} : retiré (valait {self.before})"
        return f"{self.path} : {self.before} → {self.after}"


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
    elif last not in holder and last not in _OPTIONAL.get(tuple(trail), ()) and tuple(trail) not in _OPEN_MAPPINGS:
        yield _unknown(parts)
    elif isinstance(value, Mapping) and isinstance(holder.get(last), dict | list) and last != "bareme":
        for key, item in value.items():
            yield from _apply(data, [*parts, str(key)], item)
    elif value is None and last in _OPTIONAL.get(tuple(trail), ()):
        holder.pop(last, None)
    else:
        holder[last] = deepcopy(value)


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


def list_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs, leaf by leaf, in the order of the règlement. Both are canonical data."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    paths = dict.fromkeys([*old, *new])
    return [Difference(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if path.endswith("clause"):
            return  # the text of a clause is told by its own entry under « clauses »
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}.{_name(item, index)}")
    elif value is not None:
        yield path, _spoken(value)


def _name(item: Any, index: int) -> str:
    if isinstance(item, Mapping):
        return next((str(item[key]) for key in _IDENTITIES if key in item), str(index + 1))
    return str(index + 1)


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)

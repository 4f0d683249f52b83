"""What differs between two règlements, told in French."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bareme.display import format_exact_euros, format_number, format_rate, typography

_IDENTITIES = ("code", "of_cfa", "reference", "cle", "champ")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that changed. `path` is dotted; `before` and `after` are canonical (« 3/20 »), None when absent."""

    path: str
    before: str | None
    after: str | None

    @property
    def label(self) -> str:
        """The French name of what changed; the path itself for what has no name of its own."""
        for pattern, name, _ in _NAMES:
            found = re.fullmatch(pattern, self.path)
            if found:
                return typography(name.format(*found.groups()))
        return self.path

    @property
    def text(self) -> str:
        """French sentence: « Taux du bonus vert : 15 % → 10 % »."""
        before, after = self._shown(self.before), self._shown(self.after)
        if before is None:
            return typography(f"{self.label} : ajouté, {after}")
        if after is None:
            return typography(f"{self.label} : retiré (valait {before})")
        return typography(f"{self.label} : {before} → {after}")

    def _shown(self, value: str | None) -> str | None:
        if value is None:
            return None
        show = next((show for pattern, _, show in _NAMES if re.fullmatch(pattern, self.path)), str)
        return show(value)


def _euros(value: str) -> str:
    return format_exact_euros(Fraction(value), 2)


def _rate(value: str) -> str:
    return format_rate(Fraction(value))


def _number(value: str) -> str:
    return format_number(Fraction(value))


_NAMES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    (r"enveloppe", "Enveloppe", _euros),
    (r"contrats_a_compter_du", "Contrats pris en compte à partir du", str),
    (r"bonus_vert\.taux", "Taux du bonus vert", _rate),
    (r"complements\.classes\.(.+)", "Complément de la classe {0}", _rate),
    (r"plafonds\.total", "Plafond par organisme", _euros),
    (r"plafonds\.dont_vert", "Plafond du bonus vert par organisme", _euros),
    (r"plafonds\.par_organisme\.(.+)", "Plafond de {0}", _euros),
    (r"planchers\.total", "Plancher par organisme", _euros),
    (r"planchers\.par_organisme\.(.+)", "Plancher de {0}", _euros),
    (r"coupure\.mode", "Mode de coupure", str),
    (r"coupure\.valeur", "Valeur de la coupure", _number),
    (r"coupure\.score_minimum", "Score minimum", _number),
    (r"criteres\.([^.]+)\.poids", "Poids du critère {0}", _number),
    (r"organismes_ecartes\.(.+)\.of_cfa", "Organisme écarté", str),
    (r"organismes_ecartes\.(.+)\.motif", "Motif pour écarter {0}", str),
    (r"selections_manuelles\.(.+)\.decision", "Choix manuel sur {0}", str),
    (r"selections_manuelles\.(.+)\.motif", "Motif du choix manuel sur {0}", str),
    (r"arrondi\.residu", "Répartition du reste d’arrondi", str),
)


def list_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs, leaf by leaf, in the order of the règlement. Both are canonical data."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    paths = dict.fromkeys([*old, *new])
    return [Difference(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if re.search(r"(^|\.)clause(_[a-z]+)?$", path) and not path.startswith("clauses."):
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

"""What a bilan states, as plain data: strings, whole numbers and lists of them, so that it freezes as JSON.

Dates are ISO; a figure keeps its exact value beside its words. `frozen` writes any of these rows, `thawed` reads it
back, and `digest` is the hash that a published bilan keeps.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Row = TypeVar("Row")


@dataclass(frozen=True)
class Figure:
    """A value: exact (« 12 », « 19.50 », « 3/20 ») then in words; a missing one has words, a reason, no exact value."""

    exact: str
    words: str
    reason: str = ""
    is_hidden: bool = False

    @property
    def told(self) -> str:
        """The words, with the reason when there is no value."""
        return f"{self.words} ({self.reason})" if self.reason else self.words


@dataclass(frozen=True)
class Named:
    """A figure under a label: a period of a series, a territory of a split."""

    label: str
    figure: Figure


@dataclass(frozen=True)
class Party:
    """A party, under the name that the text gives it, and who signs for it."""

    nom: str
    role: str
    designation: str
    delegation: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """Who is bound, since when, until when, where."""

    titre: str
    type: str
    type_label: str
    etat: str
    signed_on: str
    end: str
    objet: str
    source: str
    territoires: tuple[str, ...]
    parties: tuple[Party, ...]
    asked_by: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A qualitative section; `quote` and `etat` are those of the engagement that it is about."""

    code: str
    label: str
    texte: str
    quote: str = ""
    etat: str = ""


@dataclass(frozen=True)
class Owed:
    """An obligation over the period: what was due, done, planned, missing, and the clause that asks it.

    `left` is what is missing and can still be done: its own time is not over.
    """

    code: str
    libelle: str
    nature: str
    clause: str
    quote: str
    debiteur: str
    cadence: str
    periods: tuple[str, ...]
    due: int
    done: int
    planned: int
    missing: int
    left: int
    etat: str
    is_deduit: bool

    @property
    def lost(self) -> int:
        """What is missing and can no longer be done in its time."""
        return self.missing - self.left

    @property
    def waiting(self) -> int:
        """What is due, planned, and not held yet."""
        return max(self.due - self.missing - self.done, 0)

    @property
    def met(self) -> int:
        """What is due and was done; what was done beyond it satisfies nothing else."""
        return self.due - self.missing - self.waiting


@dataclass(frozen=True)
class Meeting:
    """A meeting held in the period."""

    date: str
    comite: str
    objet: str
    minutes: int
    participants: int | None
    obligations: tuple[str, ...]


@dataclass(frozen=True)
class Meetings:
    """The meetings held, and how many others the period has planned."""

    held: tuple[Meeting, ...]
    planned: int

    @property
    def total_minutes(self) -> int:
        return sum(one.minutes for one in self.held)

    @property
    def participants(self) -> int | None:
        """People present, meetings added; None when no meeting counted them."""
        known = [one.participants for one in self.held if one.participants is not None]
        return sum(known) if known else None

    @property
    def uncounted(self) -> int:
        """Meetings held whose people nobody counted."""
        return sum(one.participants is None for one in self.held)


@dataclass(frozen=True)
class Sending:
    """Something that a party sent in the period."""

    date: str
    code: str
    libelle: str
    clause: str
    sender: str
    receiver: str
    secteur: str
    note: str
    piece: str


@dataclass(frozen=True)
class Change:
    """A change of state in the period."""

    date: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class ActionLine:
    """A numbered action of a fiche, its state at the end of the period, and what changed."""

    numero: int
    titre: str
    etat: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class FicheLine:
    """A fiche, its state at the end of the period, and what changed."""

    numero: str
    titre: str
    etat: str
    porteurs: tuple[str, ...]
    changes: tuple[Change, ...]
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True)
class AxeLine:
    """An axis and its fiches."""

    numero: int
    titre: str
    fiches: tuple[FicheLine, ...]


@dataclass(frozen=True)
class Measured:
    """An indicator: its value over the period, its target, its series, what its source prints."""

    code: str
    libelle: str
    fiche: str
    nature: str
    unite: str
    values: tuple[Named, ...]
    series: tuple[Named, ...]
    splits: tuple[Named, ...]
    cible: str
    reaches: str
    printed: tuple[str, ...]
    hidden: int
    note: str
    source: str
    is_fictif: bool
    is_deduit: bool


@dataclass(frozen=True)
class Covered:
    """How much of the base population was reached, in all and by territory; the base is that of the source."""

    label: str
    period: str
    reached: Figure
    base: Figure
    share: Figure
    territoires: tuple[Named, ...]
    source: str


@dataclass(frozen=True)
class Decided:
    """A decision of a committee, and the last word on it."""

    date: str
    comite: str
    numero: int
    texte: str
    partie: str
    owner: str
    due_on: str
    etat: str
    suivi: str
    suivi_on: str


@dataclass(frozen=True)
class Happened:
    """An avenant, a prolongation, a letter, a change of state of the convention."""

    date: str
    nature: str
    texte: str


@dataclass(frozen=True)
class Bound:
    """What the body of a party decided that bounds the convention."""

    organisation: str
    clause: str
    date: str
    texte: str


@dataclass(frozen=True)
class Lack:
    """What the text leaves open: to put on the next agenda."""

    label: str
    sentence: str


def frozen(row: Any) -> dict[str, Any]:
    """Return a row as JSON-ready data."""
    return _listed(asdict(row))


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def thawed(kind: type[Row], data: Mapping[str, Any]) -> Row:
    """Return the row that `frozen` wrote."""
    hints = _hints(kind)
    return kind(**{one.name: _read(hints[one.name], data[one.name]) for one in fields(kind) if one.name in data})  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], one) for one in value)
    return thawed(hint, value) if is_dataclass(hint) and isinstance(hint, type) else value


def digest(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of frozen data, whatever the order in which its keys are kept."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

"""A reform: its measures, in their order, and the contracts that each one touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bareme.anomalies import Anomalie
from bareme.legislation import LAW_FIELDS


class Kind(StrEnum):
    """What a measure does: the first three change the level before modulation, the last one the law."""

    POURCENTAGE = "pourcentage"
    PLAFOND = "plafond"
    PLANCHER = "plancher"
    PARAMETRE = "parametre"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    `value` is a fraction of the level (« -5 » %: -1/20), centimes for a ceiling or a floor, and the unit of the
    parameter `key` for the law. An empty selection touches every contract; `cpne` and `rncp` are in the form of
    `bareme.npec.codes`.
    """

    kind: Kind
    value: Fraction
    key: str = ""
    niveaux: frozenset[int] = frozenset()
    cpne: frozenset[str] = frozenset()
    rncp: frozenset[int] = frozenset()

    def meets(self, other: Measure) -> bool:
        """Whether some contract can be touched by both."""
        pairs: tuple[tuple[frozenset[object], frozenset[object]], ...] = (
            (frozenset(self.niveaux), frozenset(other.niveaux)),
            (frozenset(self.cpne), frozenset(other.cpne)),
            (frozenset(self.rncp), frozenset(other.rncp)),
        )
        return all(not mine or not theirs or mine & theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A reform of the contracts concluded from `date_effet`. `name` is that of its file, without its extension.

    `anomalies` are what its file says that deserves a look; none of them is an error.
    """

    name: str
    titre: str
    auteur: str
    source: str
    date_effet: date
    mesures: tuple[Measure, ...]
    anomalies: tuple[Anomalie, ...] = ()

    @property
    def figures(self) -> dict[str, int]:
        """The fields of the law that it replaces, the last measure winning."""
        replaced = {measure.key: measure.value for measure in self.mesures if measure.kind is Kind.PARAMETRE}
        return {
            name: field.conversion(replaced[field.key]) for name, field in LAW_FIELDS.items() if field.key in replaced
        }

    @property
    def on_level(self) -> tuple[Measure, ...]:
        """The measures that change the annual level."""
        return tuple(measure for measure in self.mesures if measure.kind is not Kind.PARAMETRE)


class ScenarioError(Exception):
    """A scenario file that cannot be read. `anomalies` lists everything wrong, with lines."""

    def __init__(self, name: str, anomalies: Sequence[Anomalie]) -> None:
        self.name = name
        self.anomalies = tuple(anomalies)
        super().__init__("\n".join(f"{name} – {anomalie.message}" for anomalie in self.anomalies))

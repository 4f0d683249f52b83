"""The proportions of the population, from population.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bareme.strict_yaml import read_yaml

PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class Population:
    """Weights by value, and per mille shares of each case; `figures` are the plain numbers of the file."""

    weights: Mapping[str, Mapping[Any, int]]
    cases: Mapping[str, int]
    figures: Mapping[str, Mapping[str, int]]

    def share(self, name: str, value: Any) -> float:
        """The expected share of a value."""
        weights = self.weights[name]
        return weights[value] / sum(weights.values())


@cache
def population() -> Population:
    """The file, read once. Raises ValueError when it was broken."""
    document = read_yaml(files("bareme.synth").joinpath("population.yaml").read_bytes())
    data: Any = document.data
    if document.anomalies or not isinstance(data, dict):
        raise ValueError("; ".join(anomalie.message for anomalie in document.anomalies))
    weights = {name: entry["poids"] for name, entry in data.items() if "poids" in entry}
    cases = {name: share for name, share in data["cas"].items() if name != "source"}
    others = {name: entry for name, entry in data.items() if name != "cas" and name not in weights}
    figures = {
        name: {key: value for key, value in entry.items() if isinstance(value, int)} for name, entry in others.items()
    }
    return Population(weights, cases, figures)

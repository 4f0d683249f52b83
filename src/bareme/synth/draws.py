"""Draws of whole numbers from a generator: the same seed gives the same contracts, whatever the machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from bareme.synth.population import PER_MILLE

FINE = 1_000_000
"""The whole of which a fine share is a part."""

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Draws:
    """Draws for one block of contracts. Blocks are independent: each has its own generator, from the seed."""

    def __init__(self, seed: int, block: int, size: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block])))
        self.size = size

    def between(self, first: int | Ints, last: int | Ints) -> Ints:
        """A whole number between two others, both included, for each contract."""
        return self._generator.integers(first, np.asarray(last) + 1, self.size, dtype=np.int64)

    def chosen(self, weights: Mapping[Any, int]) -> Ints:
        """The position of a value among the weights, for each contract."""
        return self.ranked(weights.values())

    def ranked(self, weights: Iterable[int]) -> Ints:
        """The same for weights without names."""
        reached = np.cumsum(np.fromiter(weights, np.int64))
        drawn = self._generator.integers(0, reached[-1], self.size, dtype=np.int64)
        return np.searchsorted(reached, drawn, side="right")

    def happens(self, share: int | Ints, out_of: int = PER_MILLE) -> Flags:
        """True for so many contracts out of a thousand, or out of another number."""
        return self._generator.integers(0, out_of, self.size, dtype=np.int64) < share


def values(weights: Mapping[Any, int]) -> Ints:
    """The whole numbers that are weighted, in order."""
    return np.fromiter(map(int, weights), np.int64)

"""Sums of instalments by group and calendar year, over years that widen as lines ask for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bareme.batch.columns import BatchError
from bareme.batch.kernels import Cells, Lines, Rows
from bareme.rules.calendar import year_of

_MOST_GROUPS: Final = 50_000_000


def check_codes(codes: NDArray[np.integer[Any]] | pl.Series, height: int) -> tuple[NDArray[np.int32], int]:
    """The codes as the kernel reads them, and the number of groups. Raises BatchError."""
    if isinstance(codes, pl.Series) and codes.null_count():
        raise BatchError("Groupes : un code était attendu pour chaque contrat, il en manque.")
    found = np.asarray(codes)
    if found.ndim != 1 or len(found) != height or not np.issubdtype(found.dtype, np.integer):
        raise BatchError(
            f"Groupes : {height} codes entiers étaient attendus, un par contrat ; trouvé : {found.dtype} de dimensions "
            f"{found.shape}."
        )
    if not height:
        return found.astype(np.int32), 0
    low, high = int(found.min()), int(found.max())
    if low < 0 or high >= _MOST_GROUPS:
        raise BatchError(
            f"Groupes : des codes de 0 à {_MOST_GROUPS - 1} étaient attendus, trouvé : de {low} à {high}. "
            "bareme.batch.Groups numérote des textes ou des nombres quelconques."
        )
    return found.astype(np.int32, copy=False), high + 1


class Totals:
    """Two tables [group, year] of one thread: centimes, and number of instalments."""

    def __init__(self, codes: NDArray[np.int32], groups: int) -> None:
        self.codes = codes
        self.first_year = 0
        self.montant: NDArray[np.int64] = np.zeros((groups, 0), np.int64)
        self.lignes: NDArray[np.int64] = np.zeros((groups, 0), np.int64)

    def add(self, sum_lines: Callable[..., int], lines: Lines, count: int) -> None:
        """Add the first `count` lines."""
        done = 0
        while done < count:
            cells = Cells(self.codes, self.montant, self.lignes)  # type: ignore[arg-type]  # an array is a sequence
            done = sum_lines(lines, Rows(done, count), cells, self.first_year)
            if done < count:
                self._widen(int(lines.sink.exigible_le[done]))

    def frame(self) -> pl.DataFrame:
        """The cells that hold an instalment, by group and year."""
        group, year = np.nonzero(self.lignes)
        return pl.DataFrame(
            {
                "groupe": group.astype(np.uint32),
                "annee": (year + self.first_year).astype(np.int16),
                "lignes": self.lignes[group, year],
                "montant": self.montant[group, year],
            }
        )

    @classmethod
    def merged(cls, parts: Sequence[Totals]) -> Totals:
        """One table out of those of the threads."""
        total = parts[0]
        for part in parts[1:]:
            if part.montant.shape[1]:
                total.cover(part.first_year, part.montant.shape[1])
                start = part.first_year - total.first_year
                span = slice(start, start + part.montant.shape[1])
                total.montant[:, span] += part.montant
                total.lignes[:, span] += part.lignes
        return total

    def cover(self, first: int, years: int) -> None:
        """Make room for these years."""
        if not self.montant.shape[1]:
            self.first_year = first
        before = max(0, self.first_year - first)
        after = max(0, first + years - self.first_year - self.montant.shape[1])
        self.montant = np.pad(self.montant, ((0, 0), (before, after)))
        self.lignes = np.pad(self.lignes, ((0, 0), (before, after)))
        self.first_year -= before

    def _widen(self, day: int) -> None:
        """Make room for the year of this day and its neighbours: schedules run over several."""
        self.cover(year_of(day) - 1, 6)

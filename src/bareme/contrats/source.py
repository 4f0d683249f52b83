"""What a file of contracts is once cut into columns, before anyone knows what its cells mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Lines:
    """Which line of the file each row comes from: `first` + row when no line was left out, else `numbers`.

    In a parquet file, which has no lines, the first contract is line 1.
    """

    first: int
    numbers: Sequence[int] | None = None

    def of(self, row: int) -> int:
        return self.first + row if self.numbers is None else self.numbers[row]

    def kept(self, rows: Sequence[int]) -> Lines:
        """The lines of some of the rows."""
        return Lines(self.first, [self.of(row) for row in rows])


@dataclass(frozen=True, slots=True)
class Source:
    """The columns that a command reads, named as in the schema; texts of a csv, any type of a parquet file."""

    format: str
    frame: pl.DataFrame
    lines: Lines


def nothing(format_: str) -> Source:
    """A file that could not be cut into columns: the findings say why."""
    return Source(format_, pl.DataFrame(), Lines(1))

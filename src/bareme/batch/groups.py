"""Codes for the groups of a sum: texts or numbers of any kind, numbered from 0, alike from one batch to the next."""

from __future__ import annotations

import polars as pl


class Groups:
    """Values by order of appearance; `None` (nothing written) is a group like the others."""

    def __init__(self) -> None:
        self._values: pl.Series | None = None

    def __len__(self) -> int:
        return 0 if self._values is None else len(self._values)

    @property
    def values(self) -> pl.Series:
        """The value of each code."""
        return pl.Series("groupe", [], pl.Null) if self._values is None else self._values

    def codes(self, labels: pl.Series) -> pl.Series:
        """The code (Int32) of each label; new values take the next codes. The type must be that of the first call."""
        found = labels.unique(maintain_order=True).alias("groupe")
        if self._values is None:
            self._values = found
        else:
            new = found.to_frame().join(self._values.to_frame(), on="groupe", how="anti", nulls_equal=True)
            self._values = pl.concat([self._values, new["groupe"]])
        table = self._values.to_frame().with_row_index("code")
        coded = (
            labels.alias("groupe")
            .to_frame()
            .join(table, on="groupe", how="left", nulls_equal=True, maintain_order="left")
        )
        return coded["code"].cast(pl.Int32)

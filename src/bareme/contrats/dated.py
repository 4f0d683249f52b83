"""Figures of the law for a column of dates of conclusion: looked up once per interval where nothing changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from bareme import parametres
from bareme.contrats.schema import date_of, day_number

CONCLUSION = "conclusion"


def looked_up(
    rows: pl.DataFrame,
    prefixes: tuple[str, ...],
    by: Sequence[str],
    figure: Callable[[date, tuple[object, ...]], int | None],
) -> pl.Series:
    """`figure(conclusion, the other columns)` of every row, Int64, called once for each set of equal answers.

    `rows` has the column `conclusion` (day numbers) and those of `by`; `prefixes` begin the keys of the parameters
    on which the figure depends: between two of their dates of effect it is constant.
    """
    starts = _changes(prefixes)
    interval = rows[CONCLUSION].replace_strict(
        {day: bisect_right(starts, day) for day in rows[CONCLUSION].unique()}, return_dtype=pl.Int32
    )
    cases = rows.select(*by).with_columns(interval.alias("interval"))
    distinct = cases.unique(maintain_order=True)
    answers = [
        figure(date_of(starts[case[-1] - 1] if case[-1] else starts[0] - 1), case[:-1]) for case in distinct.iter_rows()
    ]
    table = distinct.with_columns(pl.Series("figure", answers, dtype=pl.Int64))
    joined = cases.join(table, on=[*by, "interval"], how="left", nulls_equal=True, maintain_order="left")
    return joined["figure"]


def _changes(prefixes: tuple[str, ...]) -> list[int]:
    """The days on which a parameter whose key begins so takes another value, ascending."""
    found = [key for key in parametres.keys() if key.startswith(prefixes)]  # noqa: SIM118 - a function
    return sorted({day_number(value.since) for key in found for value in parametres.parametre(key).values})

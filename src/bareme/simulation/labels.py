"""Certifications and branches under one spelling, so that a group is never cut in two by the way it is written."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from bareme.npec.codes import cpne_code, single_rncp


def in_one_form(labels: pl.DataFrame) -> pl.DataFrame:
    """The labels of contracts with « 100 » and « rncp 0100 » as « RNCP100 », « 007 » as « 7 », « NA » as nothing.

    What is no code is kept as written.
    """
    return labels.with_columns(_respelled(labels["rncp"], _certification), _respelled(labels["cpne"], _branch))


def _certification(text: str) -> str | None:
    number = single_rncp(text)
    return text if number is None else f"RNCP{number}"


def _branch(text: str) -> str | None:
    return cpne_code(text) or None


def _respelled(texts: pl.Series, spell: Callable[[str], str | None]) -> pl.Series:
    spellings = texts.unique().drop_nulls().cast(pl.String).to_list()
    spelled = [spell(text) for text in spellings]
    return texts.cast(pl.String).replace_strict(spellings, spelled, default=None, return_dtype=pl.String)

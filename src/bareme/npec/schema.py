"""The columns of the two files, as npec.schema.json and successions.schema.json describe them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bareme.contrats.schema import Column, Kind, day_number

NPEC: Final = "npec"
SUCCESSIONS: Final = "successions"


@cache
def columns(name: str) -> Mapping[str, Column]:
    """The columns of a file, by name, in the order of its schema. Amounts are read as texts, « NC » included."""
    return {field["name"]: _column(field) for field in table_schema(name)["fields"]}


@cache
def table_schema(name: str) -> Mapping[str, Any]:
    """The Table Schema itself, as it is published (specs.frictionlessdata.io). `name` is NPEC or SUCCESSIONS."""
    text = files("bareme.npec").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


def _column(field: Mapping[str, Any]) -> Column:
    constraints: Mapping[str, Any] = field.get("constraints", {})
    reading: Mapping[str, Any] = field["bareme"]
    bounds = constraints if field["type"] == "date" else reading
    return Column(
        name=field["name"],
        title=field["title"],
        kind=Kind(reading["kind"]),
        required=constraints.get("required", False),
        unique=False,
        default=None,
        minimum=_bound(bounds.get("minimum"), field["type"]),
        maximum=_bound(bounds.get("maximum"), field["type"]),
        longest=constraints.get("maxLength"),
        choices=(),
        example=field["example"],
        commands=frozenset(),
    )


def _bound(text: str | None, kind: str) -> Fraction | None:
    if text is None:
        return None
    return Fraction(day_number(date.fromisoformat(text)) if kind == "date" else text)

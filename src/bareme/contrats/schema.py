"""The columns of a file of contracts, from the one place that describes them: contrats.schema.json, a Table Schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any


class Kind(StrEnum):
    """How the cells of a column are written and what they become.

    `TEXTE` stays text, `DATE` is a day number from 1970-01-01, `EUROS` centimes, `HEURES` hundredths of an hour,
    `ENTIER` a whole number, `OUI_NON` 1 or 0, `CHOIX` the position of the word in `Column.choices`, `AMORCAGE`
    centimes, or -1 for « oui » (the forfait of the level).
    """

    TEXTE = "texte"
    DATE = "date"
    EUROS = "euros"
    HEURES = "heures"
    ENTIER = "entier"
    OUI_NON = "oui_non"
    CHOIX = "choix"
    AMORCAGE = "amorcage"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Bounds are day numbers for a date, else what the schema writes; `default` is the text of a cell."""

    name: str
    title: str
    kind: Kind
    required: bool
    unique: bool
    default: str | None
    minimum: Fraction | None
    maximum: Fraction | None
    longest: int | None
    choices: tuple[str, ...]
    example: str
    commands: frozenset[str]


@cache
def columns(command: str) -> Mapping[str, Column]:
    """The columns that one command reads, by name, in the order of the schema."""
    return {name: column for name, column in all_columns().items() if command in column.commands}


@cache
def all_columns() -> Mapping[str, Column]:
    """Every column that some command reads, by name."""
    return {field["name"]: _column(field) for field in table_schema()["fields"]}


@cache
def table_schema() -> Mapping[str, Any]:
    """The Table Schema itself, as it is published (specs.frictionlessdata.io)."""
    text = files("bareme.contrats").joinpath("contrats.schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text, parse_float=Fraction)
    return schema


def _column(field: Mapping[str, Any]) -> Column:
    constraints: Mapping[str, Any] = field.get("constraints", {})
    reading: Mapping[str, Any] = field["bareme"]
    kind = Kind(reading["kind"])
    return Column(
        name=field["name"],
        title=field["title"],
        kind=kind,
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        default=reading.get("default"),
        minimum=_bound(constraints.get("minimum"), kind),
        maximum=_bound(constraints.get("maximum"), kind),
        longest=constraints.get("maxLength"),
        choices=tuple(constraints.get("enum", ())),
        example=field["example"],
        commands=frozenset(reading["commands"]),
    )


def _bound(value: Any, kind: Kind) -> Fraction | None:
    if value is None:
        return None
    return Fraction(day_number(date.fromisoformat(value)) if kind is Kind.DATE else value)


_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + _EPOCH)

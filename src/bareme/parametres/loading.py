"""Reading the parameter files that ship with the engine, strictly and once."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bareme.anomalies import Anomalie, error
from bareme.parametres.model import (
    Parametre,
    ParametreError,
    ParametreUnknownError,
    ParametreValue,
    Reference,
)
from bareme.schema_check import check_schema, schema_validator
from bareme.strict_yaml import Document, read_yaml
from bareme.tables.fields import FieldError, parse_amount, parse_number, parse_rate

ROOT = files(__package__)
"""The folder of the parameters that ship with the engine."""

_VALIDATOR = schema_validator(json.loads(ROOT.joinpath("schema.json").read_text(encoding="utf-8")))
_SUFFIX = ".yaml"
_CENTIMES = 100
_WHOLE_UNITS = frozenset({"centimes", "jours", "mois", "annees", "personnes", "contrats", "niveau", "version", "choix"})


def get(key: str, *, on: date) -> ParametreValue:
    """The value of a parameter on a date.

    Raises ParametreUnknownError, ParametreMissingError (no value on that date) or ParametreError (broken file).
    """
    return parametre(key).value_on(on)


@cache
def keys() -> tuple[str, ...]:
    """Every key, sorted: the path of the file without its suffix, « publication/seuil_subvention »."""
    return tuple(sorted(_shipped()))


@cache
def parametre(key: str) -> Parametre:
    """One parameter. Raises ParametreUnknownError or ParametreError."""
    if key not in keys():
        raise ParametreUnknownError(key, keys())
    return read_parametre(key, _shipped()[key].read_bytes())


def read_parametre(key: str, data: bytes) -> Parametre:
    """Check and read one file. Raises ParametreError with every anomaly."""
    document = read_yaml(data)
    anomalies = document.anomalies or check_schema(document, _VALIDATOR)
    if not anomalies:
        anomalies = _check_dates(document)
    if anomalies:
        raise ParametreError(key, anomalies)
    raw: Any = document.data
    values, anomalies = _values(document)
    if anomalies:
        raise ParametreError(key, anomalies)
    return Parametre(
        key=key,
        description=raw["description"],
        unit=raw["unit"],
        date_key=raw["date_key"],
        values=values,
        checked_on=raw["checked_on"],
        hypothese=raw["hypothese"],
        note=raw.get("note", ""),
    )


@cache
def _shipped() -> dict[str, Traversable]:
    return files_of(ROOT)


def files_of(folder: Traversable, prefix: str = "") -> dict[str, Traversable]:
    """The parameter files of a folder and of those below it, by key."""
    found: dict[str, Traversable] = {}
    for entry in folder.iterdir():
        if entry.is_dir():
            found |= files_of(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            found[prefix + entry.name.removesuffix(_SUFFIX)] = entry
    return found


def _check_dates(document: Document) -> list[Anomalie]:
    """Dates that exist, one reference for each value and no other; an unsourced value must be an hypothese."""
    raw: Any = document.data
    found = []
    for part in ("values", "reference"):
        for text in raw[part]:
            try:
                date.fromisoformat(text)
            except ValueError:
                place = {"line": document.line_of((part, text)), "column": f"{part}.{text}", "value": text}
                found.append(error("date", "une date AAAA-MM-JJ était attendue", "Corrigez la date", **place))
    for text in sorted(set(raw["values"]) ^ set(raw["reference"])):
        part = "values" if text in raw["values"] else "reference"
        place = {"line": document.line_of((part, text)), "column": f"{part}.{text}"}
        expected = "une référence par date d’effet était attendue, et une valeur par référence"
        found.append(error("reference", expected, "Écrivez « manquante » si elle n’est pas connue", **place))
    if "manquante" in raw["reference"].values() and not raw["hypothese"]:
        place = {"line": document.line_of(("hypothese",)), "column": "hypothese", "value": "false"}
        found.append(
            error("hypothese", "« hypothese: true » était attendu pour une valeur sans référence", "Corrigez", **place)
        )
    return found


def _values(document: Document) -> tuple[tuple[ParametreValue, ...], list[Anomalie]]:
    raw: Any = document.data
    values, found = [], []
    for text, written in raw["values"].items():
        source = raw["reference"][text]
        reference = None if isinstance(source, str) else Reference(source["title"], source["href"])
        try:
            amount = None if written is None else parse_value(str(written), raw["unit"])
            values.append(ParametreValue(date.fromisoformat(text), amount, reference))
        except FieldError as broken:
            place = {"line": document.line_of(("values", text)), "column": f"values.{text}", "value": str(written)}
            found.append(error(broken.code, broken.expected, broken.remedy, **place))
    return tuple(sorted(values, key=lambda value: value.since)), found


def parse_value(written: str, unit: str) -> Fraction:
    """A value as a file of parameters writes it, in the unit: « 20 % », 365, « 750 € » (75000 in centimes).

    Raises FieldError.
    """
    if unit == "taux":
        return parse_rate(written)
    if unit == "centimes" and written.rstrip().endswith("€"):
        return parse_amount(written) * _CENTIMES
    number = parse_number(written)
    if unit in _WHOLE_UNITS and number.denominator != 1:
        raise FieldError("entier", "un nombre entier était attendu", "Retirez les décimales")
    if unit == "choix" and number > 1:
        raise FieldError("choix", "0 ou 1 était attendu", "Choisissez l’une des deux lectures")
    return number

"""A reform as a file: its measures, in their order, and the contracts that each one touches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from importlib.resources import files
from typing import Any

from bareme import parametres
from bareme.anomalies import Anomalie, error
from bareme.legislation import LAW_FIELDS
from bareme.schema_check import check_schema, schema_validator
from bareme.strict_yaml import Document, read_yaml
from bareme.tables.fields import FieldError, parse_number, parse_rate

_SCHEMA = json.loads(files("bareme.simulation").joinpath("scenario.schema.json").read_text(encoding="utf-8"))
_VALIDATOR = schema_validator(_SCHEMA)
_CENTIMES = 100
_FILTERS = ("niveau", "cpne", "rncp")
_KEYS = tuple(sorted({field.key for field in LAW_FIELDS.values()}))


class Kind(StrEnum):
    """What a measure does: the first three change the level before modulation, the last one the law."""

    POURCENTAGE = "pourcentage"
    PLAFOND = "plafond"
    PLANCHER = "plancher"
    PARAMETRE = "parametre"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    `value` is a fraction of the level (« -5 » %: -1/20), centimes for a ceiling or a floor, and the unit of the
    parameter `key` for the law. An empty selection touches every contract.
    """

    kind: Kind
    value: Fraction
    key: str = ""
    niveaux: frozenset[int] = frozenset()
    cpne: frozenset[str] = frozenset()
    rncp: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A reform of the contracts concluded from `date_effet`. `name` is that of its file."""

    name: str
    titre: str
    auteur: str
    source: str
    date_effet: date
    mesures: tuple[Measure, ...]

    @property
    def figures(self) -> dict[str, int]:
        """The fields of the law that it replaces, the last measure winning."""
        replaced = {measure.key: measure.value for measure in self.mesures if measure.kind is Kind.PARAMETRE}
        return {
            name: field.conversion(replaced[field.key]) for name, field in LAW_FIELDS.items() if field.key in replaced
        }


class ScenarioError(Exception):
    """A scenario file that cannot be read. `anomalies` lists everything wrong, with lines."""

    def __init__(self, name: str, anomalies: Sequence[Anomalie]) -> None:
        self.name = name
        self.anomalies = tuple(anomalies)
        super().__init__("\n".join(f"{name} – {anomalie.message}" for anomalie in self.anomalies))


def read_scenario(data: bytes, name: str) -> Scenario:
    """Check and read one file. Raises ScenarioError with every anomaly."""
    document = read_yaml(data, decimals=True)
    anomalies = document.anomalies or check_schema(document, _VALIDATOR)
    if anomalies:
        raise ScenarioError(name, anomalies)
    raw: Any = document.data
    measures: list[Measure] = []
    for index, written in enumerate(raw["mesures"]):
        found = _check_measure(document, index, written)
        if not found:
            try:
                measures.append(_measure(written))
            except FieldError as wrong:
                found = [_at(document, index, "valeur", wrong.expected, wrong.remedy)]
        anomalies += found
    if anomalies:
        raise ScenarioError(name, anomalies)
    return Scenario(name, raw["titre"], raw["auteur"], raw["source"], raw["date_effet"], tuple(measures))


def _measure(written: dict[str, Any]) -> Measure:
    kind, text = Kind(written["type"]), str(written["valeur"])
    if kind is Kind.PARAMETRE:
        return Measure(kind, _parametre_value(written["cle"], text), key=written["cle"])
    if kind is Kind.POURCENTAGE:
        value = _variation(text)
    else:
        value = parse_number(text.replace("€", "").strip()) * _CENTIMES
        if value < 0 or value.denominator != 1:
            raise FieldError("montant", "un montant en euros, au plus deux décimales, était attendu", "Corrigez-le")
    try:
        niveaux = frozenset(int(item) for item in _selected(written.get("niveau")))
    except ValueError as broken:
        raise FieldError("niveau", "un niveau de 3 à 8 était attendu", "Corrigez la clé « niveau »") from broken
    rncp = frozenset(f"RNCP{item.upper().removeprefix('RNCP')}" for item in _selected(written.get("rncp")))
    return Measure(kind, value, "", niveaux, frozenset(_selected(written.get("cpne"))), rncp)


def _variation(text: str) -> Fraction:
    """« -5 », « −2,5 % », « +3 »: a variation of the level, as a fraction of it."""
    bare = text.replace("%", "").replace("−", "-").strip()
    falls = bare.startswith("-")
    size = parse_number(bare.lstrip("+-").strip()) / 100
    if falls and size > 1:
        raise FieldError("pourcentage", "un pourcentage d’au moins -100 était attendu", "Corrigez la valeur")
    return -size if falls else size


def _selected(written: object) -> list[str]:
    if written is None:
        return []
    return [str(item).strip() for item in (written if isinstance(written, list) else [written])]


def _parametre_value(key: str, text: str) -> Fraction:
    """Rates as « 25 % » or « 1/4 », money in euros, the rest as written."""
    unit = parametres.parametre(key).unit
    if unit == "taux":
        value = parse_rate(text)
    else:
        value = parse_number(text.replace("€", "").strip()) * (_CENTIMES if unit == "centimes" else 1)
    field = next(field for field in LAW_FIELDS.values() if field.key == key)
    if value < 0:
        raise FieldError("valeur", "un nombre positif ou nul était attendu", "Corrigez-le")
    try:
        field.conversion(value)
    except ValueError as refused:
        raise FieldError("valeur", str(refused).replace("est attendu", "était attendu"), "Corrigez-le") from refused
    return value


def _check_measure(document: Document, index: int, written: dict[str, Any]) -> list[Anomalie]:
    if written["type"] != Kind.PARAMETRE:
        if "cle" not in written:
            return []
        expected = "aucune clé « cle » n’était attendue : elle ne sert qu’aux mesures de type « parametre »"
        return [_at(document, index, "cle", expected, "Retirez-la, ou changez le type")]
    found = [
        _at(document, index, name, f"« {name} » ne s’applique pas à un paramètre de la loi", "Retirez cette clé")
        for name in _FILTERS
        if name in written
    ]
    if "cle" not in written:
        expected = f"une clé « cle » était attendue, parmi : {', '.join(_KEYS)}"
        return [*found, _at(document, index, "type", expected, "Ajoutez-la")]
    if written["cle"] not in _KEYS:
        close = get_close_matches(written["cle"], _KEYS, n=3, cutoff=0.4) or _KEYS
        expected = "un paramètre qui entre dans le montant d’un contrat était attendu"
        found.append(_at(document, index, "cle", expected, f"Choisissez par exemple {' ou '.join(close)}"))
    return found


def _at(document: Document, index: int, key: str, *texts: str) -> Anomalie:
    expected, remedy = texts
    raw: Any = document.data
    written = raw["mesures"][index].get(key)
    return error(
        "mesure",
        expected,
        remedy,
        line=document.line_of(("mesures", index, key)),
        column=f"mesures.{index}.{key}",
        value=None if written is None else str(written),
    )

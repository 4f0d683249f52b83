"""A scenario file in: everything wrong with it at once, with its lines, or a reform that can be computed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from importlib.resources import files
from typing import Any, Final

from bareme import parametres
from bareme.anomalies import Anomalie, error
from bareme.batch.bounds import HIGHEST_NIVEAU, MOST_CENTIMES, law_faults
from bareme.contrats.schema import columns
from bareme.display import format_euros
from bareme.legislation import LAW_FIELDS, law_table
from bareme.npec.codes import cpne_code, rncp_number
from bareme.schema_check import check_schema, schema_validator
from bareme.simulation.scenario import Kind, Measure, Scenario, ScenarioError
from bareme.simulation.scenario_checks import check_companions, check_crossings, check_repetitions
from bareme.strict_yaml import Document, read_yaml
from bareme.tables.fields import LARGEST_EUROS, FieldError, parse_amount, parse_number, parse_rate

_SCHEMA = json.loads(files("bareme.simulation").joinpath("scenario.schema.json").read_text(encoding="utf-8"))
_VALIDATOR = schema_validator(_SCHEMA)
_CENTIMES: Final = 100
_FILTERS: Final = ("niveau", "cpne", "rncp")
_LABEL: Final = LAW_FIELDS["version"].key
_KEYS: Final = tuple(sorted({field.key for field in LAW_FIELDS.values()} - {_LABEL}))
_SEE_KEYS: Final = "Choisissez-le dans docs/parametres.md"
_HIGHEST_RISE: Final = 10  # ten times the level: beyond, a percent sign or a comma is missing
_MOST_EUROS: Final = f"un montant d’au plus {format_euros(MOST_CENTIMES // _CENTIMES)} était attendu"
_FINEST_PERCENT: Final = 10_000  # four decimals: the product with a level stays within 64 bits


def read_scenario(data: bytes, name: str) -> Scenario:
    """Check and read one file. Raises ScenarioError with every anomaly."""
    document = read_yaml(data, decimals=True)
    if document.data is None:
        raise ScenarioError(name, document.anomalies or check_schema(document, _VALIDATOR))
    anomalies = _of_form(document)
    raw: Any = document.data if isinstance(document.data, dict) else {}
    written = raw.get("mesures")
    count = len(written) if isinstance(written, list) else 0
    readers = [_Reader(document, index, anomalies) for index in range(count)]
    found = [reader.measure() for reader in readers]
    anomalies += [anomalie for reader in readers for anomalie in reader.anomalies]
    measures = [measure for measure in found if measure is not None]
    if isinstance(raw.get("date_effet"), date) and len(measures) == len(found):
        anomalies += check_companions(document, measures, raw["date_effet"])
    if anomalies:
        raise ScenarioError(name, sorted(anomalies, key=lambda anomalie: anomalie.line or 0))
    flagged = (*check_crossings(document, measures), *check_repetitions(document, measures))
    return Scenario(name, raw["titre"], raw["auteur"], raw["source"], raw["date_effet"], tuple(measures), flagged)


def _of_form(document: Document) -> list[Anomalie]:
    """What is no YAML of a scenario; a value that could not be read at all is told once."""
    unread = {anomalie.column for anomalie in document.anomalies} - {None}
    schema = [anomalie for anomalie in check_schema(document, _VALIDATOR) if anomalie.column not in unread]
    return [*document.anomalies, *schema]


class _Reader:
    """One measure as written, and everything wrong with it that its form (`told`) does not say already."""

    def __init__(self, document: Document, index: int, told: Sequence[Anomalie]) -> None:
        data: Any = document.data
        self.document = document
        self.index = index
        self.written = data["mesures"][index]
        place = f"mesures.{index}"
        columns = [anomalie.column or "" for anomalie in told]
        self.unread = {
            column.removeprefix(f"{place}.").split(".")[0] for column in columns if column.startswith(f"{place}.")
        }
        self.unreadable = place in columns or "type" in self.unread
        self.kind = Kind.PARAMETRE if self.unreadable else Kind(self.written["type"])
        self.anomalies: list[Anomalie] = []

    def measure(self) -> Measure | None:
        """The measure, None when something is wrong with it."""
        if self.unreadable:
            return None
        key = self._key() if self.kind is Kind.PARAMETRE else self._no_key()
        value = self._value(key)
        niveaux: frozenset[int] = self._selection("niveau", _niveau)
        cpne: frozenset[str] = self._selection("cpne", _cpne)
        rncp: frozenset[int] = self._selection("rncp", _rncp)
        if value is None or self.anomalies or self.unread:
            return None
        return Measure(self.kind, value, key, niveaux, cpne, rncp)

    def _no_key(self) -> str:
        if "cle" in self.written:
            expected = "aucune clé « cle » n’était attendue : elle ne sert qu’aux mesures de type « parametre »"
            self._add("cle", expected, "Retirez-la, ou changez le type")
        return ""

    def _key(self) -> str:
        for name in _FILTERS:
            if name in self.written:
                self._add(name, f"« {name} » ne s’applique pas à un paramètre de la loi", "Retirez cette clé")
        if "cle" in self.unread:
            return ""
        if "cle" not in self.written:
            self._add("type", "une clé « cle » était attendue : le paramètre que la mesure remplace", _SEE_KEYS)
            return ""
        key = str(self.written["cle"])
        if key == _LABEL:
            acting = ", ".join(name for name in _KEYS if name.startswith(_LABEL.rpartition("/")[0]))
            expected = "un paramètre qui change un montant était attendu : celui-ci n’est que le nom d’une rédaction"
            self._add("cle", expected, f"Remplacez ce qui la distingue : {acting}")
            return ""
        if key in _KEYS:
            return key
        close = get_close_matches(key, _KEYS, n=3)
        expected = "un paramètre qui entre dans le montant d’un contrat était attendu"
        self._add("cle", expected, f"Vouliez-vous dire {' ou '.join(close)} ?" if close else _SEE_KEYS)
        return ""

    def _value(self, key: str) -> Fraction | None:
        if "valeur" in self.unread or (self.kind is Kind.PARAMETRE and not key):
            return None
        text = str(self.written["valeur"])
        try:
            if self.kind is Kind.PARAMETRE:
                return _parametre_value(key, text)
            return _variation(text) if self.kind is Kind.POURCENTAGE else _level(text)
        except FieldError as wrong:
            self._add("valeur", wrong.expected, wrong.remedy)
            return None

    def _selection(self, name: str, read: Callable[[str], Any]) -> frozenset[Any]:
        written = self.written.get(name)
        if written is None or name in self.unread or self.kind is Kind.PARAMETRE:
            return frozenset()
        found = set()
        for item in written if isinstance(written, list) else [written]:
            try:
                found.add(read(str(item).strip()))
            except FieldError as wrong:
                self._add(name, wrong.expected, wrong.remedy)
        return frozenset(found)

    def _add(self, key: str, expected: str, remedy: str) -> None:
        written = self.written.get(key)
        self.anomalies.append(
            error(
                "mesure",
                expected,
                remedy,
                line=self.document.line_of(("mesures", self.index, key)),
                column=f"mesures.{self.index}.{key}",
                value=None if written is None or isinstance(written, list) else str(written),
            )
        )


def _variation(text: str) -> Fraction:
    """« -5 », « −2,5 % », « +3 »: a variation of the level, as a fraction of it."""
    bare = text.replace("%", "").replace("−", "-").strip()
    falls = bare.startswith("-")
    size = parse_number(bare[1:].strip() if bare.startswith(("+", "-")) else bare)
    if (size * _FINEST_PERCENT).denominator != 1:
        raise FieldError("pourcentage", "quatre décimales au plus étaient attendues", "Arrondissez la valeur")
    if size > _CENTIMES * (1 if falls else _HIGHEST_RISE):
        most = f"+{_CENTIMES * _HIGHEST_RISE}"
        raise FieldError("pourcentage", f"un pourcentage de -100 à {most} était attendu", "Corrigez la valeur")
    return (-size if falls else size) / _CENTIMES


def _level(text: str) -> Fraction:
    """An annual level, in centimes."""
    centimes = parse_amount(text, largest=LARGEST_EUROS) * _CENTIMES
    if centimes > MOST_CENTIMES:
        raise FieldError(
            "montant", f"au plus {MOST_CENTIMES // _CENTIMES} euros par an étaient attendus", "Corrigez-le"
        )
    return centimes


def _niveau(text: str) -> int:
    bounds = columns("fund")["niveau"]
    lowest, highest = int(bounds.minimum or 0), int(bounds.maximum or HIGHEST_NIVEAU)
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        raise FieldError("niveau", f"un niveau de {lowest} à {highest} était attendu", "Corrigez la clé « niveau »")
    return int(text)


def _cpne(text: str) -> str:
    code = cpne_code(text)
    if not code:
        raise FieldError("cpne", "le code d’une CPNE était attendu", "Corrigez la clé « cpne », ou retirez-la")
    return code


def _rncp(text: str) -> int:
    number = rncp_number(text)
    if number is None:
        raise FieldError("rncp", "un code RNCP était attendu", "Corrigez la clé « rncp », ou retirez-la")
    return number


def _parametre_value(key: str, text: str) -> Fraction:
    """Rates as « 25 % » or « 1/4 », money in euros, the rest as written."""
    unit = parametres.parametre(key).unit
    value = parse_rate(text) if unit == "taux" else parse_number(text) * (_CENTIMES if unit == "centimes" else 1)
    name, field = next((name, field) for name, field in LAW_FIELDS.items() if field.key == key)
    try:
        figure = field.conversion(value)
    except ValueError as refused:
        raise FieldError("valeur", str(refused).replace("est attendu", "était attendu"), "Corrigez-le") from refused
    faults = law_faults(law_table()[1][-1]._replace(**{name: figure}))
    if faults:
        expected = _MOST_EUROS if unit == "centimes" else faults[0].rpartition(" : ")[2]
        raise FieldError("valeur", expected, "Corrigez la valeur, ou son unité")
    return value

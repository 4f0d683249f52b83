"""JSON Schema findings turned into French anomalies, with the line of the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from bareme.anomalies import Anomalie, error, quoted
from bareme.display import format_integer
from bareme.strict_yaml import Document, Path, dotted

_GROUPED_FROM = 10_000
_TYPES = {
    "object": "un ensemble de clés",
    "array": "une liste",
    "string": "un texte",
    "integer": "un nombre entier",
    "boolean": "vrai ou faux (true ou false)",
    "date": "une date AAAA-MM-JJ",
    "null": "rien",
}


def schema_validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """A validator where `type: date` means a YAML date, and an integer is never a boolean."""
    checker = Draft202012Validator.TYPE_CHECKER.redefine("date", lambda _, value: isinstance(value, date))
    # jsonschema ships no type for `extend`.
    validator: Draft202012Validator = extend(Draft202012Validator, type_checker=checker)(schema)  # type: ignore[no-untyped-call]
    return validator


def check_schema(document: Document, validator: Draft202012Validator) -> list[Anomalie]:
    """Every violation of the schema, in the order of the file."""
    found = [anomalie for problem in validator.iter_errors(document.data) for anomalie in _anomalies(problem, document)]
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda anomalie: (anomalie.line or 0, anomalie.column or "", anomalie.code))


def _anomalies(problem: ValidationError, document: Document) -> Iterator[Anomalie]:
    path: Path = tuple(problem.absolute_path)
    if problem.validator == "additionalProperties":
        yield from _unknown_keys(problem, path, document)
        return
    if problem.validator == "required":
        yield from _missing_keys(problem, path, document)
        return
    describe = _DESCRIPTIONS.get(str(problem.validator), _describe_other)
    value = problem.instance
    shown = None if isinstance(value, dict | list) else _shown(value)
    yield error(
        f"schema_{str(problem.validator).lower()}",
        describe(problem),
        "Corrigez cette valeur",
        line=document.line_of(path),
        column=dotted(path) or None,
        value=shown,
    )


def _unknown_keys(problem: ValidationError, path: Path, document: Document) -> Iterator[Anomalie]:
    schema: Any = problem.schema
    instance: Any = problem.instance
    known = set(schema.get("properties", {}))
    for key in instance:
        if key in known or any(re.search(pattern, key) for pattern in schema.get("patternProperties", {})):
            continue
        close = get_close_matches(key, sorted(known), n=1)
        hint = f"Vouliez-vous dire {quoted(close[0])} ? Sinon, retirez-la" if close else "Retirez-la"
        yield error(
            "cle_inconnue",
            f"les clés connues ici sont : {', '.join(sorted(known))}" if known else "aucune clé n’était attendue ici",
            hint,
            line=document.line_of((*path, key)),
            column=dotted((*path, key)),
            value=key,
        )


def _missing_keys(problem: ValidationError, path: Path, document: Document) -> Iterator[Anomalie]:
    wanted: Any = problem.validator_value
    instance: Any = problem.instance
    for key in wanted:
        if key not in instance:
            yield error(
                "cle_manquante",
                f"la clé {quoted(key)} est obligatoire",
                "Ajoutez-la",
                line=document.line_of(path),
                column=dotted((*path, key)),
            )


def _shown(value: object) -> str:
    if value is None:
        return "(vide)"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _describe_type(problem: ValidationError) -> str:
    value: Any = problem.validator_value
    wanted: list[str] = value if isinstance(value, list) else [value]
    return " ou ".join(_TYPES.get(name, name) for name in wanted) + " était attendu"


def _describe_enum(problem: ValidationError) -> str:
    values: Any = problem.validator_value
    return f"une de ces valeurs était attendue : {', '.join(_shown(value) for value in values)}"


def _describe_pattern(problem: ValidationError) -> str:
    schema: Any = problem.schema
    return str(schema.get("description", f"un texte de la forme {problem.validator_value} était attendu"))


def _describe_minimum(problem: ValidationError) -> str:
    return f"un nombre d’au moins {_number(problem.validator_value)} était attendu"


def _describe_maximum(problem: ValidationError) -> str:
    return f"un nombre d’au plus {_number(problem.validator_value)} était attendu"


def _number(bound: Any) -> str:
    """As a French reader writes it; four digits stay together, for they may be a year."""
    return format_integer(bound) if isinstance(bound, int) and bound >= _GROUPED_FROM else str(bound)


def _describe_min_items(_problem: ValidationError) -> str:
    return "au moins un élément était attendu"


def _describe_min_length(_problem: ValidationError) -> str:
    return "un texte non vide était attendu"


def _describe_unique(_problem: ValidationError) -> str:
    return "des éléments tous différents étaient attendus"


def _describe_other(problem: ValidationError) -> str:
    schema: Any = problem.schema
    return str(schema.get("description", "une autre valeur était attendue"))


_DESCRIPTIONS: Mapping[str, Callable[[ValidationError], str]] = {
    "type": _describe_type,
    "enum": _describe_enum,
    "pattern": _describe_pattern,
    "minimum": _describe_minimum,
    "maximum": _describe_maximum,
    "minItems": _describe_min_items,
    "minProperties": _describe_min_items,
    "minLength": _describe_min_length,
    "uniqueItems": _describe_unique,
}

"""One way of writing exact data as bytes, so that the same decision always has the same hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction


def as_data(value: object) -> object:
    """Dataclasses, mappings, Fractions and dates as plain JSON data; a Fraction is « 3/20 », an integral one « 3 »."""
    if isinstance(value, Fraction | date | Enum):
        return _written(value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if is_dataclass(value):
        return {item.name: as_data(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [as_data(item) for item in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _written(value: Fraction | date | Enum) -> object:
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Fraction) else value.isoformat()


def canonical_bytes(value: object) -> bytes:
    """UTF-8 JSON, keys sorted, no space: the form that is hashed. Raises TypeError on a float."""
    return json.dumps(as_data(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

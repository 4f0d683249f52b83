"""Parameters of the law: one dated, sourced YAML file each, read by key and date. See docs.md."""

from __future__ import annotations

from bareme.parametres.loading import get, keys, parametre
from bareme.parametres.model import (
    Parametre,
    ParametreError,
    ParametreMissingError,
    ParametreUnknownError,
    ParametreValue,
    Reference,
)

__all__ = [
    "Parametre",
    "ParametreError",
    "ParametreMissingError",
    "ParametreUnknownError",
    "ParametreValue",
    "Reference",
    "get",
    "keys",
    "parametre",
]

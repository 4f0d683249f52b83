"""Contracts as the kernels take them: numpy views of Polars or Arrow columns, copied only where they must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

import numpy as np
import polars as pl

from bareme.batch.arrays import CONTRAT_DTYPES
from bareme.contrats.contrats import FIELDS, Contrats
from bareme.display import typography
from bareme.rules.contrat import NEVER, Contrat

REQUIRED: Final = ("conclusion", "debut", "fin", "niveau", "npec")

_SAME_AS: Final[Mapping[str, str]] = {"npec_initial": "npec", "debut_cycle": "debut", "facture_recue_le": "debut"}
_DEFAULTS: Final[Mapping[str, int]] = {
    **{name: 0 for name in FIELDS if name not in REQUIRED and name not in _SAME_AS},
    **dict.fromkeys(("rupture", "fin_session", "nouveau_contrat", "pieces_recues_le"), NEVER),
    "formation_commencee": 1,
}


class ArrowStream(Protocol):
    """Any table or batch of the Arrow world: pyarrow, DuckDB, pandas…"""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A batch of the Arrow world, such as those of mapInArrow."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...


Frame = pl.DataFrame | Contrats | ArrowStream | ArrowArray
"""Contracts: one row each, integer (or date, or boolean) columns named as the fields of `Contrat`.

`conclusion`, `debut`, `fin`, `niveau` and `npec` are required. Another column may be absent, or null where nothing is
known: no date, no modulation, formation_commencee, cycle and invoice on `debut`, a level known from the start.
Columns of the types of `bareme.contrats.contrats.FIELDS`, without nulls, are read where they are.
"""


class BatchError(Exception):
    """Contracts or a law that cannot be computed. French: what was expected, found, where, what to do next."""

    def __init__(self, message: str) -> None:
        super().__init__(typography(message))


def frame_of(contrats: Frame) -> pl.DataFrame:
    """The Polars frame over the same memory."""
    if isinstance(contrats, Contrats):
        return contrats.columns
    if isinstance(contrats, pl.DataFrame):
        return contrats
    exported: Any = contrats
    return pl.DataFrame(exported)


def columns_of(frame: pl.DataFrame) -> Contrat:
    """A `Contrat` whose fields are read-only numpy columns, all `frame.height` long.

    Raises BatchError: a required column is missing, has nulls, or is not made of integers.
    """
    missing = [name for name in REQUIRED if name not in frame.columns]
    if missing:
        raise BatchError(
            f"Colonnes manquantes : {', '.join(missing)}. Les contrats se donnent en colonnes d’entiers nommées comme "
            f"les champs de Contrat ; trouvées : {', '.join(frame.columns) or 'aucune'}. "
            "Un fichier se lit avec bareme.contrats."
        )
    columns: dict[str, Any] = {}
    for name in FIELDS:
        if name in frame.columns:
            columns[name] = _filled(frame, name)
        elif name in _SAME_AS:
            columns[name] = columns[_SAME_AS[name]]
        else:
            # One value seen from every row: no memory.
            columns[name] = np.broadcast_to(CONTRAT_DTYPES[name].type(_DEFAULTS[name]), frame.height)
    return Contrat(**{name: columns[name].astype(dtype, copy=False) for name, dtype in CONTRAT_DTYPES.items()})


def _filled(frame: pl.DataFrame, name: str) -> np.ndarray[Any, Any]:
    column = _integers(frame[name])
    if not column.null_count():
        return column.to_numpy()
    if name in REQUIRED:
        row = column.is_null().arg_true()[0]
        raise BatchError(f"Colonne {name}, contrat de rang {row + 1} : une valeur était attendue, il n’y en a pas.")
    if name in _SAME_AS:
        return column.fill_null(_integers(frame[_SAME_AS[name]])).to_numpy()
    return column.fill_null(_DEFAULTS[name]).to_numpy()


def _integers(column: pl.Series) -> pl.Series:
    """The column in the type of its field; a view when it has it already."""
    known = FIELDS[column.name]
    if not (column.dtype.is_integer() or column.dtype in {pl.Boolean, pl.Date, pl.Null}):
        raise BatchError(
            f"Colonne {column.name} : des entiers étaient attendus (jours depuis le 1er janvier 1970, centimes, "
            f"centièmes d’heure, 0 ou 1), trouvé : {column.dtype}. Un fichier se lit avec bareme.contrats."
        )
    physical = column.to_physical() if column.dtype == pl.Date else column
    if physical.dtype == known:
        return physical.rechunk()
    try:
        return physical.cast(known).rechunk()
    except pl.exceptions.InvalidOperationError as refused:
        bounds = np.iinfo(CONTRAT_DTYPES[column.name])
        low, high = physical.bottom_k(1).item(), physical.top_k(1).item()
        raise BatchError(
            f"Colonne {column.name} : des entiers de {bounds.min} à {bounds.max} étaient attendus, "
            f"trouvé : de {low} à {high}."
        ) from refused

"""The layout of the columns that the kernels read and write: numpy types, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from bareme.contrats.contrats import FIELDS
from bareme.rules.law import Law

_NUMPY: Final[Mapping[type[pl.DataType], type[np.signedinteger[Any]]]] = {
    pl.Int8: np.int8,
    pl.Int16: np.int16,
    pl.Int32: np.int32,
    pl.Int64: np.int64,
}

CONTRAT_DTYPES: Final[Mapping[str, np.dtype[Any]]] = {name: np.dtype(_NUMPY[kind]) for name, kind in FIELDS.items()}
"""The columns of `Contrat`, as the reader gives them."""

LINE_DTYPES: Final[Mapping[str, np.dtype[Any]]] = {
    "row": np.dtype(np.uint32),
    "annee": np.dtype(np.int8),
    "rang": np.dtype(np.int8),
    "nature": np.dtype(np.int8),
    "exigible_le": np.dtype(np.int32),
    "montant": np.dtype(np.int64),
}
"""The columns of an instalment; `row` is that of its contract."""

SUMMARY_DTYPES: Final[Mapping[str, np.dtype[Any]]] = {
    "version": np.dtype(np.int8),
    "jours": np.dtype(np.int32),
    "mois": np.dtype(np.int16),
    "npec_retenu": np.dtype(np.int64),
    "du_brut": np.dtype(np.int64),
    "participation": np.dtype(np.int64),
    "du_opco": np.dtype(np.int64),
}
"""The columns of a `Summary`, in its order."""

LAW_DTYPE: Final = np.dtype([(name, np.int64) for name in Law._fields])
"""One interval of constant law, as a record."""

"""The table of laws as the kernels read it."""

from __future__ import annotations

from typing import Final

import numpy as np

from bareme.batch.arrays import LAW_DTYPE
from bareme.batch.bounds import law_faults
from bareme.batch.columns import BatchError
from bareme.batch.kernels import Laws
from bareme.rules.law import Law

LawTable = tuple[tuple[int, ...], tuple[Law, ...]]
"""What `bareme.legislation.law_table` returns: first days of the intervals (ascending), law of each."""

_SHOWN: Final = 10


def laws_of(table: LawTable) -> Laws:
    """The same as arrays. Raises BatchError: a figure that 64 bits could not carry to the end, an empty table."""
    starts, laws = table
    if not laws:
        raise BatchError("Aucune règle : la table des lois est vide. Elle se lit avec bareme.legislation.law_table.")
    faults = sorted({fault for law in laws for fault in law_faults(law)})
    if faults:
        raise BatchError("Paramètres hors des bornes du calcul :\n" + "\n".join(faults[:_SHOWN]))
    records = np.array([tuple(law) for law in laws], dtype=LAW_DTYPE)
    return Laws(np.array(starts, dtype=np.int64), records)  # type: ignore[arg-type]  # records read like laws

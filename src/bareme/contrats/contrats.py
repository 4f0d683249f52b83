"""The contracts of a file as the rules read them: one integer column per field of `bareme.rules.contrat.Contrat`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from bareme.rules.contrat import Contrat

FIELDS: Mapping[str, type[pl.DataType]] = {
    "type": pl.Int8,
    "conclusion": pl.Int32,
    "debut": pl.Int32,
    "fin": pl.Int32,
    "niveau": pl.Int8,
    "npec": pl.Int64,
    "npec_initial": pl.Int64,
    "decision": pl.Int32,
    "rupture": pl.Int32,
    "rupture_probatoire": pl.Int8,
    "formation_commencee": pl.Int8,
    "heures_formation": pl.Int32,
    "heures_distance": pl.Int32,
    "exempt_distance": pl.Int8,
    "majoration_handicap": pl.Int64,
    "reduction_duree": pl.Int8,
    "titre_ministere_court": pl.Int8,
    "debut_cycle": pl.Int32,
    "maintien_cfa": pl.Int8,
    "fin_session": pl.Int32,
    "nouveau_contrat": pl.Int32,
    "suite_rupture": pl.Int8,
    "facture_recue_le": pl.Int32,
    "pieces_recues_le": pl.Int32,
    "taux_horaire": pl.Int32,
}
"""The fields of `Contrat`, in its order, and the type of each column."""

LABELS = ("numero", "rncp", "cpne", "idcc", "cfa", "region")


@dataclass(frozen=True, slots=True)
class Contrats:
    """Contracts ready to be funded.

    `columns` has the FIELDS, without any null; `labels` the texts by which a contract is known and grouped (LABELS,
    null where nothing is written). Same rows, same order as the file.
    """

    columns: pl.DataFrame
    labels: pl.DataFrame

    def __len__(self) -> int:
        return self.columns.height

    @property
    def numero(self) -> pl.Series:
        return self.labels["numero"]

    def row(self, position: int) -> Contrat:
        """One contract, for the plain engine."""
        return Contrat(*self.columns.row(position))

    def __iter__(self) -> Iterator[Contrat]:
        return (Contrat(*row) for row in self.columns.iter_rows())

    def position_of(self, numero: str) -> int | None:
        """The row of a contract, None when no contract has this number."""
        found = (self.numero == numero).arg_true()
        return int(found[0]) if len(found) else None

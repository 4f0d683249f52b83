"""The règlement: one version of the rules of a campaign, immutable once loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from typing import Any

from bareme.anomalies import Anomalie
from bareme.majoration.canonical import as_data, canonical_bytes
from bareme.majoration.reglement.differences import Difference, list_differences
from bareme.majoration.reglement.overrides import apply_overrides
from bareme.majoration.reglement.parse import CANDIDATURE_FIELDS, parse_document, total_weight
from bareme.majoration.reglement.parts import (
    Arrondi,
    BonusVert,
    Clause,
    Complements,
    Condition,
    Coupure,
    Critere,
    Departage,
    Donnee,
    Indicateur,
    IndicateurType,
    OrganismeEcarte,
    Plafonds,
    Planchers,
    Recevabilite,
    SelectionManuelle,
    Source,
)
from bareme.strict_yaml import Document


class ReglementError(Exception):
    """A règlement that cannot be used. `anomalies` lists everything wrong, with lines."""

    def __init__(self, anomalies: list[Anomalie]) -> None:
        super().__init__("\n".join(anomalie.message for anomalie in anomalies))
        self.anomalies = tuple(anomalies)


@dataclass(frozen=True)
class Reglement:
    """Rules of one campaign. `enveloppe` is in whole euros, without the majoration exceptionnelle.

    `contrats_a_compter_du` is inclusive. `document` is the plain data the règlement was read from, the rules left out
    filled in, for overrides; `anomalies` the warnings met in reading it. Neither is part of its canonical form.
    """

    code: str
    version: int
    titre: str
    annee: int
    source: Source
    clauses: Mapping[str, Clause]
    enveloppe: int
    contrats_a_compter_du: date
    recevabilite: Recevabilite
    donnees: tuple[Donnee, ...]
    eligibilite: tuple[Condition, ...]
    criteres: tuple[Critere, ...]
    bonus_vert: BonusVert
    complements: Complements
    plafonds: Plafonds
    planchers: Planchers
    coupure: Coupure
    departage: Departage
    arrondi: Arrondi
    organismes_ecartes: tuple[OrganismeEcarte, ...]
    selections_manuelles: tuple[SelectionManuelle, ...]
    document: Mapping[str, Any] = field(repr=False, compare=False)
    anomalies: tuple[Anomalie, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def from_document(cls, document: Document) -> Reglement:
        """Raises ReglementError with every anomaly."""
        parsed, data, anomalies = parse_document(document)
        if parsed is None:
            raise ReglementError(anomalies)
        return cls(**parsed, document=data, anomalies=tuple(anomalies))

    def with_overrides(self, overrides: Mapping[str, Any]) -> tuple[Reglement, list[Difference]]:
        """A new règlement and what differs from this one, in reading order.

        Keys are dotted paths where coded lists are entered by code: {"enveloppe": 21000000, "bonus_vert.taux": "10 %",
        "criteres.innovation.poids": 30, "complements.classes.B": "12 %", "organismes_ecartes": [...]}. A nested mapping
        means the same. Raises ReglementError when a path is unknown or the outcome is not a valid règlement.
        """
        data, anomalies = apply_overrides(self.document, overrides)
        parsed, data, found = parse_document(Document(data=data))
        if parsed is None or anomalies:
            raise ReglementError([*anomalies, *found])
        changed = Reglement(**parsed, document=data, anomalies=tuple(found))
        return changed, list_differences(self.as_data(), changed.as_data())

    def as_data(self) -> dict[str, object]:
        """The règlement as plain canonical data (« 15 % » and « 0,15 » are the same there)."""
        return {item.name: as_data(getattr(self, item.name)) for item in fields(self) if item.compare}

    def canonical(self) -> bytes:
        """Canonical JSON, for hashing."""
        return canonical_bytes(self.as_data())

    @property
    def points_max(self) -> Fraction:
        """The highest score possible: the sum of the weights."""
        return total_weight(self.criteres)

    @property
    def indicateurs(self) -> Iterator[Indicateur]:
        return (indicateur for critere in self.criteres for indicateur in critere.indicateurs)

    @property
    def column_types(self) -> dict[str, IndicateurType]:
        """Criteria and data columns a candidature file may hold, in the order of the règlement."""
        types = {indicateur.code: indicateur.type for indicateur in self.indicateurs}
        return types | {donnee.code: donnee.type for donnee in self.donnees}

    @property
    def candidature_columns(self) -> tuple[str, ...]:
        """Every column of a candidature file: its own fields, then those of the criteria."""
        return (*CANDIDATURE_FIELDS, *self.column_types)

    def counts_contrat_of(self, start: date) -> bool:
        """Whether a contract that starts on this day falls in the campaign (the first day is included)."""
        return start >= self.contrats_a_compter_du

    def clause_of(self, rule: str) -> Clause:
        """The clause of a plain value: `enveloppe` or `contrats_a_compter_du`."""
        return self.clauses[rule]

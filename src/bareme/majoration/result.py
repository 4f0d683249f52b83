"""What an allocation is: one line per organisme, one line per formation, the solved base, the counters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from bareme.anomalies import Anomalie
from bareme.majoration.candidature import Candidature
from bareme.majoration.canonical import canonical_bytes
from bareme.majoration.reglement.model import Reglement


class StatutFormation(StrEnum):
    """What became of one candidature."""

    RETENUE = "retenue"
    NON_RETENUE = "non_retenue"
    INELIGIBLE = "ineligible"
    INCOMPLETE = "incomplete"
    ECARTEE = "ecartee"


class AllocationMode(StrEnum):
    """CLASSEMENT: eligibility, scoring and cut-off applied. LISTE_RETENUE: the file is the list already retained."""

    CLASSEMENT = "classement"
    LISTE_RETENUE = "liste_retenue"


class OrganismeLine(NamedTuple):
    """One line of the annexe. Whole euros, except `exact` (the solved amount before rounding) and `vert_exact`.

    A named tuple and not a dataclass because 100 000 of them are made in a tenth of the time.

    `majoration` already holds `ajustement` (-1, 0 or +1 euro of the residue) and `dont_bonus_vert` is part of it;
    `totale` = `majoration` + `exceptionnelle`. `contrats` counts the retained contracts, green ones included.
    """

    of_cfa: str
    contrats: int
    contrats_verts: int
    exact_numerator: int
    exact_denominator: int
    vert_numerator: int
    vert_denominator: int
    capped_total: bool
    capped_green: bool
    floored: bool
    majoration: int
    dont_bonus_vert: int
    ajustement: int
    exceptionnelle: int

    @property
    def exact(self) -> Fraction:
        """The solved amount in euros, before rounding."""
        return Fraction(self.exact_numerator, self.exact_denominator)

    @property
    def vert_exact(self) -> Fraction:
        """The green part in euros after its own cap, before the total cap and rounding."""
        return Fraction(self.vert_numerator, self.vert_denominator)

    @property
    def totale(self) -> int:
        return self.majoration + self.exceptionnelle


class FormationLine(NamedTuple):
    """One candidature after the pipeline. `amount` is in centimes: its share of the organisme's voted majoration.

    The shares of the formations of an organisme add up exactly to its `majoration`. `score` and `rank` are None when
    nothing was scored. `reason` is the French sentence that says why the formation is retained or not.
    """

    candidature: Candidature
    statut: StatutFormation
    reason: str
    score: Fraction | None
    rank: int | None
    contrats_verts: int
    amount: int

    @property
    def retained(self) -> bool:
        return self.statut is StatutFormation.RETENUE

    @property
    def reference(self) -> str:
        return self.candidature.reference

    @property
    def of_cfa(self) -> str:
        return self.candidature.of_cfa

    @property
    def formation(self) -> str:
        return self.candidature.formation

    @property
    def site(self) -> str:
        return self.candidature.site

    @property
    def contrats(self) -> int:
        return self.candidature.contrats

    @property
    def complement(self) -> str:
        return self.candidature.complement

    @property
    def exceptionnelle(self) -> int:
        return self.candidature.exceptionnelle


@dataclass(frozen=True, slots=True)
class Counters:
    """Figures shown on top of a ranking. Amounts in whole euros; ratios are exact Fractions (None over zero)."""

    demandes: int
    contrats_demandes: int
    formations_retenues: int
    contrats_retenus: int
    contrats_verts_retenus: int
    organismes_demandeurs: int
    organismes_retenus: int
    majoration: int
    dont_bonus_vert: int
    exceptionnelle: int

    @property
    def totale(self) -> int:
        return self.majoration + self.exceptionnelle

    @property
    def part_formations(self) -> Fraction | None:
        return Fraction(self.formations_retenues, self.demandes) if self.demandes else None

    @property
    def part_contrats(self) -> Fraction | None:
        return Fraction(self.contrats_retenus, self.contrats_demandes) if self.contrats_demandes else None


@dataclass(frozen=True)
class Allocation:
    """The result of `allocate`. `base` and `mean` are exact euros per contract; `residu` is in whole euros.

    `base_imposed`: the base was given, not solved, and the amounts do not sum to the envelope.

    `organismes` is in the order of the published annexe (names as French readers sort them), `formations` by rank
    when they were ranked, else in the same order. `anomalies` holds warnings only: an error raises.
    """

    reglement: Reglement
    mode: AllocationMode
    base_imposed: bool
    base: Fraction
    mean: Fraction
    residu: int
    organismes: tuple[OrganismeLine, ...]
    formations: tuple[FormationLine, ...]
    counters: Counters
    evaluations: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    anomalies: tuple[Anomalie, ...] = ()

    def canonical(self) -> bytes:
        """The allocation and its règlement as canonical JSON: same inputs, same bytes."""
        return canonical_bytes(self._as_data())

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()

    @property
    def reste(self) -> int:
        """Euros of the enveloppe left: zero when the base is solved, negative when an imposed base overspends."""
        return self.reglement.enveloppe - self.counters.majoration

    def organisme(self, of_cfa: str) -> OrganismeLine:
        """The line of one organisme; KeyError when it has none."""
        return self._by_name[of_cfa]

    def formation(self, reference: str) -> FormationLine:
        """The line of one candidature; KeyError when there is none."""
        return self._by_reference[reference]

    def formations_of(self, of_cfa: str) -> tuple[FormationLine, ...]:
        """Every candidature of one organisme, retained or not."""
        return tuple(self._by_organisme.get(of_cfa, ()))

    @cached_property
    def _by_reference(self) -> dict[str, FormationLine]:
        return {line.reference: line for line in self.formations}

    @cached_property
    def _by_organisme(self) -> dict[str, list[FormationLine]]:
        groups: dict[str, list[FormationLine]] = {}
        for line in self.formations:
            groups.setdefault(line.of_cfa, []).append(line)
        return groups

    @cached_property
    def _by_name(self) -> dict[str, OrganismeLine]:
        return {line.of_cfa: line for line in self.organismes}

    def _as_data(self) -> dict[str, object]:
        return {
            "format": "bareme.majoration.allocation",
            "reglement": self.reglement.as_data(),
            "mode": self.mode,
            "base_imposed": self.base_imposed,
            "base": self.base,
            "mean": self.mean,
            "residu": self.residu,
            "organismes": [organisme_as_data(line) for line in self.organismes],
            "formations": [formation_as_data(line) for line in self.formations],
            "evaluations": sorted([*key, points] for key, points in self.evaluations.items()),
        }


def organisme_as_data(line: OrganismeLine) -> dict[str, object]:
    return {
        "of_cfa": line.of_cfa,
        "contrats": line.contrats,
        "contrats_verts": line.contrats_verts,
        "exact": line.exact,
        "capped_total": line.capped_total,
        "capped_green": line.capped_green,
        "floored": line.floored,
        "majoration": line.majoration,
        "dont_bonus_vert": line.dont_bonus_vert,
        "ajustement": line.ajustement,
        "exceptionnelle": line.exceptionnelle,
        "totale": line.totale,
    }


def formation_as_data(line: FormationLine) -> dict[str, object]:
    return {
        "reference": line.reference,
        "of_cfa": line.of_cfa,
        "formation": line.formation,
        "site": line.site,
        "contrats": line.contrats,
        "contrats_verts_declares": line.candidature.contrats_verts,
        "contrats_verts": line.contrats_verts,
        "complement": line.complement,
        "exceptionnelle": line.exceptionnelle,
        "indicateurs": dict(line.candidature.indicateurs),
        "statut": line.statut,
        "reason": line.reason,
        "score": line.score,
        "rank": line.rank,
        "amount": line.amount,
    }

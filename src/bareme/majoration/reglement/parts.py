"""The parts of a règlement, as frozen data. Amounts are whole euros, rates and points exact Fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

Value = Fraction | bool | str | date | None
"""What a candidature holds behind an indicator; None is « absent », never zero."""


class StatutClause(StrEnum):
    """Where a clause comes from: printed in an act, deduced from its figures, assumed, or invented for a demo."""

    PUBLIE = "publie"
    DEDUIT = "deduit"
    HYPOTHESE = "hypothese"
    FICTIF = "fictif"


class IndicateurType(StrEnum):
    """What kind of figure an indicator is."""

    EFFECTIF = "effectif"
    TAUX = "taux"
    PART = "part"
    MONTANT = "montant"
    LISTE = "liste"
    BOOLEEN = "booleen"
    DATE = "date"
    QUALITATIF = "qualitatif"


class CoupureMode(StrEnum):
    """How the ranked list is cut."""

    SCORE = "score"
    PART = "part"
    CONTRATS = "contrats"
    MANUEL = "manuel"
    AUCUNE = "aucune"


class Residu(StrEnum):
    """Who bears the euros left by rounding."""

    PLUS_FORT_RESTE = "plus_fort_reste"
    LIGNES_DESIGNEES = "lignes_designees"


class IncompletRegle(StrEnum):
    """What becomes of a candidature one of whose indicators is missing."""

    ECARTER = "ecarter"
    COMPTER_SANS_POINT = "compter_sans_point"


class RetardRegle(StrEnum):
    """What becomes of a candidature that comes in after the closing date."""

    REFUSER = "refuser"
    ACCEPTER_SUR_MOTIF = "accepter_sur_motif"


class Decision(StrEnum):
    """A choice made by hand on one candidature."""

    RETENIR = "retenir"
    ECARTER = "ecarter"


@dataclass(frozen=True, slots=True)
class Clause:
    """The text that a rule comes from."""

    code: str
    ref: str
    texte: str
    statut: StatutClause


@dataclass(frozen=True, slots=True)
class Source:
    """The act that adopts or shows the règlement."""

    titre: str
    date: date | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A document asked of each candidature."""

    code: str
    libelle: str
    obligatoire: bool


@dataclass(frozen=True, slots=True)
class Recevabilite:
    """Pieces, late and incomplete files, reminders (days before the closing date, largest first).

    `complement_jours` is the time left after the closing date to complete a file that came in incomplete;
    `relances_incomplets_jours` the days after the closing date on which such files are reminded, smallest first.
    """

    pieces: tuple[Piece, ...]
    retard: RetardRegle
    incomplet: IncompletRegle
    relances_jours: tuple[int, ...]
    clause: Clause
    complement_jours: int = 0
    relances_incomplets_jours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Donnee:
    """A figure asked of each candidature that is not scored (it serves eligibility)."""

    code: str
    libelle: str
    type: IndicateurType


@dataclass(frozen=True, slots=True)
class Condition:
    """One eligibility predicate: `champ operateur valeur`. `si_absent_eligible` says what a missing figure means."""

    code: str
    libelle: str
    champ: str
    operateur: str
    valeur: Fraction | date | str | bool | tuple[str, ...]
    si_absent_eligible: bool
    clause: Clause


@dataclass(frozen=True, slots=True)
class Paliers:
    """Steps: the points of the highest threshold reached. `seuils` is ascending: (threshold, points)."""

    seuils: tuple[tuple[Fraction, Fraction], ...]

    @property
    def points_max(self) -> Fraction:
        return max(points for _, points in self.seuils)


@dataclass(frozen=True, slots=True)
class Lineaire:
    """A straight line from (`de`, `points_de`) to (`a`, `points_a`), flat outside."""

    de: Fraction
    a: Fraction
    points_de: Fraction
    points_a: Fraction

    @property
    def points_max(self) -> Fraction:
        return max(self.points_de, self.points_a)


@dataclass(frozen=True, slots=True)
class Valeurs:
    """A closed list: each value has its points (« oui » and « non » for a boolean)."""

    points: Mapping[str, Fraction]

    @property
    def points_max(self) -> Fraction:
        return max(self.points.values())


@dataclass(frozen=True, slots=True)
class Notation:
    """Points given by an evaluator, between 0 and `points_max`."""

    points_max: Fraction


Bareme = Paliers | Lineaire | Valeurs | Notation


@dataclass(frozen=True, slots=True)
class Indicateur:
    """One figure behind a criterion, with its scale of points."""

    code: str
    libelle: str
    type: IndicateurType
    unite: str
    bareme: Bareme


@dataclass(frozen=True, slots=True)
class Critere:
    """One criterion: its note is poids × points obtained / points possible, over its indicators."""

    code: str
    libelle: str
    poids: Fraction
    indicateurs: tuple[Indicateur, ...]
    clause: Clause

    @property
    def points_max(self) -> Fraction:
        return sum((indicateur.bareme.points_max for indicateur in self.indicateurs), Fraction(0))

    @property
    def factor(self) -> Fraction:
        """What one point is worth in the score."""
        return self.poids / self.points_max


@dataclass(frozen=True, slots=True)
class SeuilVert:
    """One threshold of the bonus vert, on the indicator `champ`."""

    champ: str
    minimum: Fraction


@dataclass(frozen=True, slots=True)
class BonusVert:
    """Rate of the bonus vert (share of the mean M per green contract) and what makes a formation green.

    `seuils` is empty when the règlement takes the declared green contracts as they are; otherwise all must be reached.
    """

    taux: Fraction
    seuils: tuple[SeuilVert, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Complements:
    """Classes of périmètre financier: class → share of the mean M per contract."""

    classes: Mapping[str, Fraction]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Plafonds:
    """Ceilings in euros per organisme: the whole majoration, and within it the green part. None: no ceiling."""

    total: Fraction | None
    dont_vert: Fraction | None
    par_organisme: Mapping[str, Fraction]
    clause: Clause

    def total_for(self, of_cfa: str) -> Fraction | None:
        return self.par_organisme.get(of_cfa, self.total)


@dataclass(frozen=True, slots=True)
class Planchers:
    """Floors in euros per organisme that has at least one retained contract."""

    total: Fraction
    par_organisme: Mapping[str, Fraction]
    clause: Clause

    def total_for(self, of_cfa: str) -> Fraction:
        return self.par_organisme.get(of_cfa, self.total)


@dataclass(frozen=True, slots=True)
class Coupure:
    """Where the ranked list stops. `valeur` is a score, a share of formations or a number of contracts.

    `score_minimum` excludes below it whatever the mode. In mode MANUEL only the hand-made selections are kept.
    """

    mode: CoupureMode
    valeur: Fraction | None
    score_minimum: Fraction | None
    clause: Clause


@dataclass(frozen=True, slots=True)
class CleDepartage:
    """One key of the tie rule: a field, an indicator or « critere:<code> », largest first or smallest first."""

    cle: str
    decroissant: bool


@dataclass(frozen=True, slots=True)
class Departage:
    """The named tie rule. Identity (organisme, formation, site, reference) always ends it, so the order is total."""

    nom: str
    cles: tuple[CleDepartage, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Arrondi:
    """Rounding of each organisme (half up, to the euro) and who bears the residue.

    `lignes` is empty unless the residue goes to named organismes. `clause` is that of the rounding to the euro,
    `clause_residu` that of the residue, `clause_partage` that of the centimes between the formations of an organisme.
    """

    residu: Residu
    lignes: tuple[str, ...]
    clause: Clause
    clause_residu: Clause
    clause_partage: Clause


@dataclass(frozen=True, slots=True)
class OrganismeEcarte:
    """An organisme dropped from a scenario, with its reason."""

    of_cfa: str
    motif: str


@dataclass(frozen=True, slots=True)
class SelectionManuelle:
    """A candidature kept or dropped by hand, with its reason."""

    reference: str
    decision: Decision
    motif: str

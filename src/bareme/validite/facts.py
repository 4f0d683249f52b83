"""What is known of one contract when it is checked. None: not told, never « no » and never zero."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

APPRENTISSAGE = "apprentissage"
PROFESSIONNALISATION = "professionnalisation"
RECONVERSION = "reconversion"

TYPES = (APPRENTISSAGE, PROFESSIONNALISATION, RECONVERSION)

Periods = tuple[tuple[date, Fraction], ...]
"""The pay that a contract writes: (first day, share of the SMIC or of the minimum of the branch), by date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One contract, in the columns of `contrats.schema.json`. Amounts are centimes a month, hours are exact.

    `debut_cycle` None: the cycle did not begin before the contract. The oui/non columns that `fund` reads too
    (`reduction_duree`, `suite_rupture`, `public_prioritaire`) are « non » when they are not told.
    """

    numero: str
    type: str = APPRENTISSAGE
    date_conclusion: date
    date_debut: date
    date_fin: date
    niveau: int | None = None
    debut_cycle: date | None = None
    date_rupture: date | None = None
    pieces_recues_le: date | None = None
    heures_formation: Fraction | None = None
    reduction_duree: bool = False
    suite_rupture: bool = False
    public_prioritaire: bool = False
    # Who learns (L6222-1, L6325-1).
    date_naissance: date | None = None
    derogation_age: str | None = None
    college_acheve: bool | None = None
    fin_contrat_precedent: date | None = None
    rqth: bool | None = None
    sportif: bool | None = None
    public: str | None = None
    # What is prepared, and where (L6211-1, R6113-16, L6316-1).
    rncp_fin_enregistrement: date | None = None
    rncp_apprentissage: bool | None = None
    cfa_habilite: str | None = None
    cfa_qualiopi: bool | None = None
    cfa_premiere_convention: date | None = None
    cfa_copie_contrat_le: date | None = None
    # How long (L6222-7-1, L6222-12, L6211-2).
    duree_cycle: int | None = None
    fin_formation: date | None = None
    debut_pratique: date | None = None
    debut_formation: date | None = None
    convention_tripartite: bool | None = None
    prolongation_echec: bool | None = None
    transfrontalier: bool | None = None
    certificateur_deroge: bool | None = None
    heures_contrat: Fraction | None = None
    accord_duree: bool | None = None
    accord_formation: bool | None = None
    # Who teaches in the company (L6223-8-1, D6325-6): the maître d’apprentissage or the tutor.
    maitre_statut: str | None = None
    maitre_date_naissance: date | None = None
    maitre_attestation: bool | None = None
    maitre_accord_branche: bool | None = None
    maitre_niveau: int | None = None
    maitre_meme_domaine: bool | None = None
    maitre_experience: int | None = None
    maitre_apprentis: int | None = None
    maitre_redoublants: int | None = None
    travail_temporaire: bool | None = None
    # What is paid (D6222-26, D6325-15).
    salaire_mensuel: int | None = None
    smc_mensuel: int | None = None
    annee_cycle: int | None = None
    duree_hebdo: Fraction | None = None
    licence_professionnelle: bool | None = None
    meme_niveau: bool | None = None
    annee_supplementaire: bool | None = None
    salaire_precedent: int | None = None
    remunerations: Periods | None = None
    qualification_bac_pro: bool | None = None
    minimum_branche: int | None = None
    # What the OPCO knows and when (D6224-1, R6224-3).
    departement: str | None = None
    employeur_public: bool | None = None
    entreprise_rattachee: bool | None = None
    opposition_en_cours: bool | None = None
    manquements_en_cours: bool | None = None
    numero_deca: str | None = None
    date_transmission: date | None = None
    date_dossier_complet: date | None = None
    decision: str | None = None
    date_decision: date | None = None
    decision_motivee: bool | None = None
    # Période de reconversion (L6324-1).
    reconversion: str | None = None
    socle_clea: bool | None = None
    accord_reconversion: bool | None = None
    duree_cdd_accueil: int | None = None

    @property
    def tested_on(self) -> date:
        """The start of the contract, or of the cycle when it began earlier."""
        return self.date_debut if self.debut_cycle is None else min(self.date_debut, self.debut_cycle)

    def missing(self, *columns: str) -> tuple[str, ...]:
        """Those of the columns that are not told."""
        return tuple(column for column in columns if getattr(self, column) is None)


def columns() -> tuple[str, ...]:
    """Every column that the checks read, in the order of `Facts`."""
    return tuple(known.name for known in fields(Facts))

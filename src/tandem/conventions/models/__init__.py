"""Tables of the conventions."""

from tandem.conventions.models.abonnement import DigestPreference, DigestSent, FluxCalendrier
from tandem.conventions.models.avenant import (
    Avenant,
    Courrier,
    ModificationAvenant,
    Production,
    Prolongation,
    ValidationProduction,
)
from tandem.conventions.models.bilan import Bilan
from tandem.conventions.models.comite import (
    Comite,
    DecisionComite,
    MembreComite,
    PointOrdreDuJour,
    Reunion,
    ReunionObligation,
    SuiviDecisionComite,
)
from tandem.conventions.models.convention import (
    Convention,
    ConventionChange,
    ConventionTransition,
    Habilitation,
    Partie,
)
from tandem.conventions.models.document import DocumentFinal, ModeleDocument, ScanSigne, Signataire, Signature
from tandem.conventions.models.fiche import Action, Axe, EtatFicheTransition, Fiche, ModeleFiche
from tandem.conventions.models.indicateur import CfaPerimetre, FluxContrats, Indicateur, Valeur
from tandem.conventions.models.obligation import Obligation, Transmission
from tandem.conventions.models.texte import Clause, ModeleClause, Restriction, VarianteClause

__all__ = [
    "Action",
    "Avenant",
    "Axe",
    "Bilan",
    "CfaPerimetre",
    "Clause",
    "Comite",
    "Convention",
    "ConventionChange",
    "ConventionTransition",
    "Courrier",
    "DecisionComite",
    "DigestPreference",
    "DigestSent",
    "DocumentFinal",
    "EtatFicheTransition",
    "Fiche",
    "FluxCalendrier",
    "FluxContrats",
    "Habilitation",
    "Indicateur",
    "MembreComite",
    "ModeleClause",
    "ModeleDocument",
    "ModeleFiche",
    "ModificationAvenant",
    "Obligation",
    "Partie",
    "PointOrdreDuJour",
    "Production",
    "Prolongation",
    "Restriction",
    "Reunion",
    "ReunionObligation",
    "ScanSigne",
    "Signataire",
    "Signature",
    "SuiviDecisionComite",
    "Transmission",
    "Valeur",
    "ValidationProduction",
    "VarianteClause",
]

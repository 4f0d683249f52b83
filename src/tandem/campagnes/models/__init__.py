"""The yearly campaign « majoration des coûts contrats », from the candidatures to the vote."""

from tandem.campagnes.models.campagne import AnnexePubliee, Campagne, CampagneTransition, Reglement
from tandem.campagnes.models.candidature import (
    Candidature,
    CandidatureTransition,
    Dossier,
    Piece,
    Rappel,
)
from tandem.campagnes.models.instruction import (
    DeclarationInteret,
    Evaluation,
    MajorationExceptionnelle,
)
from tandem.campagnes.models.scenario import Adoption, Donnees, Scenario
from tandem.campagnes.models.vote import Correction, LigneVotee, Notification, Vote

__all__ = [
    "Adoption",
    "AnnexePubliee",
    "Campagne",
    "CampagneTransition",
    "Candidature",
    "CandidatureTransition",
    "Correction",
    "DeclarationInteret",
    "Donnees",
    "Dossier",
    "Evaluation",
    "LigneVotee",
    "MajorationExceptionnelle",
    "Notification",
    "Piece",
    "Rappel",
    "Reglement",
    "Scenario",
    "Vote",
]

"""States of a campaign and of its candidatures, and the transitions allowed between them."""

from django.db import models


class EtatCampagne(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    OUVERTE = "ouverte", "Ouverte au dépôt"
    INSTRUCTION = "instruction", "En instruction"
    CLASSEE = "classee", "Classée"
    PROPOSEE_AU_VOTE = "proposee_au_vote", "Proposée au vote"
    VOTEE = "votee", "Votée"
    NOTIFIEE = "notifiee", "Notifiée"


CAMPAGNE_TRANSITIONS = {
    EtatCampagne.PREPARATION: {EtatCampagne.OUVERTE},
    EtatCampagne.OUVERTE: {EtatCampagne.INSTRUCTION},
    EtatCampagne.INSTRUCTION: {EtatCampagne.CLASSEE, EtatCampagne.OUVERTE},
    EtatCampagne.CLASSEE: {EtatCampagne.PROPOSEE_AU_VOTE, EtatCampagne.INSTRUCTION},
    EtatCampagne.PROPOSEE_AU_VOTE: {EtatCampagne.VOTEE, EtatCampagne.CLASSEE},
    EtatCampagne.VOTEE: {EtatCampagne.NOTIFIEE},
    EtatCampagne.NOTIFIEE: set(),
}


def pairs(transitions):
    """Return a table of transitions as the (from, to) values that a database trigger holds."""
    return sorted((start.value, end.value) for start, ends in transitions.items() for end in ends)


class StatutCandidature(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    DEPOSEE = "deposee", "Déposée"
    IRRECEVABLE = "irrecevable", "Irrecevable"
    RECEVABLE = "recevable", "Recevable"
    INELIGIBLE = "ineligible", "Inéligible"
    ELIGIBLE = "eligible", "Éligible"
    CLASSEE = "classee", "Classée"
    RETENUE = "retenue", "Retenue"
    NON_RETENUE = "non_retenue", "Non retenue"
    PROPOSEE_AU_VOTE = "proposee_au_vote", "Proposée au vote"
    VOTEE = "votee", "Votée"
    NOTIFIEE = "notifiee", "Notifiée"
    RETIREE = "retiree", "Retirée"


_S = StatutCandidature
CANDIDATURE_TRANSITIONS = {
    _S.BROUILLON: {_S.DEPOSEE, _S.RETIREE},
    _S.DEPOSEE: {_S.RECEVABLE, _S.IRRECEVABLE, _S.BROUILLON, _S.RETIREE},
    _S.IRRECEVABLE: {_S.DEPOSEE},
    _S.RECEVABLE: {_S.ELIGIBLE, _S.INELIGIBLE, _S.DEPOSEE, _S.RETIREE},
    _S.INELIGIBLE: {_S.RECEVABLE},
    _S.ELIGIBLE: {_S.CLASSEE, _S.RECEVABLE, _S.RETIREE},
    _S.CLASSEE: {_S.RETENUE, _S.NON_RETENUE, _S.ELIGIBLE, _S.RETIREE},
    _S.RETENUE: {_S.PROPOSEE_AU_VOTE, _S.CLASSEE, _S.RETIREE},
    _S.NON_RETENUE: {_S.CLASSEE},
    _S.PROPOSEE_AU_VOTE: {_S.VOTEE, _S.CLASSEE, _S.RETIREE},
    _S.VOTEE: {_S.NOTIFIEE},
    _S.NOTIFIEE: set(),
    _S.RETIREE: set(),
}


class MotifExceptionnel(models.TextChoices):
    """Structured motives of a majoration exceptionnelle (R107)."""

    HAUSSE_CHARGES = "hausse_charges", "Hausse des charges (énergie, carburant, inflation)"
    BAISSE_NPEC = "baisse_npec", "Baisse des niveaux de prise en charge"
    CHUTE_EFFECTIFS = "chute_effectifs", "Chute des effectifs"
    AUTRE = "autre", "Autre motif"


class NaturePiece(models.TextChoices):
    COMPTABILITE_ANALYTIQUE = "comptabilite_analytique", "Comptabilité analytique"
    BUDGET_PREVISIONNEL = "budget_previsionnel", "Budget prévisionnel"
    LISTE_CONTRATS = "liste_contrats", "État des contrats par formation (sans donnée nominative)"
    PROJET_PEDAGOGIQUE = "projet_pedagogique", "Note sur le caractère innovant"
    AUTRE = "autre", "Autre pièce"

"""States, kinds and cadences of conventions, and the tables of their transitions."""

from django.db import models


class TypeConvention(models.TextChoices):
    REGION_OPCO = "region_opco", "Convention d’objectifs et de moyens Région–OPCO"
    OPCO_OPCO = "opco_opco", "Délégation territoriale entre OPCO"
    CADRE_NATIONAL = "cadre_national", "Convention-cadre nationale"
    PLAN_OPCO = "plan_opco", "Plan d’actions d’un OPCO"


class EtatConvention(models.TextChoices):
    NEGOCIATION = "negociation", "En négociation"
    PROJET = "projet", "Projet"
    VOTEE = "votee", "Votée"
    SIGNEE = "signee", "Signée"
    EN_VIGUEUR = "en_vigueur", "En vigueur"
    ECHUE = "echue", "Échue"
    RESILIEE = "resiliee", "Résiliée"


CONVENTION_TRANSITIONS = {
    EtatConvention.NEGOCIATION: {EtatConvention.PROJET},
    EtatConvention.PROJET: {EtatConvention.NEGOCIATION, EtatConvention.VOTEE},
    EtatConvention.VOTEE: {EtatConvention.PROJET, EtatConvention.SIGNEE},
    EtatConvention.SIGNEE: {EtatConvention.EN_VIGUEUR, EtatConvention.RESILIEE},
    EtatConvention.EN_VIGUEUR: {EtatConvention.ECHUE, EtatConvention.RESILIEE},
    EtatConvention.ECHUE: set(),
    EtatConvention.RESILIEE: set(),
}
BEFORE_SIGNATURE = (EtatConvention.NEGOCIATION, EtatConvention.PROJET, EtatConvention.VOTEE)
SIGNED = (EtatConvention.SIGNEE, EtatConvention.EN_VIGUEUR, EtatConvention.ECHUE, EtatConvention.RESILIEE)
LIVE = (EtatConvention.SIGNEE, EtatConvention.EN_VIGUEUR)


class RolePartie(models.TextChoices):
    REGION = "region", "Région"
    OPCO = "opco", "OPCO"
    DELEGANT = "delegant", "OPCO délégant"
    DELEGATAIRE = "delegataire", "OPCO délégataire"
    PARTENAIRE = "partenaire", "Partenaire"


class EtatAction(models.TextChoices):
    """States of a fiche or of one of its actions (article 4)."""

    PREVUE = "prevue", "Prévue"
    EN_COURS = "en_cours", "En cours"
    AMENDEE = "amendee", "Amendée"
    ARRETEE = "arretee", "Arrêtée"
    TERMINEE = "terminee", "Terminée"


ACTION_TRANSITIONS = {
    EtatAction.PREVUE: {EtatAction.EN_COURS, EtatAction.AMENDEE, EtatAction.ARRETEE},
    EtatAction.EN_COURS: {EtatAction.AMENDEE, EtatAction.ARRETEE, EtatAction.TERMINEE},
    EtatAction.AMENDEE: {EtatAction.EN_COURS, EtatAction.ARRETEE, EtatAction.TERMINEE},
    EtatAction.ARRETEE: {EtatAction.EN_COURS},
    EtatAction.TERMINEE: set(),
}


class NatureAction(models.TextChoices):
    """What an action is; later parts of the product (events, training, exchanges) hang on it."""

    COOPERATION = "cooperation", "Coopération"
    REUNION = "reunion", "Réunion"
    EVENEMENT = "evenement", "Événement"
    TRANSMISSION = "transmission", "Transmission de données"
    ETUDE = "etude", "Étude"
    COMMUNICATION = "communication", "Communication"
    FORMATION = "formation", "Formation"
    FINANCEMENT = "financement", "Financement"


class NatureCalendrier(models.TextChoices):
    INTERVALLE = "intervalle", "Du … au …"
    FENETRE_MOIS = "fenetre_mois", "De mois à mois, chaque année"
    MOIS = "mois", "Un mois, chaque année"
    DES = "des", "Dès …"
    TOUT_AU_LONG = "tout_au_long", "Tout au long de l’année"
    EN_COURS_ANNEE = "en_cours_annee", "En cours d’année"
    RECURRENCE = "recurrence", "Tant de fois par période"
    SELON_BESOINS = "selon_besoins", "Selon les besoins"
    AUCUN = "aucun", "Aucun calendrier"


class Cadence(models.TextChoices):
    AN = "an", "par an"
    SEMESTRE = "semestre", "par semestre"
    TRIMESTRE = "trimestre", "par trimestre"
    UNIQUE = "unique", "une seule fois"


class PublicCible(models.TextChoices):
    APPRENTIS = "apprentis", "Apprentis"
    ALTERNANTS = "alternants", "Alternants"
    STAGIAIRES = "stagiaires", "Stagiaires"
    DEMANDEURS_EMPLOI = "demandeurs_emploi", "Demandeurs d’emploi"
    SCOLAIRES = "scolaires", "Scolaires"
    ETUDIANTS = "etudiants", "Étudiants"
    SALARIES = "salaries", "Salariés"
    SALARIES_RECONVERSION = "salaries_reconversion", "Salariés en reconversion"
    DECROCHEURS = "decrocheurs", "Décrocheurs"
    ENTREPRISES = "entreprises", "Entreprises"
    CFA = "cfa", "CFA"
    ORGANISMES_FORMATION = "organismes_formation", "Organismes de formation"
    JEUNES = "jeunes", "Jeunes"
    FAMILLES = "familles", "Familles"
    TUTEURS = "tuteurs", "Tuteurs et maîtres d’apprentissage"
    ORIENTATION = "orientation", "Acteurs de l’orientation"


class NatureIndicateur(models.TextChoices):
    CALCULE = "calcule", "Calculé par la plateforme"
    SAISI = "saisi", "Saisi par un partenaire"
    DOCUMENT = "document", "Document"
    NON_MESURABLE = "non_mesurable", "Non mesurable, à reformuler"


class UniteIndicateur(models.TextChoices):
    CONTRATS = "contrats", "contrats"
    APPRENTIS = "apprentis", "apprentis"
    ENTREPRISES = "entreprises", "entreprises"
    ETABLISSEMENTS = "etablissements", "établissements"
    REUNIONS = "reunions", "réunions"
    EUROS = "euros", "€"
    POURCENTAGE = "pourcentage", "%"
    DOCUMENT = "document", "document"
    ACTIONS = "actions", "actions"
    PERSONNES = "personnes", "personnes"
    FORMATIONS = "formations", "formations"
    CFA = "cfa", "CFA"


class PeriodeIndicateur(models.TextChoices):
    ANNEE_CIVILE = "annee_civile", "Année civile"
    ANNEE_SCOLAIRE = "annee_scolaire", "Année scolaire"
    EXERCICE = "exercice", "Exercice"
    SEMESTRE = "semestre", "Semestre"


class Formule(models.TextChoices):
    """How a computed indicator is computed (conventions/computing)."""

    MAJORATION_CFA = "majoration.cfa", "CFA soutenus au titre de la majoration"
    MAJORATION_FORMATIONS = "majoration.formations", "Formations majorées"
    MAJORATION_CONTRATS = "majoration.contrats", "Contrats majorés"
    CONTRATS_CFA = "contrats.cfa", "CFA relevant du périmètre"
    CONTRATS_PRISES_EN_CHARGE = "contrats.prises_en_charge", "Prises en charge réalisées"
    CONTRATS_APPRENTIS = "contrats.apprentis", "Apprentis accompagnés"
    CONTRATS_ENTREPRISES = "contrats.entreprises", "Entreprises ayant recours à l’alternance"
    CONTRATS_RUPTURE = "contrats.rupture", "Taux de rupture des contrats débutant dans l’année"


class NatureObligation(models.TextChoices):
    REUNION = "reunion", "Réunion"
    TRANSMISSION = "transmission", "Transmission"
    LIVRABLE = "livrable", "Livrable"


class NatureComite(models.TextChoices):
    PILOTAGE = "pilotage", "Comité de pilotage"
    DIALOGUE = "dialogue", "Réunion de dialogue"
    SUIVI = "suivi", "Comité de suivi"
    TECHNIQUE = "technique", "Réunion technique"
    PARTENAIRES = "partenaires", "Comité des partenaires"


class RoleMembre(models.TextChoices):
    COPRESIDENT = "copresident", "Coprésidence"
    MEMBRE = "membre", "Membre"
    REFERENT_NATIONAL = "referent_national", "Référent national"
    REFERENT_REGIONAL = "referent_regional", "Référent régional"
    COMMUNICATION = "communication", "Service communication"
    INVITE = "invite", "Invité"


class EtatReunion(models.TextChoices):
    PLANIFIEE = "planifiee", "Planifiée"
    TENUE = "tenue", "Tenue"
    ANNULEE = "annulee", "Annulée"


class OriginePoint(models.TextChoices):
    """Where an item of an agenda comes from."""

    FICHE = "fiche", "Fiche à compléter"
    COHERENCE = "coherence", "Cohérence de la convention"
    TRANSMISSION = "transmission", "Transmission en retard"
    OBLIGATION = "obligation", "Obligation à planifier"
    INDICATEUR = "indicateur", "Indicateur à renseigner"
    DECISION_COMITE = "decision_comite", "Décision à suivre"
    LIBRE = "libre", "Point ajouté"


class EtatDecisionComite(models.TextChoices):
    A_FAIRE = "a_faire", "À faire"
    FAITE = "faite", "Faite"
    ABANDONNEE = "abandonnee", "Abandonnée"


class EtatAvenant(models.TextChoices):
    PROJET = "projet", "Projet"
    FINALISE = "finalise", "Finalisé"
    SIGNE = "signe", "Signé"
    ABANDONNE = "abandonne", "Abandonné"


AVENANT_TRANSITIONS = {
    EtatAvenant.PROJET: {EtatAvenant.FINALISE, EtatAvenant.ABANDONNE},
    EtatAvenant.FINALISE: {EtatAvenant.PROJET, EtatAvenant.SIGNE},
    EtatAvenant.SIGNE: set(),
    EtatAvenant.ABANDONNE: set(),
}


class ObjetModification(models.TextChoices):
    """What one line of an avenant changes."""

    CLAUSE = "clause", "Clause"
    FICHE = "fiche", "Fiche action"


class NatureModification(models.TextChoices):
    AJOUT = "ajout", "Ajout"
    CHANGEMENT = "changement", "Modification"
    RETRAIT = "retrait", "Retrait"


class NatureCourrier(models.TextChoices):
    PROLONGATION = "prolongation", "Accord de prolongation"
    MISE_EN_DEMEURE = "mise_en_demeure", "Mise en demeure"
    REPONSE = "reponse", "Réponse à une mise en demeure"
    RESILIATION = "resiliation", "Accord de résiliation"
    AUTRE = "autre", "Autre courrier"


class NatureDocument(models.TextChoices):
    CONVENTION = "convention", "Convention"
    AVENANT = "avenant", "Avenant"
    BILAN = "bilan", "Bilan"


class NatureProduction(models.TextChoices):
    COMMUNICATION = "communication", "Communication"
    PRODUCTION = "production", "Production partagée"
    CHARTE = "charte", "Charte"


class AvisProduction(models.TextChoices):
    VALIDEE = "validee", "Validée"
    REFUSEE = "refusee", "Refusée"

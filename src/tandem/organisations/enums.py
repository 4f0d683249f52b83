"""Kinds of organisations, their links, and the roles people hold in them."""

from django.db import models


class TypeOrganisation(models.TextChoices):
    REGION = "region", "Région"
    OPCO = "opco", "OPCO"
    DELEGATION = "delegation", "Délégation d’OPCO"
    OF_CFA = "of_cfa", "OF-CFA gestionnaire"
    ETABLISSEMENT = "etablissement", "Établissement"
    EMPLOYEUR = "employeur", "Employeur"
    OBSERVATOIRE = "observatoire", "Observatoire"
    ETAT = "etat", "Service de l’État"
    PARTENAIRE = "partenaire", "Partenaire"


class NatureRattachement(models.TextChoices):
    GESTIONNAIRE = "gestionnaire", "Établissement d’un OF-CFA gestionnaire"
    DELEGATION = "delegation", "Délégation d’un OPCO"


class NatureCompetence(models.TextChoices):
    OPCO_UNIQUE = "opco_unique", "OPCO unique du territoire"
    DELEGATION_SERVICE = "delegation_service", "Délégation de service d’un autre OPCO"


class NatureInstance(models.TextChoices):
    """Bodies that decide for an organisation (R22, R23)."""

    CONSEIL_ADMINISTRATION = "conseil_administration", "Conseil d’administration"
    SECTION_PARITAIRE = "section_paritaire", "Section paritaire professionnelle"
    INSTANCE_PARITAIRE = "instance_paritaire", "Instance paritaire"


class KeyRatioKind(models.TextChoices):
    PART = "part", "Part"
    EVOLUTION = "evolution", "Évolution"


class Role(models.TextChoices):
    """A role held in one organisation; its prefix names the kind of organisation that grants it."""

    REGION_INSTRUCTION = "region_instruction", "Région – instruction"
    REGION_VALIDATION = "region_validation", "Région – validation"
    REGION_BUDGET = "region_budget", "Région – budget"
    REGION_ELU = "region_elu", "Région – élu·e"
    REGION_LECTURE = "region_lecture", "Région – lecture"
    REGION_ADMIN = "region_admin", "Région – administration"
    OPCO_GESTION = "opco_gestion", "OPCO – gestion"
    OPCO_CONSEIL = "opco_conseil", "OPCO – conseil"
    OPCO_FINANCES = "opco_finances", "OPCO – finances"
    OPCO_PARTENARIATS = "opco_partenariats", "OPCO – partenariats"
    CFA_DIRECTION = "cfa_direction", "CFA – direction"
    CFA_GESTION = "cfa_gestion", "CFA – gestion"
    OBSERVATOIRE = "observatoire", "Observatoire"
    ANALYSTE = "analyste", "Analyste"

    @classmethod
    def granted_by(cls, type_organisation):
        """Return the roles that an organisation of this kind may grant."""
        prefixes = {
            TypeOrganisation.REGION: "region_",
            TypeOrganisation.OPCO: "opco_",
            TypeOrganisation.DELEGATION: "opco_",
            TypeOrganisation.OF_CFA: "cfa_",
            TypeOrganisation.OBSERVATOIRE: "observatoire",
            TypeOrganisation.ETAT: "analyste",
        }
        prefix = prefixes.get(type_organisation)
        return [role for role in cls if prefix and role.value.startswith(prefix)]

"""States of a file on its way into the platform."""

from django.db import models


class ImportStatus(models.TextChoices):
    DEPOSITED = "depose", "Déposé"
    CHECKED = "controle", "Contrôlé"
    VALIDATED = "valide", "Validé"
    UNDONE = "annule", "Annulé"
    REFUSED = "refuse", "Refusé"

"""States of an annexe and kinds of letters."""

from django.db import models


class EtatAnnexe(models.TextChoices):
    """What the amounts of an annexe are worth; said in words on every document."""

    PROPOSEE = "proposee", "Proposée au vote"
    VOTEE = "votee", "Votée"
    RECTIFIEE = "rectifiee", "Rectifiée"


class LetterKind(models.TextChoices):
    NOTIFICATION = "notification", "Notification d’attribution"
    REFUS = "refus", "Formations non retenues"

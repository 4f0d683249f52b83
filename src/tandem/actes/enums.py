"""Deliberative bodies and the states of their acts."""

from django.db import models


class Organe(models.TextChoices):
    COMMISSION_PERMANENTE = "CP", "Commission permanente"
    CONSEIL_REGIONAL = "CR", "Conseil régional"


class EtatDeliberation(models.TextChoices):
    PROJET = "projet", "Projet"
    VOTEE = "votee", "Votée"
    EXECUTOIRE = "executoire", "Rendue exécutoire"

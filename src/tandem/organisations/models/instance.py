"""The bodies that decide for an organisation, what they decided, and the act that agreed it (R22, R23, R215)."""

from django.db import models

from tandem.organisations.enums import NatureInstance
from tandem.organisations.models.organisation import Organisation


class Instance(models.Model):
    """A body that decides for an organisation: its board, the sections paritaires of its branches (R22, R23)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="instances", verbose_name="organisation"
    )
    nature = models.CharField("nature", max_length=30, choices=NatureInstance)
    nom = models.CharField("nom", max_length=255)
    source = models.CharField("source", max_length=255)

    class Meta:
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ("organisation", "nature", "nom")
        constraints = (models.UniqueConstraint(fields=["organisation", "nom"], name="instance_once"),)

    def __str__(self):
        return f"{self.nom} ({self.organisation})"


class DecisionInstance(models.Model):
    """A position of a body, in the words of the source that reports it: it bounds what conventions may promise."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="decisions", verbose_name="instance")
    objet = models.CharField("objet", max_length=255)
    texte = models.TextField("texte de la source")
    date = models.DateField("rapportée le")
    source = models.CharField("source", max_length=255)

    class Meta:
        verbose_name = "décision d’instance"
        verbose_name_plural = "décisions d’instance"
        ordering = ("instance", "-date", "objet")
        constraints = (models.UniqueConstraint(fields=["instance", "objet", "date"], name="decision_instance_once"),)

    def __str__(self):
        return f"{self.objet} ({self.instance})"


class Agrement(models.Model):
    """The agrément of an OPCO: since when, by which act, as printed (art. L6332-1-1)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="agrements", verbose_name="organisation"
    )
    date = models.DateField("depuis le")
    acte = models.CharField("acte", max_length=120, blank=True)
    quote = models.TextField("texte de la source")
    source = models.CharField("source", max_length=255)

    class Meta:
        verbose_name = "agrément"
        verbose_name_plural = "agréments"
        ordering = ("organisation", "date")
        constraints = (models.UniqueConstraint(fields=["organisation", "date"], name="agrement_once"),)

    def __str__(self):
        return f"{self.organisation} – {self.date:%d/%m/%Y}"

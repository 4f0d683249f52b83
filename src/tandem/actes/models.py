"""Séances, délibérations, and the hash-chained journal of decisions."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from tandem.actes.enums import EtatDeliberation, Organe
from tandem.organisations.identifiers import validate_deliberation_number


class Seance(models.Model):
    """A meeting of a deliberative body."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="seances",
        verbose_name="Région",
    )
    organe = models.CharField("organe", max_length=2, choices=Organe)
    date = models.DateField("date")

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ("-date", "organe")
        constraints = (models.UniqueConstraint(fields=["organisation", "organe", "date"], name="seance_unique"),)

    def __str__(self):
        return f"{self.get_organe_display()} du {self.date:%d/%m/%Y}"


@pghistory.track()
class Deliberation(models.Model):
    """An act voted in a séance, under its number (« CP 2023-247 »)."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="deliberations",
        verbose_name="Région",
    )
    numero = models.CharField("numéro", max_length=12, validators=[validate_deliberation_number])
    date = models.DateField("date")
    objet = models.CharField("objet", max_length=500)
    seance = models.ForeignKey(
        Seance,
        on_delete=models.RESTRICT,
        related_name="deliberations",
        verbose_name="séance",
        null=True,
        blank=True,
    )
    etat = models.CharField("état", max_length=10, choices=EtatDeliberation, default=EtatDeliberation.PROJET)
    modifie = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        related_name="modifications",
        verbose_name="modifie la délibération",
        null=True,
        blank=True,
    )
    source = models.CharField("source", max_length=255, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)

    class Meta:
        verbose_name = "délibération"
        verbose_name_plural = "délibérations"
        ordering = ("-date", "numero")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "numero"],
                name="deliberation_numero_unique",
                violation_error_message="Cette Région a déjà une délibération de ce numéro.",
            ),
        )

    def __str__(self):
        return f"{self.numero} du {self.date:%d/%m/%Y}"


class JournalEntry(models.Model):
    """One decision, chained to the one before by its SHA-256: a changed row breaks the chain."""

    sequence = models.PositiveBigIntegerField("rang", unique=True)
    at = models.DateTimeField("le")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="journal_entries",
        verbose_name="par",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="journal_entries",
        verbose_name="organisation",
    )
    code = models.CharField("code", max_length=80)
    subject_type = models.CharField("type d’objet", max_length=80)
    subject_id = models.CharField("identifiant de l’objet", max_length=40)
    payload = models.JSONField("contenu", default=dict)
    previous_hash = models.CharField("empreinte précédente", max_length=64)
    hash = models.CharField("empreinte", max_length=64, unique=True)

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "journal des décisions"
        ordering = ("sequence",)
        triggers = (pgtrigger.Protect(name="journal_append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self):
        return f"{self.sequence} {self.code}"

"""Named scenarios on one enveloppe: immutable once saved, adopted only with a reason."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from tandem.campagnes.models.campagne import Campagne, Reglement
from tandem.campagnes.models.guards import FROZEN


class Donnees(models.Model):
    """The candidatures and evaluations as they stood, frozen once and shared by the scenarios."""

    campagne = models.ForeignKey(Campagne, on_delete=models.RESTRICT, related_name="donnees", verbose_name="campagne")
    contenu = models.TextField("contenu (JSON canonique)")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    frozen_at = models.DateTimeField("figées le", auto_now_add=True)

    class Meta:
        verbose_name = "données figées"
        verbose_name_plural = "données figées"
        ordering = ("campagne", "frozen_at")
        constraints = (models.UniqueConstraint(fields=["campagne", "sha256"], name="donnees_unique"),)
        triggers = (pgtrigger.Protect(name="donnees_immutable", operation=FROZEN),)

    def __str__(self):
        return self.sha256[:12]


class Scenario(models.Model):
    """One named simulation; `parametres` are the overrides of the règlement, `resultat` its outcome."""

    campagne = models.ForeignKey(Campagne, on_delete=models.RESTRICT, related_name="scenarios", verbose_name="campagne")
    numero = models.PositiveIntegerField("numéro")
    nom = models.CharField("nom", max_length=120)
    note = models.TextField("note", blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        related_name="children",
        verbose_name="dupliqué de",
        null=True,
        blank=True,
    )
    reglement = models.ForeignKey(
        Reglement, on_delete=models.RESTRICT, related_name="scenarios", verbose_name="règlement"
    )
    donnees = models.ForeignKey(
        Donnees, on_delete=models.RESTRICT, related_name="scenarios", verbose_name="données figées"
    )
    parametres = models.JSONField("paramètres modifiés", default=dict, blank=True)
    resultat = models.TextField("résultat (JSON canonique)")
    resultat_sha256 = models.CharField("empreinte du résultat", max_length=64)
    enveloppe = models.DecimalField("enveloppe", max_digits=14, decimal_places=2)
    base = models.CharField("base exacte (fraction)", max_length=200)
    total = models.DecimalField("total réparti", max_digits=14, decimal_places=2)
    contrats = models.PositiveIntegerField("contrats retenus")
    formations = models.PositiveIntegerField("formations retenues")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="scenarios",
        verbose_name="auteur",
    )
    created_at = models.DateTimeField("enregistré le", default=timezone.now)

    class Meta:
        verbose_name = "scénario"
        verbose_name_plural = "scénarios"
        ordering = ("campagne", "numero")
        constraints = (
            models.UniqueConstraint(fields=["campagne", "numero"], name="scenario_numero_unique"),
            models.UniqueConstraint(
                fields=["campagne", "nom"],
                name="scenario_nom_unique",
                violation_error_message="Un scénario de cette campagne porte déjà ce nom.",
            ),
        )
        triggers = (pgtrigger.Protect(name="scenario_immutable", operation=FROZEN),)

    def __str__(self):
        return f"Scénario {self.numero} – {self.nom}"


class Adoption(models.Model):
    """The choice of a scenario, with its reason; a later adoption replaces it, none is edited."""

    campagne = models.ForeignKey(Campagne, on_delete=models.RESTRICT, related_name="adoptions", verbose_name="campagne")
    scenario = models.ForeignKey(Scenario, on_delete=models.RESTRICT, related_name="adoptions", verbose_name="scénario")
    motif = models.TextField("motif")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="adoptions",
        verbose_name="adopté par",
    )
    at = models.DateTimeField("adopté le", default=timezone.now)

    class Meta:
        verbose_name = "adoption de scénario"
        verbose_name_plural = "adoptions de scénario"
        ordering = ("campagne", "-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(motif=""),
                name="adoption_has_a_motif",
                violation_error_message="L’adoption d’un scénario doit être motivée.",
            ),
        )
        triggers = (pgtrigger.Protect(name="adoption_append_only", operation=FROZEN),)

    def __str__(self):
        return f"{self.scenario} adopté"

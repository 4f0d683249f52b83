"""What the text makes due: meetings, transmissions, deliverables, each with its clause and cadence."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import Cadence, NatureObligation
from tandem.conventions.models.convention import Convention, Partie
from tandem.conventions.models.fiche import Action, Fiche
from tandem.conventions.models.guards import append_only
from tandem.conventions.timing.cadences import Cadence as CadenceRule


@pghistory.track()
class Obligation(models.Model):
    """One cadence of §1.2 as data; `debiteur` None means every party owes it."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="obligations", verbose_name="convention"
    )
    fiche = models.ForeignKey(
        Fiche, on_delete=models.CASCADE, related_name="obligations", verbose_name="fiche", null=True, blank=True
    )
    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="obligations", verbose_name="action", null=True, blank=True
    )
    code = models.SlugField("code", max_length=80)
    libelle = models.CharField("libellé", max_length=255)
    nature = models.CharField("nature", max_length=20, choices=NatureObligation)
    clause = models.CharField("clause", max_length=60)
    quote = models.TextField("texte de la clause", blank=True)
    debiteur = models.ForeignKey(
        Partie,
        on_delete=models.RESTRICT,
        related_name="obligations_dues",
        verbose_name="due par",
        null=True,
        blank=True,
    )
    creancier = models.ForeignKey(
        Partie,
        on_delete=models.RESTRICT,
        related_name="obligations_attendues",
        verbose_name="due à",
        null=True,
        blank=True,
    )
    par = models.CharField("cadence", max_length=10, choices=Cadence)
    minimum = models.PositiveSmallIntegerField("au moins", default=1)
    maximum = models.PositiveSmallIntegerField("au plus", null=True, blank=True)
    mois_debut = models.PositiveSmallIntegerField("fenêtre : mois de début", null=True, blank=True)
    mois_fin = models.PositiveSmallIntegerField("fenêtre : mois de fin", null=True, blank=True)
    secteurs = ArrayField(models.CharField(max_length=80), verbose_name="secteurs", default=list, blank=True)
    shares = ArrayField(
        models.CharField(max_length=80), verbose_name="peut partager sa réunion avec", default=list, blank=True
    )
    annee = models.PositiveSmallIntegerField("année, si elle n’est due qu’une fois", null=True, blank=True)
    contenu = models.JSONField("ce qui est transmis", default=list, blank=True)
    is_deduit = models.BooleanField("cadence déduite, que le texte n’imprime pas", default=False)
    is_unplanned = models.BooleanField("selon les besoins, sans calendrier", default=False)
    rank = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "obligation"
        verbose_name_plural = "obligations"
        ordering = ("convention", "rank", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="obligation_code_unique",
                violation_error_message="Cette convention a déjà une obligation de ce code.",
            ),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=models.F("minimum")),
                name="obligation_maximum_above_minimum",
                violation_error_message="Le maximum ne peut être inférieur au minimum.",
            ),
            models.CheckConstraint(
                condition=Q(mois_debut__isnull=True, mois_fin__isnull=True)
                | Q(mois_debut__range=(1, 12), mois_fin__range=(1, 12)),
                name="obligation_window_exists",
                violation_error_message="Une fenêtre va d’un mois à un autre, de 1 à 12.",
            ),
        )

    def __str__(self):
        return self.libelle

    @property
    def rule(self) -> CadenceRule:
        """The cadence, for timing.cadences."""
        return CadenceRule(
            code=self.code,
            libelle=self.libelle,
            par=self.par,
            minimum=self.minimum,
            maximum=self.maximum,
            mois_debut=self.mois_debut,
            mois_fin=self.mois_fin,
            secteurs=tuple(self.secteurs),
            unplanned=self.is_unplanned,
            shares=frozenset(self.shares),
        )


class TransmissionQuerySet(models.QuerySet):
    """Readings of transmissions."""

    def current(self):
        """Keep what was sent, without what was cancelled nor the lines that cancel it."""
        return self.filter(annule__isnull=True, annulee_par__isnull=True)


class Transmission(models.Model):
    """What a party gave on a day for a transmission or a deliverable that it owed."""

    obligation = models.ForeignKey(
        Obligation, on_delete=models.RESTRICT, related_name="transmissions", verbose_name="obligation"
    )
    partie = models.ForeignKey(
        Partie, on_delete=models.RESTRICT, related_name="transmissions", verbose_name="transmise par"
    )
    date = models.DateField("transmise le")
    secteur = models.CharField("secteur", max_length=80, blank=True)
    note = models.TextField("contenu transmis")
    piece = models.FileField("pièce", upload_to="conventions/transmissions", max_length=255, blank=True)
    piece_nom = models.CharField("nom de la pièce", max_length=255, blank=True)
    piece_sha256 = models.CharField("empreinte de la pièce", max_length=64, blank=True)
    annule = models.OneToOneField(
        "self",
        on_delete=models.RESTRICT,
        related_name="annulee_par",
        verbose_name="annule l’enregistrement",
        null=True,
        blank=True,
    )
    is_fictif = models.BooleanField("données fictives", default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="transmissions",
        verbose_name="enregistrée par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("enregistrée le", default=timezone.now)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "transmission"
        verbose_name_plural = "transmissions"
        ordering = ("obligation", "date", "pk")
        triggers = (append_only("transmission_append_only"),)

    def __str__(self):
        return f"{self.obligation} – {self.date:%d/%m/%Y}"

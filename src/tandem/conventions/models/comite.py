"""Committees, their members, meetings, agenda, decisions."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import EtatDecisionComite, EtatReunion, NatureComite, OriginePoint, RoleMembre
from tandem.conventions.models.convention import Convention, Partie
from tandem.conventions.models.guards import append_only
from tandem.conventions.models.obligation import Obligation
from tandem.organisations.models import Organisation


class Comite(models.Model):
    """A committee of the convention; `host` when someone else holds it (ORIANE, R194)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="comites", verbose_name="convention"
    )
    code = models.SlugField("code", max_length=60)
    nom = models.CharField("nom", max_length=255)
    nature = models.CharField("nature", max_length=20, choices=NatureComite)
    clause = models.CharField("clause", max_length=60, blank=True)
    quote = models.TextField("texte de la clause", blank=True)
    host = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="comites_tenus",
        verbose_name="tenu par",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "comité"
        verbose_name_plural = "comités"
        ordering = ("convention", "nom")
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="comite_code_unique",
                violation_error_message="Cette convention a déjà un comité de ce code.",
            ),
        )

    def __str__(self):
        return self.nom


class MembreQuerySet(models.QuerySet):
    """Readings of members."""

    def on(self, day):
        """Keep who sits on this day."""
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day)))


class MembreComite(models.Model):
    """Who sits in a committee, for which organisation, in which role, from a date to a date."""

    comite = models.ForeignKey(Comite, on_delete=models.CASCADE, related_name="membres", verbose_name="comité")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="membres_comite", verbose_name="organisation"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="membres_comite",
        verbose_name="personne",
        null=True,
        blank=True,
    )
    qualite = models.CharField("qualité", max_length=255)
    role = models.CharField("rôle", max_length=20, choices=RoleMembre, default=RoleMembre.MEMBRE)
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = MembreQuerySet.as_manager()

    class Meta:
        verbose_name = "membre de comité"
        verbose_name_plural = "membres de comité"
        ordering = ("comite", "role", "organisation", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="membre_comite_ends_after_start",
                violation_error_message="La fin ne peut précéder le début.",
            ),
        )

    def __str__(self):
        return f"{self.qualite} ({self.organisation})"


class ReunionQuerySet(models.QuerySet):
    """Readings of meetings."""

    def visible_to(self, user):
        """Keep the meetings of the conventions that the person sees."""
        return self.filter(comite__convention__in=Convention.objects.visible_to(user))


@pghistory.track()
class Reunion(models.Model):
    """A meeting; what it satisfies is said by its obligations, which one meeting may share (R273)."""

    comite = models.ForeignKey(Comite, on_delete=models.RESTRICT, related_name="reunions", verbose_name="comité")
    starts_at = models.DateTimeField("début")
    minutes = models.PositiveSmallIntegerField("durée, en minutes", default=120)
    lieu = models.CharField("lieu ou lien", max_length=255, blank=True)
    objet = models.CharField("objet", max_length=255)
    etat = models.CharField("état", max_length=20, choices=EtatReunion, default=EtatReunion.PLANIFIEE)
    compte_rendu = models.TextField("compte rendu", blank=True)
    compte_rendu_at = models.DateTimeField("compte rendu arrêté le", null=True, blank=True)
    participants = models.PositiveSmallIntegerField("participants", null=True, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="reunions",
        verbose_name="planifiée par",
        null=True,
        blank=True,
    )
    modified_at = models.DateTimeField("modifiée le", default=timezone.now)

    objects = ReunionQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion"
        verbose_name_plural = "réunions"
        ordering = ("starts_at", "pk")

    def __str__(self):
        return f"{self.objet} – {timezone.localtime(self.starts_at):%d/%m/%Y}"


class ReunionObligation(models.Model):
    """That a meeting counts for an obligation, and for which sector."""

    reunion = models.ForeignKey(Reunion, on_delete=models.CASCADE, related_name="satisfait", verbose_name="réunion")
    obligation = models.ForeignKey(
        Obligation, on_delete=models.RESTRICT, related_name="reunions", verbose_name="obligation"
    )
    secteur = models.CharField("secteur", max_length=80, blank=True)

    class Meta:
        verbose_name = "obligation tenue par une réunion"
        verbose_name_plural = "obligations tenues par une réunion"
        ordering = ("reunion", "obligation", "secteur")
        constraints = (
            models.UniqueConstraint(fields=["reunion", "obligation", "secteur"], name="reunion_obligation_unique"),
        )

    def __str__(self):
        return f"{self.reunion} – {self.obligation}"


class PointOrdreDuJour(models.Model):
    """An item of the agenda: drafted from what is due, or added by hand; `reference` names its object."""

    reunion = models.ForeignKey(Reunion, on_delete=models.CASCADE, related_name="points", verbose_name="réunion")
    rank = models.PositiveSmallIntegerField("rang")
    titre = models.CharField("titre", max_length=500)
    origine = models.CharField("origine", max_length=20, choices=OriginePoint, default=OriginePoint.LIBRE)
    reference = models.CharField("objet", max_length=120, blank=True)
    detail = models.TextField("détail", blank=True)
    notes = models.TextField("ce qui a été dit", blank=True)

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "points de l’ordre du jour"
        ordering = ("reunion", "rank", "pk")

    def __str__(self):
        return self.titre


@pghistory.track()
class DecisionComite(models.Model):
    """What a meeting decided: who does what, for when, and where it stands."""

    reunion = models.ForeignKey(Reunion, on_delete=models.RESTRICT, related_name="decisions", verbose_name="réunion")
    numero = models.PositiveSmallIntegerField("numéro")
    texte = models.TextField("décision")
    partie = models.ForeignKey(
        Partie, on_delete=models.RESTRICT, related_name="decisions", verbose_name="partie chargée de la suite"
    )
    owner = models.CharField("responsable", max_length=255)
    due_on = models.DateField("pour le", null=True, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatDecisionComite, default=EtatDecisionComite.A_FAIRE)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="decisions",
        verbose_name="enregistrée par",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "décision de comité"
        verbose_name_plural = "décisions de comité"
        ordering = ("reunion", "numero")
        constraints = (models.UniqueConstraint(fields=["reunion", "numero"], name="decision_comite_numero_unique"),)

    def __str__(self):
        return self.texte


class SuiviDecisionComite(models.Model):
    """One word on the follow-up of a decision: who, when, what became of it."""

    decision_comite = models.ForeignKey(
        DecisionComite, on_delete=models.CASCADE, related_name="suivis", verbose_name="décision"
    )
    etat = models.CharField("état", max_length=20, choices=EtatDecisionComite)
    note = models.TextField("note")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="suivi_decisions",
        verbose_name="par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "suivi de décision"
        verbose_name_plural = "suivis de décision"
        ordering = ("at", "pk")
        triggers = (append_only("suivi_decision_append_only"),)

    def __str__(self):
        return self.note

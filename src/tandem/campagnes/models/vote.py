"""The vote: frozen, hashed, tied to a délibération; corrected only by a new act."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from tandem.campagnes.models.campagne import Campagne
from tandem.campagnes.models.guards import FROZEN
from tandem.campagnes.models.scenario import Scenario
from tandem.organisations.models import Organisation


class VoteQuerySet(models.QuerySet):
    """Readings of votes."""

    def visible_to(self, user):
        """Return the votes of the campaigns that the person may see."""
        return self.filter(campagne__in=Campagne.objects.visible_to(user))

    def published(self):
        """Keep the votes whose campaign is published."""
        return self.filter(campagne__publiee_le__isnull=False)


class Vote(models.Model):
    """The adopted scenario as the deliberative body voted it: its bytes and their SHA-256."""

    campagne = models.OneToOneField(Campagne, on_delete=models.RESTRICT, related_name="vote", verbose_name="campagne")
    scenario = models.OneToOneField(Scenario, on_delete=models.RESTRICT, related_name="vote", verbose_name="scénario")
    deliberation = models.ForeignKey(
        "actes.Deliberation",
        on_delete=models.RESTRICT,
        related_name="votes",
        verbose_name="délibération",
    )
    annexe = models.TextField("annexe votée (JSON canonique)")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="votes",
        verbose_name="enregistré par",
    )
    at = models.DateTimeField("enregistré le", default=timezone.now)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = "vote"
        verbose_name_plural = "votes"
        ordering = ("-at",)
        triggers = (pgtrigger.Protect(name="vote_immutable", operation=FROZEN),)

    def __str__(self):
        return f"{self.campagne} – {self.deliberation}"


class LigneVotee(models.Model):
    """One line of the voted annexe, in whole euros."""

    vote = models.ForeignKey(Vote, on_delete=models.RESTRICT, related_name="lignes", verbose_name="vote")
    rank = models.PositiveIntegerField("rang dans l’annexe")
    of_cfa = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="lignes_votees", verbose_name="OF-CFA"
    )
    nom_source = models.CharField("nom imprimé", max_length=255)
    majoration = models.BigIntegerField("majoration des coûts contrats")
    dont_bonus_vert = models.BigIntegerField("dont bonus vert")
    exceptionnelle = models.BigIntegerField("majoration exceptionnelle")
    totale = models.BigIntegerField("majoration totale")
    contrats = models.PositiveIntegerField("nombre de contrats")

    class Meta:
        verbose_name = "ligne votée"
        verbose_name_plural = "lignes votées"
        ordering = ("vote", "rank")
        constraints = (
            models.UniqueConstraint(fields=["vote", "of_cfa"], name="ligne_votee_unique"),
            models.CheckConstraint(
                condition=models.Q(totale=models.F("majoration") + models.F("exceptionnelle")),
                name="ligne_votee_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(dont_bonus_vert__gte=0) & models.Q(dont_bonus_vert__lte=models.F("majoration")),
                name="ligne_votee_green_within_majoration",
            ),
        )
        triggers = (pgtrigger.Protect(name="ligne_votee_immutable", operation=FROZEN),)

    def __str__(self):
        return f"{self.nom_source} : {self.totale} €"


class Correction(models.Model):
    """A correction after the vote: a new act, signed differences in whole euros."""

    vote = models.ForeignKey(Vote, on_delete=models.RESTRICT, related_name="corrections", verbose_name="vote")
    deliberation = models.ForeignKey(
        "actes.Deliberation",
        on_delete=models.RESTRICT,
        related_name="corrections",
        verbose_name="délibération rectificative",
    )
    of_cfa = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="corrections", verbose_name="OF-CFA"
    )
    ecart_majoration = models.BigIntegerField("écart de majoration", default=0)
    ecart_bonus_vert = models.BigIntegerField("dont écart de bonus vert", default=0)
    ecart_exceptionnelle = models.BigIntegerField("écart de majoration exceptionnelle", default=0)
    ecart_contrats = models.IntegerField("écart du nombre de contrats", default=0)
    motif = models.TextField("motif")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="corrections",
        verbose_name="enregistrée par",
    )
    at = models.DateTimeField("enregistrée le", default=timezone.now)

    class Meta:
        verbose_name = "correction après vote"
        verbose_name_plural = "corrections après vote"
        ordering = ("vote", "at")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(motif=""),
                name="correction_has_a_motif",
                violation_error_message="Une correction doit être motivée.",
            ),
            models.CheckConstraint(
                condition=~models.Q(ecart_majoration=0, ecart_bonus_vert=0, ecart_exceptionnelle=0, ecart_contrats=0),
                name="correction_changes_something",
                violation_error_message="Une correction doit changer au moins un montant ou un nombre.",
            ),
        )
        triggers = (pgtrigger.Protect(name="correction_append_only", operation=FROZEN),)

    def __str__(self):
        return f"{self.of_cfa} : {self.ecart_majoration:+d} €"


class Notification(models.Model):
    """The letter that tells an OF-CFA what was voted for it."""

    vote = models.ForeignKey(Vote, on_delete=models.RESTRICT, related_name="notifications", verbose_name="vote")
    of_cfa = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="notifications", verbose_name="OF-CFA"
    )
    sha256 = models.CharField("empreinte du courrier", max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="notifications",
        verbose_name="notifiée par",
    )
    at = models.DateTimeField("notifiée le", default=timezone.now)

    class Meta:
        verbose_name = "notification"
        verbose_name_plural = "notifications"
        ordering = ("vote", "of_cfa")
        constraints = (models.UniqueConstraint(fields=["vote", "of_cfa"], name="notification_once"),)
        triggers = (pgtrigger.Protect(name="notification_append_only", operation=FROZEN),)

    def __str__(self):
        return f"Notification – {self.of_cfa}"

"""What a person subscribes to: a calendar feed, a daily digest."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tandem.conventions.models.guards import append_only


class FluxCalendrier(models.Model):
    """A private address of calendar: only the hash of its secret is kept; revoked, it answers no more."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="flux_calendrier", verbose_name="personne"
    )
    nom = models.CharField("nom", max_length=60)
    token_sha256 = models.CharField("empreinte du secret", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "flux de calendrier"
        verbose_name_plural = "flux de calendrier"
        ordering = ("user", "created_at")

    def __str__(self):
        return self.nom


class DigestPreference(models.Model):
    """Whether a person receives the daily digest; nobody who has no row has said anything: it is sent."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_preference", verbose_name="personne"
    )
    is_on = models.BooleanField("reçoit le message quotidien", default=True)
    changed_at = models.DateTimeField("choisi le", default=timezone.now)

    class Meta:
        verbose_name = "préférence du message quotidien"
        verbose_name_plural = "préférences du message quotidien"
        ordering = ("user",)

    def __str__(self):
        return f"{self.user}"


class DigestSent(models.Model):
    """That the digest of a day went to a person: sent once, whatever is run again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests_sent", verbose_name="personne"
    )
    day = models.DateField("jour")
    lines = models.PositiveSmallIntegerField("nombre de lignes")
    at = models.DateTimeField("envoyé le", default=timezone.now)

    class Meta:
        verbose_name = "message quotidien envoyé"
        verbose_name_plural = "messages quotidiens envoyés"
        ordering = ("day", "user")
        constraints = (models.UniqueConstraint(fields=["user", "day"], name="digest_sent_once"),)
        triggers = (append_only("digest_sent_append_only"),)

    def __str__(self):
        return f"{self.user} – {self.day:%d/%m/%Y}"

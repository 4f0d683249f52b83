"""Who speaks for an organisation: dated offices, never a person written in the code (R3, R11, R12)."""

import pghistory
from django.db import models
from django.db.models import Q

from tandem.organisations.models.organisation import Organisation


class RepresentantQuerySet(models.QuerySet):
    """Readings of representatives."""

    def on(self, day):
        """Keep who holds the office on this day, in the order in which they sign."""
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))).order_by(
            "organisation", "rank", "pk"
        )

    def signing(self):
        """Keep those whose signature binds the organisation: AKTO signs with two, ATLAS with one."""
        return self.filter(is_signataire=True)


@pghistory.track()
class Representant(models.Model):
    """A person in an office of an organisation, from a date to a date."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="representants", verbose_name="organisation"
    )
    nom = models.CharField("nom", max_length=255)
    qualite = models.CharField("qualité", max_length=255)
    rank = models.PositiveSmallIntegerField("rang", default=1)
    is_signataire = models.BooleanField("signe pour l’organisation", default=True)
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField("source", max_length=255)
    is_fictif = models.BooleanField("données fictives", default=False)

    objects = RepresentantQuerySet.as_manager()

    class Meta:
        verbose_name = "représentant"
        verbose_name_plural = "représentants"
        ordering = ("organisation", "rank", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="representant_ends_after_start",
                violation_error_message="La fin d’un mandat ne peut précéder son début.",
            ),
        )

    def __str__(self):
        return f"{self.nom}, {self.qualite}"

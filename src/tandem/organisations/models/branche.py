"""Professional branches and the OPCO they belong to, from a date to a date."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from tandem.organisations.models.organisation import Organisation


class Branche(models.Model):
    """A professional branch, under the label that its source prints."""

    nom = models.CharField("nom", max_length=255, unique=True)
    source = models.CharField("source", max_length=255)

    class Meta:
        verbose_name = "branche"
        verbose_name_plural = "branches"
        ordering = ("nom",)

    def __str__(self):
        return self.nom


class RattachementBrancheQuerySet(models.QuerySet):
    """Readings of the attachments of branches."""

    def on(self, date):
        """Keep the attachments in force on `date`: two counts may both be true at their date (R264)."""
        return self.filter(period__contains=date)


class RattachementBranche(models.Model):
    """A branch belongs to an OPCO over a period."""

    branche = models.ForeignKey(
        Branche, on_delete=models.RESTRICT, related_name="rattachements", verbose_name="branche"
    )
    opco = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="branches", verbose_name="OPCO")
    famille = models.CharField("famille d’activités de l’OPCO", max_length=100, blank=True)
    period = DateRangeField("période")
    source = models.CharField("source", max_length=255)

    objects = RattachementBrancheQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement de branche"
        verbose_name_plural = "rattachements de branche"
        ordering = ("branche", "period")
        constraints = (
            ExclusionConstraint(
                name="branche_one_opco_at_a_time",
                expressions=[
                    ("branche", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette branche relève déjà d’un OPCO sur cette période.",
            ),
        )

    def __str__(self):
        return f"{self.branche} → {self.opco}"

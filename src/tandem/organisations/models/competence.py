"""Where an OPCO acts for others: sole OPCO of a territory, or by delegation of another OPCO (R15, R248)."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from tandem.organisations.enums import NatureCompetence
from tandem.organisations.models.organisation import Organisation


class CompetenceQuerySet(models.QuerySet):
    """Readings of the competences."""

    def on(self, date):
        """Keep the competences in force on `date`."""
        return self.filter(period__contains=date)


class Competence(models.Model):
    """The competence of an OPCO over a territory; `perimetre` is the territory in the words of the source."""

    opco = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="competences", verbose_name="OPCO compétent"
    )
    nature = models.CharField("nature", max_length=20, choices=NatureCompetence)
    delegant = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="competences_deleguees",
        verbose_name="OPCO délégant",
        null=True,
        blank=True,
    )
    territoire = models.ForeignKey(
        "territoires.Region",
        on_delete=models.RESTRICT,
        related_name="competences",
        verbose_name="territoire",
        null=True,
        blank=True,
    )
    perimetre = models.CharField("périmètre imprimé par la source", max_length=120)
    period = DateRangeField("période")
    source = models.CharField("source", max_length=255)

    objects = CompetenceQuerySet.as_manager()

    class Meta:
        verbose_name = "compétence territoriale"
        verbose_name_plural = "compétences territoriales"
        ordering = ("opco", "nature", "perimetre", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(nature=NatureCompetence.DELEGATION_SERVICE, delegant__isnull=False)
                | models.Q(nature=NatureCompetence.OPCO_UNIQUE, delegant__isnull=True),
                name="competence_delegant_iff_delegation",
                violation_error_message="Une délégation de service nomme l’OPCO délégant, un OPCO unique n’en a pas.",
            ),
        )

    def __str__(self):
        return f"{self.opco} – {self.get_nature_display()} – {self.perimetre}"

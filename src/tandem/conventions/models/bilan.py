"""The bilan of a convention: the words of its authors, and the figures frozen when it is published."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.models.convention import Convention


@pghistory.track()
class Bilan(models.Model):
    """A bilan of a year, of a semester, or at term (`annee` None); frozen with its figures once published.

    `contenu` is what was published, as data; `sections` are the words typed by the partners, by code.
    """

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="bilans", verbose_name="convention"
    )
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    semestre = models.PositiveSmallIntegerField("semestre", null=True, blank=True)
    sections = models.JSONField("textes", default=dict, blank=True)
    contenu = models.JSONField("contenu publié", null=True, blank=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="bilans_publies",
        verbose_name="publié par",
        null=True,
        blank=True,
    )
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="bilans",
        verbose_name="modifié par",
        null=True,
        blank=True,
    )
    modified_at = models.DateTimeField("modifié le", default=timezone.now)
    is_fictif = models.BooleanField("données fictives", default=False)

    class Meta:
        verbose_name = "bilan"
        verbose_name_plural = "bilans"
        ordering = ("convention", "annee", "semestre")
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "annee", "semestre"],
                nulls_distinct=False,
                name="bilan_one_per_period",
                violation_error_message="Ce bilan existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(semestre__isnull=True) | Q(annee__isnull=False, semestre__in=(1, 2)),
                name="bilan_semestre_has_annee",
                violation_error_message="Un bilan de semestre nomme son année.",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="bilan_published_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
            ),
        )

    def __str__(self):
        if self.annee is None:
            return f"Bilan à terme – {self.convention}"
        if self.semestre is None:
            return f"Bilan {self.annee} – {self.convention}"
        return f"Bilan du semestre {self.semestre} de {self.annee} – {self.convention}"

"""Ratios that a text prints, beside the two figures that it prints too: shown with what they give, never corrected."""

from fractions import Fraction

from django.db import models

from tandem.organisations.enums import KeyRatioKind
from tandem.organisations.models.key_figure import KeyFigure
from tandem.organisations.models.organisation import Organisation


class KeyRatio(models.Model):
    """A printed ratio (« 23 % », « un salarié sur deux »), in the words of its source (R221, R250, R257, R266)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="key_ratios", verbose_name="organisation"
    )
    code = models.SlugField("code", max_length=60)
    label = models.CharField("libellé", max_length=255)
    printed = models.CharField("imprimé", max_length=60)
    printed_value = models.DecimalField(
        "valeur imprimée, en pourcentage", max_digits=7, decimal_places=2, null=True, blank=True
    )
    kind = models.CharField("nature", max_length=20, choices=KeyRatioKind)
    numerator = models.ForeignKey(
        KeyFigure,
        on_delete=models.RESTRICT,
        related_name="ratios_over",
        verbose_name="numérateur, ou valeur d’arrivée",
        null=True,
        blank=True,
    )
    denominator = models.ForeignKey(
        KeyFigure,
        on_delete=models.RESTRICT,
        related_name="ratios_under",
        verbose_name="dénominateur, ou valeur de départ",
        null=True,
        blank=True,
    )
    date = models.DateField("publié le")
    quote = models.TextField("texte de la source")
    source = models.CharField("source", max_length=255)

    class Meta:
        verbose_name = "ratio imprimé"
        verbose_name_plural = "ratios imprimés"
        ordering = ("organisation", "code", "date")
        constraints = (models.UniqueConstraint(fields=["organisation", "code", "date"], name="key_ratio_one_per_date"),)

    def __str__(self):
        return f"{self.label} – {self.organisation}"

    @property
    def recomputed(self) -> Fraction | None:
        """The share, or the change, that the two printed figures give, of 1; None when one of them is missing."""
        if self.numerator is None or self.denominator is None or not self.denominator.value:
            return None
        share = Fraction(self.numerator.value) / Fraction(self.denominator.value)
        return share - 1 if self.kind == KeyRatioKind.EVOLUTION else share

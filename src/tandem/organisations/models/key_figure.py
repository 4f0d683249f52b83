"""Figures that an organisation publishes about itself, each true at its date (R249, R250, R264, R265)."""

from django.db import models

from tandem.organisations.models.organisation import Organisation


class KeyFigureQuerySet(models.QuerySet):
    """Readings of key figures."""

    def known_on(self, date):
        """Keep what had been published by `date`, the latest statement of each code last."""
        return self.filter(date__lte=date).order_by("code", "date")


class KeyFigure(models.Model):
    """One published value: `value` in `unit`, with the words of the source (« près de ») in `qualifier`."""

    BRANCHES = "branches"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="key_figures", verbose_name="organisation"
    )
    code = models.SlugField("code", max_length=40)
    label = models.CharField("libellé", max_length=120)
    qualifier = models.CharField("précision de la source", max_length=40, blank=True)
    value = models.DecimalField("valeur", max_digits=16, decimal_places=2)
    unit = models.CharField("unité", max_length=30, blank=True)
    date = models.DateField("publiée le")
    quote = models.TextField("texte de la source", blank=True)
    source = models.CharField("source", max_length=255)

    objects = KeyFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffre clé"
        verbose_name_plural = "chiffres clés"
        ordering = ("organisation", "code", "date")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "code", "date"],
                name="key_figure_one_per_date",
                violation_error_message="Ce chiffre est déjà connu à cette date.",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""),
                name="key_figure_has_a_source",
                violation_error_message="Un chiffre clé doit citer sa source.",
            ),
        )

    def __str__(self):
        return f"{self.label} – {self.organisation} ({self.date:%d/%m/%Y})"

    @property
    def number(self):
        """The value, as an integer when it is whole: 27, not 27,00."""
        return int(self.value) if self.value == int(self.value) else self.value

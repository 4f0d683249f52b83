"""The visual identity of an organisation: name shown, logo, colours."""

from django.core.exceptions import ValidationError
from django.db import models

from tandem.organisations.contrast import refusal
from tandem.organisations.logos import validate_logo
from tandem.organisations.models.organisation import Organisation


def validate_couleur_primaire(value: str) -> None:
    """Refuse a main colour that cannot be read on the pages."""
    if reason := refusal(value, "couleur principale"):
        raise ValidationError(reason)


def validate_couleur_accent(value: str) -> None:
    """Refuse an accent colour that cannot be read on the pages."""
    if reason := refusal(value, "couleur d’accent"):
        raise ValidationError(reason)


class Charte(models.Model):
    """Tokens of the white-label theme; a colour that fails contrast is refused (WCAG 1.4.3)."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="charte", verbose_name="organisation"
    )
    nom_affiche = models.CharField("nom affiché", max_length=100)
    logo = models.FileField("logo", upload_to="chartes/", blank=True, validators=[validate_logo])
    couleur_primaire = models.CharField(
        "couleur principale", max_length=7, default="#1f4e5f", validators=[validate_couleur_primaire]
    )
    couleur_accent = models.CharField(
        "couleur d’accent", max_length=7, default="#8a4b08", validators=[validate_couleur_accent]
    )

    class Meta:
        verbose_name = "charte graphique"
        verbose_name_plural = "chartes graphiques"

    def __str__(self):
        return self.nom_affiche

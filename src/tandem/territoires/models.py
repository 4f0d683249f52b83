"""Régions and départements of the Code officiel géographique, overseas included.

Saint-Pierre-et-Miquelon (975), Saint-Barthélemy (977) and Saint-Martin (978) are neither régions nor départements
but collectivités d’outre-mer; they stand here in both tables, flagged, because an OPCO is competent there (R248).
"""

from django.db import models


class Region(models.Model):
    """A région or an overseas collectivité that acts as one (COG code, 2 or 3 characters)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    is_collectivite = models.BooleanField("collectivité d’outre-mer", default=False)

    class Meta:
        verbose_name = "région"
        verbose_name_plural = "régions"
        ordering = ("code",)

    def __str__(self):
        return self.nom


class Departement(models.Model):
    """A département (COG code, 2 or 3 characters; 2A, 2B, 971 to 978)."""

    code = models.CharField("code", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=100)
    region = models.ForeignKey(Region, on_delete=models.RESTRICT, related_name="departements", verbose_name="région")
    is_collectivite = models.BooleanField("collectivité d’outre-mer", default=False)

    class Meta:
        verbose_name = "département"
        verbose_name_plural = "départements"
        ordering = ("code",)

    def __str__(self):
        return f"{self.nom} ({self.code})"

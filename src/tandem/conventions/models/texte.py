"""The text: a library of clauses with their variants, the clauses of one convention, and what restricts it."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import TypeConvention
from tandem.conventions.models.convention import Convention
from tandem.conventions.models.guards import append_only, frozen_when_signed
from tandem.organisations.models import Organisation


def heading(numero: str, titre: str) -> str:
    """« Article 4 : titre »; the title alone where the text numbers no article."""
    return f"Article {numero} : {titre}" if numero[:1].isdigit() else titre


class ModeleClause(models.Model):
    """A clause of the library: « Article 5 : suivi et durée de la convention »."""

    code = models.SlugField("code", max_length=60, unique=True)
    numero = models.CharField("numéro d’article", max_length=20, blank=True)
    titre = models.CharField("titre", max_length=255)
    types = ArrayField(models.CharField(max_length=20, choices=TypeConvention), verbose_name="types de convention")
    reference = models.CharField("article de loi", max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "clause de la bibliothèque"
        verbose_name_plural = "clauses de la bibliothèque"
        ordering = ("rank", "code")

    def __str__(self):
        return heading(self.numero, self.titre)


class VarianteClause(models.Model):
    """One wording of a clause: the same article commits AKTO and ATLAS differently (R170)."""

    modele = models.ForeignKey(ModeleClause, on_delete=models.CASCADE, related_name="variantes", verbose_name="clause")
    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("ce qui la distingue", max_length=255)
    engagement = models.TextField("ce qu’elle engage", blank=True)
    texte = models.TextField("texte")
    source = models.CharField("source", max_length=255, blank=True)
    is_modele = models.BooleanField("rédaction proposée, sans source publiée", default=False)

    class Meta:
        verbose_name = "variante de clause"
        verbose_name_plural = "variantes de clause"
        ordering = ("modele", "code")
        constraints = (models.UniqueConstraint(fields=["modele", "code"], name="variante_clause_unique"),)

    def __str__(self):
        return f"{self.modele} – {self.libelle}"


class ClauseQuerySet(models.QuerySet):
    """Readings of clauses."""

    def current(self):
        """Keep the wording in force of each clause, without those that an avenant took away."""
        later = Clause.objects.filter(
            convention=models.OuterRef("convention"),
            code=models.OuterRef("code"),
            version__gt=models.OuterRef("version"),
        )
        # A clause that an avenant adds takes the rank of the one that it follows: it came later, and stays after it.
        first = Clause.objects.filter(convention=models.OuterRef("convention"), code=models.OuterRef("code"))
        entered = models.Subquery(first.order_by("version").values("pk")[:1])
        found = self.filter(~models.Exists(later), is_retiree=False).annotate(entered=entered)
        return found.order_by("rank", "entered", "pk")


@pghistory.track()
class Clause(models.Model):
    """A clause of one convention, in one version; closed by the signature, replaced by an avenant."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="clauses", verbose_name="convention"
    )
    code = models.SlugField("code", max_length=60)
    version = models.PositiveSmallIntegerField("version", default=1)
    rank = models.PositiveSmallIntegerField("rang")
    numero = models.CharField("numéro d’article", max_length=20, blank=True)
    titre = models.CharField("titre", max_length=255, blank=True)
    texte = models.TextField("texte")
    texte_source = models.TextField("texte imprimé par la source", blank=True)
    variante = models.ForeignKey(
        VarianteClause,
        on_delete=models.RESTRICT,
        related_name="clauses",
        verbose_name="variante de la bibliothèque",
        null=True,
        blank=True,
    )
    avenant = models.ForeignKey(
        "conventions.Avenant",
        on_delete=models.RESTRICT,
        related_name="clauses",
        verbose_name="avenant",
        null=True,
        blank=True,
    )
    is_retiree = models.BooleanField("retirée", default=False)
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="clauses",
        verbose_name="modifiée par",
        null=True,
        blank=True,
    )
    modified_at = models.DateTimeField("modifiée le", default=timezone.now)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "clause"
        verbose_name_plural = "clauses"
        ordering = ("convention", "rank", "version")
        constraints = (
            models.UniqueConstraint(fields=["convention", "code", "version"], name="clause_version_unique"),
            models.CheckConstraint(
                condition=~Q(texte="") | Q(is_retiree=True),
                name="clause_has_a_text",
                violation_error_message="Une clause a un texte.",
            ),
        )
        triggers = (frozen_when_signed("clause_frozen_when_signed"),)

    def __str__(self):
        return heading(self.numero, self.titre)


class Restriction(models.Model):
    """What the body of a party decided that bounds the convention (« le CA d’AKTO ne prévoit pas … », R174)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="restrictions", verbose_name="convention"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="restrictions", verbose_name="organisation"
    )
    instance = models.ForeignKey(
        "organisations.Instance",
        on_delete=models.RESTRICT,
        related_name="restrictions",
        verbose_name="instance",
        null=True,
        blank=True,
    )
    clause = models.CharField("clause", max_length=60, blank=True)
    texte = models.TextField("texte")
    date = models.DateField("depuis le")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="restrictions",
        verbose_name="enregistrée par",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "restriction"
        verbose_name_plural = "restrictions"
        ordering = ("convention", "date", "pk")
        triggers = (append_only("restriction_append_only"),)

    def __str__(self):
        return self.texte

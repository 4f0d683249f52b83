"""What the Région's people judge: qualitative criteria, conflicts of interest, exceptional help."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from tandem.campagnes.enums import MotifExceptionnel
from tandem.campagnes.models.campagne import Campagne
from tandem.campagnes.models.candidature import Candidature, Piece
from tandem.organisations.models import Organisation


@pghistory.track()
class Evaluation(models.Model):
    """The points given to a candidature on one criterion by its instructeur, validated by another."""

    candidature = models.ForeignKey(
        Candidature, on_delete=models.RESTRICT, related_name="evaluations", verbose_name="candidature"
    )
    critere = models.CharField("critère", max_length=60)
    points = models.DecimalField("points", max_digits=8, decimal_places=3)
    justification = models.TextField("justification")
    piece = models.ForeignKey(
        Piece,
        on_delete=models.RESTRICT,
        related_name="evaluations",
        verbose_name="pièce à l’appui",
        null=True,
        blank=True,
    )
    instructeur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="evaluations",
        verbose_name="instructeur",
    )
    evaluated_at = models.DateTimeField("évaluée le", default=timezone.now)
    valideur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="evaluations_validees",
        verbose_name="valideur",
        null=True,
        blank=True,
    )
    validated_at = models.DateTimeField("validée le", null=True, blank=True)
    returned_reason = models.TextField("motif du renvoi", blank=True)

    class Meta:
        verbose_name = "évaluation"
        verbose_name_plural = "évaluations"
        ordering = ("candidature", "critere")
        constraints = (
            models.UniqueConstraint(fields=["candidature", "critere"], name="evaluation_one_per_critere"),
            models.CheckConstraint(
                condition=models.Q(valideur__isnull=True) | ~models.Q(valideur=models.F("instructeur")),
                name="evaluation_who_scores_does_not_validate",
                violation_error_message="La personne qui note ne peut valider sa propre note.",
            ),
            models.CheckConstraint(
                condition=~models.Q(justification=""),
                name="evaluation_is_justified",
                violation_error_message="Une note doit être justifiée.",
            ),
        )

    def __str__(self):
        return f"{self.candidature} – {self.critere}"


class DeclarationInteretQuerySet(models.QuerySet):
    """Readings of declared interests."""

    def in_force(self):
        """Keep the declarations that nobody lifted."""
        return self.filter(lifted_at__isnull=True)

    def visible_to(self, user):
        """Return those of the campaigns of the Régions in which the person holds a role today."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(campagne__organisation__in=user.memberships.current().values("organisation"))


@pghistory.track()
class DeclarationInteret(models.Model):
    """A conflict of interest that a person declares with an OF-CFA: no part in its instruction."""

    campagne = models.ForeignKey(
        Campagne,
        on_delete=models.RESTRICT,
        related_name="declarations_interet",
        verbose_name="campagne",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="declarations_interet",
        verbose_name="personne",
    )
    of_cfa = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="declarations_interet",
        verbose_name="OF-CFA",
    )
    nature = models.TextField("nature du lien")
    declared_at = models.DateTimeField("déclarée le", default=timezone.now)
    lifted_at = models.DateTimeField("levée le", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="declarations_interet_levees",
        verbose_name="levée par",
        null=True,
        blank=True,
    )
    lifted_reason = models.TextField("motif de la levée", blank=True)

    objects = DeclarationInteretQuerySet.as_manager()

    class Meta:
        verbose_name = "déclaration d’intérêt"
        verbose_name_plural = "déclarations d’intérêt"
        ordering = ("campagne", "user", "of_cfa")
        constraints = (
            models.UniqueConstraint(
                fields=["campagne", "user", "of_cfa"],
                condition=models.Q(lifted_at__isnull=True),
                name="declaration_interet_unique",
                violation_error_message="Un lien avec cet OF-CFA est déjà déclaré.",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_by__isnull=True) | ~models.Q(lifted_by=models.F("user")),
                name="declaration_interet_lifted_by_another",
                violation_error_message="La personne concernée ne peut lever sa propre déclaration.",
            ),
        )

    def __str__(self):
        return f"{self.user} – {self.of_cfa}"


@pghistory.track()
class MajorationExceptionnelle(models.Model):
    """Help to an OF-CFA in financial difficulty (R104-R107); amounts in euros."""

    campagne = models.ForeignKey(
        Campagne,
        on_delete=models.RESTRICT,
        related_name="majorations_exceptionnelles",
        verbose_name="campagne",
    )
    of_cfa = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="majorations_exceptionnelles",
        verbose_name="OF-CFA",
    )
    montant = models.DecimalField("montant", max_digits=14, decimal_places=2)
    deficit_previsionnel = models.DecimalField(
        "déficit prévisionnel", max_digits=14, decimal_places=2, null=True, blank=True
    )
    apprentis = models.PositiveIntegerField("nombre d’apprentis", null=True, blank=True)
    motifs = ArrayField(models.CharField(max_length=30, choices=MotifExceptionnel), verbose_name="motifs")
    texte = models.TextField("exposé du motif, imprimé au rapport")
    proposee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="majorations_proposees",
        verbose_name="proposée par",
    )
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)
    validee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="majorations_validees",
        verbose_name="validée par",
        null=True,
        blank=True,
    )
    validee_le = models.DateTimeField("validée le", null=True, blank=True)
    returned_reason = models.TextField("motif du renvoi", blank=True)

    class Meta:
        verbose_name = "majoration exceptionnelle"
        verbose_name_plural = "majorations exceptionnelles"
        ordering = ("campagne", "of_cfa")
        constraints = (
            models.UniqueConstraint(
                fields=["campagne", "of_cfa"],
                name="majoration_exceptionnelle_one_per_of_cfa",
                violation_error_message="Cet OF-CFA a déjà une majoration exceptionnelle.",
            ),
            models.CheckConstraint(
                condition=models.Q(montant__gt=0),
                name="majoration_exceptionnelle_positive",
                violation_error_message="Le montant doit être positif.",
            ),
            models.CheckConstraint(
                condition=models.Q(validee_par__isnull=True) | ~models.Q(validee_par=models.F("proposee_par")),
                name="majoration_exceptionnelle_two_people",
                violation_error_message="La personne qui propose ne peut valider.",
            ),
        )

    def __str__(self):
        return f"{self.of_cfa} – {self.montant} €"

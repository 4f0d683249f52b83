"""Indicators: their dictionary, what partners typed, and the figures that the platform computes from."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import Formule, NatureIndicateur, PeriodeIndicateur, UniteIndicateur
from tandem.conventions.models.convention import Convention, Partie, own_organisations
from tandem.conventions.models.fiche import Action, Fiche
from tandem.conventions.models.guards import append_only
from tandem.organisations.models import Organisation


class IndicateurQuerySet(models.QuerySet):
    """Readings of indicators."""

    def visible_to(self, user):
        """Keep those of the conventions that the person sees, without the drafts of the other side."""
        return self.filter(
            Q(fiche__isnull=True) | Q(fiche__draft_of__isnull=True) | Q(fiche__draft_of__in=own_organisations(user)),
            convention__in=Convention.objects.visible_to(user),
        )

    def shared(self):
        """Keep what both sides see."""
        return self.filter(Q(fiche__isnull=True) | Q(fiche__draft_of__isnull=True))


@pghistory.track()
class Indicateur(models.Model):
    """One line of the dictionary of indicators (requirements §1.2)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="indicateurs", verbose_name="convention"
    )
    fiche = models.ForeignKey(
        Fiche, on_delete=models.CASCADE, related_name="indicateurs", verbose_name="fiche", null=True, blank=True
    )
    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, related_name="indicateurs", verbose_name="action", null=True, blank=True
    )
    code = models.SlugField("code", max_length=80)
    libelle = models.CharField("libellé, tel qu’imprimé", max_length=500)
    nature = models.CharField("nature", max_length=20, choices=NatureIndicateur)
    unite = models.CharField("unité", max_length=20, choices=UniteIndicateur)
    formule = models.CharField("calcul", max_length=40, choices=Formule, blank=True)
    numerateur = models.CharField("numérateur", max_length=255, blank=True)
    denominateur = models.CharField("dénominateur", max_length=255, blank=True)
    population = models.CharField("population comptée", max_length=255, blank=True)
    by_territoire = models.BooleanField("détaillé par territoire", default=False)
    by_public = models.BooleanField("détaillé par public", default=False)
    periode = models.CharField(
        "période", max_length=20, choices=PeriodeIndicateur, default=PeriodeIndicateur.ANNEE_CIVILE
    )
    cible = models.DecimalField("cible", max_digits=16, decimal_places=2, null=True, blank=True)
    cible_texte = models.CharField("cible, en toutes lettres", max_length=255, blank=True)
    responsable = models.ForeignKey(
        Partie,
        on_delete=models.RESTRICT,
        related_name="indicateurs",
        verbose_name="partie qui le renseigne",
        null=True,
        blank=True,
    )
    is_sensible = models.BooleanField("compte des personnes", default=False)
    is_deduit = models.BooleanField("déduit du texte, non imprimé comme indicateur", default=False)
    source = models.CharField("source", max_length=255, blank=True)
    rank = models.PositiveSmallIntegerField("rang", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="indicateurs",
        verbose_name="ajouté par",
        null=True,
        blank=True,
    )

    objects = IndicateurQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ("convention", "rank", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="indicateur_code_unique",
                violation_error_message="Cette convention a déjà un indicateur de ce code.",
            ),
            models.CheckConstraint(
                condition=Q(nature=NatureIndicateur.CALCULE) ^ Q(formule=""),
                name="indicateur_formule_iff_calcule",
                violation_error_message="Un indicateur calculé nomme son calcul, les autres n’en ont pas.",
            ),
        )

    def __str__(self):
        return self.libelle


class ValeurQuerySet(models.QuerySet):
    """Readings of typed values."""

    def current(self):
        """Keep the last statement of each cell: a correction replaces, and nothing is erased."""
        return self.filter(remplacee_par__isnull=True)

    def visible_to(self, user):
        """Keep the shared ones, and those that the person's own side has not shared yet."""
        return self.filter(
            Q(is_shared=True) | Q(partie__in=Partie.objects.of_user(user)),
            indicateur__in=Indicateur.objects.visible_to(user),
        )


class Valeur(models.Model):
    """A value typed by a partner for a period, with its evidence; a correction is a new row that says why."""

    indicateur = models.ForeignKey(
        Indicateur, on_delete=models.RESTRICT, related_name="valeurs", verbose_name="indicateur"
    )
    annee = models.PositiveSmallIntegerField("année")
    semestre = models.PositiveSmallIntegerField("semestre", null=True, blank=True)
    departement = models.ForeignKey(
        "territoires.Departement",
        on_delete=models.RESTRICT,
        related_name="valeurs",
        verbose_name="département",
        null=True,
        blank=True,
    )
    public = models.CharField("public", max_length=30, blank=True)
    value = models.DecimalField("valeur", max_digits=16, decimal_places=2, null=True, blank=True)
    texte = models.TextField("en toutes lettres", blank=True)
    piece = models.FileField("pièce justificative", upload_to="conventions/valeurs", max_length=255, blank=True)
    piece_nom = models.CharField("nom de la pièce", max_length=255, blank=True)
    piece_sha256 = models.CharField("empreinte de la pièce", max_length=64, blank=True)
    date = models.DateField("constatée le")
    partie = models.ForeignKey(Partie, on_delete=models.RESTRICT, related_name="valeurs", verbose_name="saisie pour")
    is_shared = models.BooleanField("partagée", default=True)
    corrige = models.OneToOneField(
        "self",
        on_delete=models.RESTRICT,
        related_name="remplacee_par",
        verbose_name="corrige la valeur",
        null=True,
        blank=True,
    )
    motif = models.TextField("motif de la correction", blank=True)
    source = models.CharField("source", max_length=255, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="valeurs",
        verbose_name="saisie par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("saisie le", default=timezone.now)

    objects = ValeurQuerySet.as_manager()

    class Meta:
        verbose_name = "valeur d’indicateur"
        verbose_name_plural = "valeurs d’indicateur"
        ordering = ("indicateur", "annee", "semestre", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(texte="") | ~Q(piece=""),
                name="valeur_says_something",
                violation_error_message="Une valeur est un nombre, un texte ou une pièce.",
            ),
            models.CheckConstraint(
                condition=Q(corrige__isnull=True) | ~Q(motif=""),
                name="valeur_correction_has_a_motif",
                violation_error_message="Une correction doit être motivée.",
            ),
            models.CheckConstraint(
                condition=Q(semestre__isnull=True) | Q(semestre__in=(1, 2)),
                name="valeur_semestre_exists",
                violation_error_message="Un semestre est 1 ou 2.",
            ),
        )
        triggers = (append_only("valeur_append_only"),)

    def __str__(self):
        return f"{self.indicateur} ({self.annee})"


class FluxContrats(models.Model):
    """Yearly figures of the contracts of an OPCO in a département, until the contracts of the platform give them.

    `amount` is the prises en charge, in euros; ruptures are those of the contracts that began in the year (R234).
    """

    opco = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="flux_contrats", verbose_name="OPCO")
    annee = models.PositiveSmallIntegerField("année")
    departement = models.ForeignKey(
        "territoires.Departement",
        on_delete=models.RESTRICT,
        related_name="flux_contrats",
        verbose_name="département",
    )
    amount = models.DecimalField("prises en charge", max_digits=14, decimal_places=2)
    apprentis = models.PositiveIntegerField("apprentis accompagnés")
    entreprises = models.PositiveIntegerField("entreprises ayant recours à l’alternance")
    contrats_debutes = models.PositiveIntegerField("contrats débutant dans l’année")
    contrats_rompus = models.PositiveIntegerField("dont rompus depuis")
    source = models.CharField("source", max_length=255)
    is_fictif = models.BooleanField("données fictives", default=False)

    class Meta:
        verbose_name = "flux annuel de contrats"
        verbose_name_plural = "flux annuels de contrats"
        ordering = ("opco", "annee", "departement")
        constraints = (
            models.UniqueConstraint(fields=["opco", "annee", "departement"], name="flux_contrats_unique"),
            models.CheckConstraint(
                condition=Q(contrats_rompus__lte=models.F("contrats_debutes")),
                name="flux_contrats_rompus_among_debutes",
                violation_error_message="Les contrats rompus sont comptés parmi ceux qui ont débuté.",
            ),
        )

    def __str__(self):
        return f"{self.opco} – {self.departement} – {self.annee}"


class CfaPerimetre(models.Model):
    """An OF-CFA that the OPCO declares in the perimeter of the convention (R160, R188), from a date to a date."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="cfa_perimetre", verbose_name="convention"
    )
    of_cfa = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="perimetres", verbose_name="OF-CFA"
    )
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField("source", max_length=255)
    is_fictif = models.BooleanField("données fictives", default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="cfa_perimetre",
        verbose_name="déclaré par",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "CFA du périmètre"
        verbose_name_plural = "CFA du périmètre"
        ordering = ("convention", "of_cfa")
        constraints = (
            models.UniqueConstraint(fields=["convention", "of_cfa", "starts_on"], name="cfa_perimetre_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="cfa_perimetre_ends_after_start",
                violation_error_message="La fin ne peut précéder le début.",
            ),
        )

    def __str__(self):
        return f"{self.of_cfa} – {self.convention}"

"""Axes, fiches actions and their actions; a template of fiche is data."""

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bareme.display import typography
from tandem.conventions.champs import champ_faults
from tandem.conventions.enums import Cadence, EtatAction, NatureAction, NatureCalendrier, PublicCible
from tandem.conventions.models.convention import Convention, own_organisations
from tandem.conventions.models.guards import append_only
from tandem.conventions.timing.schedule import Schedule
from tandem.organisations.models import Organisation


class ModeleFiche(models.Model):
    """A template of fiche: its fields, in order, with the labels of its source (R190, R199, R216).

    `champs` and `champs_action` are lists of {code, label, kind, required}.
    """

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=120)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="modeles_fiche",
        verbose_name="organisation",
        null=True,
        blank=True,
    )
    champs = models.JSONField("champs de la fiche")
    champs_action = models.JSONField("champs d’une action", default=list, blank=True)
    source = models.CharField("source", max_length=255, blank=True)

    class Meta:
        verbose_name = "modèle de fiche"
        verbose_name_plural = "modèles de fiche"
        ordering = ("nom",)

    def __str__(self):
        return self.nom

    def clean(self):
        """Refuse fields that no form could show, all faults in one pass."""
        faults = [
            *(f"Champs de la fiche, {fault}" for fault in champ_faults(self.champs)),
            *(f"Champs d’une action, {fault}" for fault in champ_faults(self.champs_action)),
        ]
        if faults:
            raise ValidationError([typography(fault) for fault in faults])


class Axe(models.Model):
    """An axis of the partnership; `domaine` is its place in article 1, None when article 1 does not name it (R271)."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="axes", verbose_name="convention")
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=500)
    domaine = models.PositiveSmallIntegerField("rank du domaine de l’article 1", null=True, blank=True)

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ("convention", "numero")
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="axe_numero_unique",
                violation_error_message="Cette convention a déjà un axe de ce numéro.",
            ),
        )

    def __str__(self):
        return f"{self.numero}. {self.titre}"


class Planned(models.Model):
    """The calendar of a fiche or of an action: the words of the text, and what a machine makes of them (R227)."""

    calendrier_texte = models.TextField("calendrier, en toutes lettres", blank=True)
    calendrier_nature = models.CharField(
        "calendrier", max_length=20, choices=NatureCalendrier, default=NatureCalendrier.AUCUN
    )
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    mois_debut = models.PositiveSmallIntegerField("mois de début", null=True, blank=True)
    mois_fin = models.PositiveSmallIntegerField("mois de fin", null=True, blank=True)
    fois = models.PositiveSmallIntegerField("nombre de fois", null=True, blank=True)
    par = models.CharField("par", max_length=10, choices=Cadence, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(debut__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=models.F("debut")),
                name="%(class)s_ends_after_start",
                violation_error_message="La fin ne peut précéder le début.",
            ),
            models.CheckConstraint(
                condition=(Q(mois_debut__isnull=True) | Q(mois_debut__range=(1, 12)))
                & (Q(mois_fin__isnull=True) | Q(mois_fin__range=(1, 12))),
                name="%(class)s_months_exist",
                violation_error_message="Un mois est un nombre de 1 à 12.",
            ),
        )

    @property
    def schedule(self) -> Schedule:
        """The machine schedule, for timing.schedule."""
        return Schedule(
            nature=self.calendrier_nature,
            debut=self.debut,
            fin=self.fin,
            mois_debut=self.mois_debut,
            mois_fin=self.mois_fin,
            fois=self.fois,
            par=self.par,
        )


class FicheQuerySet(models.QuerySet):
    """Readings of fiches."""

    def visible_to(self, user):
        """Keep the shared ones, and the drafts of the person's own side."""
        return self.filter(
            Q(draft_of__isnull=True) | Q(draft_of__in=own_organisations(user)),
            convention__in=Convention.objects.visible_to(user),
        )

    def shared(self):
        """Keep what both sides see."""
        return self.filter(draft_of__isnull=True)

    def shared_or_draft_of(self, organisation):
        """Keep what one side sees: the shared ones, and its own drafts."""
        return self.filter(Q(draft_of__isnull=True) | Q(draft_of=organisation))


@pghistory.track()
class Fiche(Planned):
    """A fiche action: `contenu` holds the text of each field of its template; a draft belongs to one side."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="fiches", verbose_name="convention"
    )
    axe = models.ForeignKey(Axe, on_delete=models.RESTRICT, related_name="fiches", verbose_name="axe")
    modele = models.ForeignKey(
        ModeleFiche, on_delete=models.RESTRICT, related_name="fiches", verbose_name="modèle de fiche"
    )
    numero = models.CharField("numéro", max_length=10)
    titre = models.CharField("titre", max_length=500)
    nature = models.CharField("nature", max_length=20, choices=NatureAction, default=NatureAction.COOPERATION)
    contenu = models.JSONField("contenu", default=dict, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatAction, default=EtatAction.PREVUE)
    a_evoquer = models.TextField("sujet à évoquer, selon le texte", blank=True)
    publics = ArrayField(
        models.CharField(max_length=30, choices=PublicCible), verbose_name="publics", default=list, blank=True
    )
    porteurs = models.ManyToManyField(Organisation, related_name="fiches_portees", verbose_name="porteurs", blank=True)
    partenaires = models.ManyToManyField(
        Organisation, related_name="fiches_associees", verbose_name="partenaires associés", blank=True
    )
    draft_of = models.ForeignKey(
        Organisation,
        on_delete=models.RESTRICT,
        related_name="draft_fiches",
        verbose_name="brouillon de",
        null=True,
        blank=True,
    )
    avenant = models.ForeignKey(
        "conventions.Avenant",
        on_delete=models.RESTRICT,
        related_name="fiches",
        verbose_name="dernier avenant",
        null=True,
        blank=True,
    )
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="fiches",
        verbose_name="modifiée par",
        null=True,
        blank=True,
    )
    modified_at = models.DateTimeField("modifiée le", default=timezone.now)
    source = models.CharField("source", max_length=255, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)

    objects = FicheQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche action"
        verbose_name_plural = "fiches action"
        ordering = ("convention", "axe__numero", "numero", "pk")
        constraints = (
            *Planned.Meta.constraints,
            # The drafts of the other side do not take a number: they would tell that they exist.
            models.UniqueConstraint(
                fields=["convention", "numero"],
                condition=Q(draft_of__isnull=True),
                name="fiche_numero_unique",
                violation_error_message="Cette convention a déjà une fiche de ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["convention", "draft_of", "numero"],
                name="fiche_draft_numero_unique",
                violation_error_message="Votre partie a déjà un brouillon de ce numéro.",
            ),
        )

    def __str__(self):
        return f"Fiche {self.numero} – {self.titre}"


@pghistory.track()
class Action(Planned):
    """One numbered action of a fiche (R199)."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="actions", verbose_name="fiche")
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("titre", max_length=500)
    nature = models.CharField("nature", max_length=20, choices=NatureAction, default=NatureAction.COOPERATION)
    contenu = models.JSONField("contenu", default=dict, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatAction, default=EtatAction.PREVUE)
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="actions",
        verbose_name="modifiée par",
        null=True,
        blank=True,
    )
    modified_at = models.DateTimeField("modifiée le", default=timezone.now)

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        ordering = ("fiche", "numero")
        constraints = (
            *Planned.Meta.constraints,
            models.UniqueConstraint(
                fields=["fiche", "numero"],
                name="action_numero_unique",
                violation_error_message="Cette fiche a déjà une action de ce numéro.",
            ),
        )

    def __str__(self):
        return f"Action {self.numero} – {self.titre}"


class EtatFicheTransition(models.Model):
    """One change of state of a fiche, or of one of its actions: who, when, why."""

    fiche = models.ForeignKey(Fiche, on_delete=models.RESTRICT, related_name="transitions", verbose_name="fiche")
    action = models.ForeignKey(
        Action,
        on_delete=models.RESTRICT,
        related_name="transitions",
        verbose_name="action",
        null=True,
        blank=True,
    )
    from_etat = models.CharField("de", max_length=20, choices=EtatAction)
    to_etat = models.CharField("à", max_length=20, choices=EtatAction)
    reason = models.TextField("motif", blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="fiche_transitions",
        verbose_name="par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "changement d’état de fiche"
        verbose_name_plural = "changements d’état de fiche"
        ordering = ("at", "pk")
        triggers = (append_only("etat_fiche_transition_append_only"),)

    def __str__(self):
        return f"{self.action or self.fiche} : {self.from_etat} → {self.to_etat}"

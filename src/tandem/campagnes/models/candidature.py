"""What an OF-CFA asks: one dossier per campaign, one candidature per formation."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from tandem.campagnes.enums import CANDIDATURE_TRANSITIONS, StatutCandidature, pairs
from tandem.campagnes.models.campagne import Campagne
from tandem.campagnes.models.guards import FROZEN, frozen_once
from tandem.organisations.models import Organisation

# The columns that the voted amount of a formation depends on.
VOTED_COLUMNS = (
    "dossier_id",
    "reference",
    "formation",
    "site",
    "contrats",
    "contrats_verts",
    "complement",
    "indicateurs",
)


class DossierQuerySet(models.QuerySet):
    """Readings of dossiers."""

    def visible_to(self, user):
        """Return the dossiers of one's own Région's campaigns and of one's own OF-CFA."""
        if not user.is_authenticated:
            return self.none()
        own = user.memberships.current().values("organisation")
        return self.filter(models.Q(campagne__organisation__in=own) | models.Q(of_cfa__in=own))


@pghistory.track()
class Dossier(models.Model):
    """The dossier of one OF-CFA in one campaign."""

    campagne = models.ForeignKey(Campagne, on_delete=models.RESTRICT, related_name="dossiers", verbose_name="campagne")
    of_cfa = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="dossiers", verbose_name="OF-CFA")
    depose_le = models.DateTimeField("déposé le", null=True, blank=True)
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="dossiers_deposes",
        verbose_name="déposé par",
        null=True,
        blank=True,
    )
    is_late = models.BooleanField("déposé hors délai", default=False)
    is_fictif = models.BooleanField("données fictives", default=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        verbose_name_plural = "dossiers"
        ordering = ("of_cfa__nom", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["campagne", "of_cfa"],
                name="dossier_one_per_of_cfa",
                violation_error_message="Cet OF-CFA a déjà un dossier dans cette campagne.",
            ),
        )

    def __str__(self):
        return f"{self.of_cfa} – {self.campagne}"


class CandidatureQuerySet(models.QuerySet):
    """Readings of candidatures."""

    def visible_to(self, user):
        """Return the candidatures of the dossiers that the person may see."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user))

    def with_statut(self, *statuts):
        """Keep the candidatures in one of these states."""
        return self.filter(statut__in=statuts)


@pghistory.track()
class Candidature(models.Model):
    """A request of majoration for one formation (R82); `indicateurs`: code → exact text or null."""

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="candidatures", verbose_name="dossier")
    reference = models.CharField("référence", max_length=40)
    formation = models.CharField("formation", max_length=255)
    rncp = models.CharField("code RNCP", max_length=12, blank=True)
    site = models.CharField("site", max_length=255, blank=True)
    departement = models.ForeignKey(
        "territoires.Departement",
        on_delete=models.RESTRICT,
        related_name="candidatures",
        verbose_name="département du site",
        null=True,
        blank=True,
    )
    contrats = models.PositiveIntegerField("contrats")
    contrats_verts = models.PositiveIntegerField("dont contrats verts", default=0)
    complement = models.CharField("classe de périmètre financier", max_length=10)
    indicateurs = models.JSONField("indicateurs", default=dict, blank=True)
    statut = models.CharField("statut", max_length=20, choices=StatutCandidature, default=StatutCandidature.BROUILLON)
    is_fictif = models.BooleanField("données fictives", default=False)

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        verbose_name_plural = "candidatures"
        ordering = ("reference", "pk")
        indexes = (models.Index(fields=["dossier", "statut"], name="candidature_dossier_statut"),)
        constraints = (
            models.UniqueConstraint(fields=["dossier", "reference"], name="candidature_reference_unique"),
            models.UniqueConstraint(
                fields=["dossier", "formation", "site"],
                name="candidature_formation_unique",
                violation_error_message="Cette formation est déjà demandée pour ce site.",
            ),
            models.CheckConstraint(
                condition=models.Q(contrats_verts__lte=models.F("contrats")),
                name="candidature_green_within_contrats",
                violation_error_message="Les contrats verts ne peuvent dépasser les contrats.",
            ),
        )
        triggers = (
            pgtrigger.FSM(name="candidature_statuts", field="statut", transitions=pairs(CANDIDATURE_TRANSITIONS)),
            frozen_once(
                name="candidature_frozen_by_vote",
                column="statut",
                values=[StatutCandidature.VOTEE.value, StatutCandidature.NOTIFIEE.value],
                columns=VOTED_COLUMNS,
            ),
        )

    def __str__(self):
        return f"{self.reference} {self.formation}"


class CandidatureTransition(models.Model):
    """One change of state of a candidature: who, when, why."""

    candidature = models.ForeignKey(
        Candidature,
        on_delete=models.RESTRICT,
        related_name="transitions",
        verbose_name="candidature",
    )
    from_statut = models.CharField("de", max_length=20, choices=StatutCandidature)
    to_statut = models.CharField("à", max_length=20, choices=StatutCandidature)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="candidature_transitions",
        verbose_name="par",
    )
    at = models.DateTimeField("le", default=timezone.now)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "changement de statut de candidature"
        verbose_name_plural = "changements de statut de candidature"
        ordering = ("at", "pk")
        triggers = (pgtrigger.Protect(name="candidature_transition_append_only", operation=FROZEN),)

    def __str__(self):
        return f"{self.candidature} : {self.from_statut} → {self.to_statut}"


class Piece(models.Model):
    """A document attached to a dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="pieces", verbose_name="dossier")
    # A code of the règlement's list of pieces, else one of NaturePiece.
    nature = models.CharField("nature", max_length=60)
    filename = models.CharField("nom du fichier", max_length=255)
    content = models.FileField("contenu", upload_to="pieces/")
    content_type = models.CharField("type de contenu", max_length=100)
    size = models.PositiveBigIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="pieces",
        verbose_name="ajoutée par",
    )
    added_at = models.DateTimeField("ajoutée le", auto_now_add=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce"
        verbose_name_plural = "pièces"
        ordering = ("nature", "added_at")

    def __str__(self):
        return self.filename


class Rappel(models.Model):
    """A reminder sent about a dossier, once per rule of the règlement."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="rappels", verbose_name="dossier")
    rule = models.CharField("règle", max_length=60)
    sent_at = models.DateTimeField("envoyé le", default=timezone.now)
    recipients = models.JSONField("destinataires", default=list)

    class Meta:
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        ordering = ("sent_at",)
        constraints = (models.UniqueConstraint(fields=["dossier", "rule"], name="rappel_once_per_rule"),)

    def __str__(self):
        return f"{self.rule} – {self.dossier}"

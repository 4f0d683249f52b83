"""The campaign and the règlement that governs it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from tandem.campagnes.enums import CAMPAGNE_TRANSITIONS, EtatCampagne, pairs
from tandem.campagnes.models.guards import FROZEN, frozen_once
from tandem.organisations.enums import Role


class Reglement(models.Model):
    """A version of the règlement d'intervention as YAML (R50): never edited, replaced by a version."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="reglements",
        verbose_name="Région",
    )
    code = models.SlugField("code", max_length=60)
    version = models.PositiveIntegerField("version")
    titre = models.CharField("titre", max_length=255)
    contenu = models.TextField("contenu (YAML)")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    deliberation = models.ForeignKey(
        "actes.Deliberation",
        on_delete=models.RESTRICT,
        related_name="reglements",
        verbose_name="adopté par la délibération",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField("enregistré le", auto_now_add=True)

    class Meta:
        verbose_name = "règlement d’intervention"
        verbose_name_plural = "règlements d’intervention"
        ordering = ("organisation", "code", "-version")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "code", "version"], name="reglement_version_unique"),
        )
        triggers = (pgtrigger.Protect(name="reglement_immutable", operation=FROZEN),)

    def __str__(self):
        return f"{self.titre} (version {self.version})"


class CampagneQuerySet(models.QuerySet):
    """Readings of campaigns."""

    def visible_to(self, user):
        """Return the Région's own for its people; the opened ones for a CFA; the published for all."""
        published = models.Q(publiee_le__isnull=False)
        if not user.is_authenticated:
            return self.filter(published)
        current = user.memberships.current()
        own = models.Q(organisation__in=current.values("organisation"))
        if current.filter(role__startswith="cfa_").exists():
            published |= ~models.Q(etat=EtatCampagne.PREPARATION)
        return self.filter(own | published)


@pghistory.track()
class Campagne(models.Model):
    """A yearly call for candidatures of one Région; `enveloppe` in euros, exceptionnelle apart."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="campagnes",
        verbose_name="Région",
    )
    annee = models.PositiveSmallIntegerField("année")
    titre = models.CharField("titre", max_length=255)
    ouverture = models.DateTimeField("ouverture du dépôt")
    cloture = models.DateTimeField("clôture du dépôt")
    reglement = models.ForeignKey(
        Reglement,
        on_delete=models.RESTRICT,
        related_name="campagnes",
        verbose_name="règlement d’intervention",
    )
    enveloppe = models.DecimalField("enveloppe hors majoration exceptionnelle", max_digits=14, decimal_places=2)
    dotation = models.DecimalField(
        "dotation totale, majoration exceptionnelle comprise",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    etat = models.CharField("état", max_length=20, choices=EtatCampagne, default=EtatCampagne.PREPARATION)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    source = models.CharField("source", max_length=255, blank=True)
    is_fictif = models.BooleanField("données fictives", default=False)

    objects = CampagneQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        verbose_name_plural = "campagnes"
        ordering = ("-annee", "organisation")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "annee"],
                name="campagne_one_per_year",
                violation_error_message="Cette Région a déjà une campagne pour cette année.",
            ),
            models.CheckConstraint(
                condition=models.Q(ouverture__lt=models.F("cloture")),
                name="campagne_opens_before_it_closes",
                violation_error_message="La clôture doit suivre l’ouverture.",
            ),
            models.CheckConstraint(
                condition=models.Q(enveloppe__gt=0),
                name="campagne_enveloppe_positive",
                violation_error_message="L’enveloppe doit être un montant positif.",
            ),
            models.CheckConstraint(
                condition=models.Q(dotation__isnull=True) | models.Q(dotation__gte=models.F("enveloppe")),
                name="campagne_dotation_holds_enveloppe",
                violation_error_message="La dotation totale ne peut être inférieure à l’enveloppe.",
            ),
        )
        triggers = (
            pgtrigger.FSM(name="campagne_etats", field="etat", transitions=pairs(CAMPAGNE_TRANSITIONS)),
            # What a vote was computed on no longer moves once the vote is recorded.
            frozen_once(
                name="campagne_frozen_by_vote",
                column="etat",
                values=[EtatCampagne.VOTEE.value, EtatCampagne.NOTIFIEE.value],
                columns=["organisation_id", "annee", "reglement_id", "enveloppe", "dotation"],
            ),
        )

    def __str__(self):
        return self.titre

    @property
    def is_window_open(self):
        """Whether a deposit made now is in time."""
        return self.ouverture <= timezone.now() < self.cloture

    def roles_of(self, user):
        """Return the set of roles that the person holds today in the Région of this campaign."""
        if not user.is_authenticated:
            return set()
        return {
            Role(role)
            for role in user.memberships.current()
            .filter(organisation=self.organisation_id)
            .values_list("role", flat=True)
        }


class CampagneTransition(models.Model):
    """One change of state of a campaign: who, when, why."""

    campagne = models.ForeignKey(
        Campagne, on_delete=models.RESTRICT, related_name="transitions", verbose_name="campagne"
    )
    from_etat = models.CharField("de", max_length=20, choices=EtatCampagne)
    to_etat = models.CharField("à", max_length=20, choices=EtatCampagne)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="campagne_transitions",
        verbose_name="par",
    )
    at = models.DateTimeField("le", default=timezone.now)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "changement d’état de campagne"
        verbose_name_plural = "changements d’état de campagne"
        ordering = ("at", "pk")
        triggers = (pgtrigger.Protect(name="campagne_transition_append_only", operation=FROZEN),)

    def __str__(self):
        return f"{self.campagne} : {self.from_etat} → {self.to_etat}"


class AnnexePubliee(models.Model):
    """The annexe that a délibération published, kept as reference (lines as read, in its order)."""

    campagne = models.OneToOneField(
        Campagne, on_delete=models.RESTRICT, related_name="annexe_publiee", verbose_name="campagne"
    )
    deliberation = models.ForeignKey(
        "actes.Deliberation",
        on_delete=models.RESTRICT,
        related_name="annexes_publiees",
        verbose_name="délibération",
        null=True,
        blank=True,
    )
    source = models.CharField("source", max_length=255)
    lignes = models.JSONField("lignes")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    imported_at = models.DateTimeField("importée le", auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="annexes_publiees",
        verbose_name="importée par",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "annexe publiée"
        verbose_name_plural = "annexes publiées"
        ordering = ("campagne",)

    def __str__(self):
        return f"Annexe publiée – {self.campagne}"

"""The words and the layout of a Région's letters, and the letters that were really sent."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from tandem.deliberations.enums import LetterKind

FROZEN = pgtrigger.Update | pgtrigger.Delete


class LetterTemplateQuerySet(models.QuerySet):
    """Readings of letter templates."""

    def visible_to(self, user):
        """Return those of the Régions in which the person holds a role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=user.memberships.current().values("organisation"))

    def latest_of(self, organisation, kind):
        """Return the version in use, None when the Région never changed the default words."""
        return self.filter(organisation=organisation, kind=kind).order_by("-version").first()


class LetterTemplate(models.Model):
    """One version of the words of a letter: never edited, replaced by the next version."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="letter_templates",
        verbose_name="Région",
    )
    kind = models.CharField("nature", max_length=20, choices=LetterKind)
    version = models.PositiveIntegerField("version")
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("corps")
    voies_recours = models.TextField("voies et délais de recours")
    signatory_quality = models.CharField("qualité du signataire", max_length=150)
    signatory_name = models.CharField("nom du signataire", max_length=150, blank=True)
    place = models.CharField("lieu", max_length=100, blank=True)
    word_layout = models.BinaryField("mise en page Word", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="letter_templates",
        verbose_name="enregistré par",
    )
    created_at = models.DateTimeField("enregistré le", default=timezone.now)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de courrier"
        verbose_name_plural = "modèles de courrier"
        ordering = ("organisation", "kind", "-version")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "kind", "version"], name="letter_template_version_unique"),
        )
        triggers = (pgtrigger.Protect(name="letter_template_immutable", operation=FROZEN),)

    def __str__(self):
        return f"{self.get_kind_display()} (version {self.version})"


class LetterQuerySet(models.QuerySet):
    """Readings of the letters that were sent."""

    def visible_to(self, user):
        """Return the letters of one's own Région and those sent to one's own OF-CFA."""
        if not user.is_authenticated:
            return self.none()
        own = user.memberships.current().values("organisation")
        return self.filter(models.Q(vote__campagne__organisation__in=own) | models.Q(of_cfa__in=own))


class Letter(models.Model):
    """A letter as it was sent: its bytes are kept, so that nobody has to trust a program to make them again."""

    vote = models.ForeignKey("campagnes.Vote", on_delete=models.RESTRICT, related_name="letters", verbose_name="vote")
    of_cfa = models.ForeignKey(
        "organisations.Organisation", on_delete=models.RESTRICT, related_name="letters", verbose_name="OF-CFA"
    )
    kind = models.CharField("nature", max_length=20, choices=LetterKind)
    template = models.ForeignKey(
        LetterTemplate,
        on_delete=models.RESTRICT,
        related_name="letters",
        verbose_name="modèle",
        null=True,
        blank=True,
    )
    on = models.DateField("date du courrier")
    pdf = models.BinaryField("courrier")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="letters",
        verbose_name="produit par",
    )
    at = models.DateTimeField("produit le", default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "courrier"
        verbose_name_plural = "courriers"
        ordering = ("vote", "of_cfa", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=["vote", "of_cfa", "kind"],
                name="letter_once",
                violation_error_message="Ce courrier a déjà été produit.",
            ),
        )
        triggers = (pgtrigger.Protect(name="letter_immutable", operation=FROZEN),)

    def __str__(self):
        return f"{self.get_kind_display()} – {self.of_cfa}"

"""Files brought in by people: kept as received, checked whole, applied at once, undone at once."""

import pghistory
from django.conf import settings
from django.db import models

from tandem.imports.enums import ImportStatus


class FileImportQuerySet(models.QuerySet):
    """Readings of imports."""

    def visible_to(self, user):
        """Return the imports of the organisations in which the person holds a role today."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__in=user.memberships.current().values("organisation"))


@pghistory.track(exclude=["anomalies", "undo_data"])
class FileImport(models.Model):
    """One file: `kind` names its importer, `context` what it applies to ({"campagne": 3})."""

    kind = models.CharField("type de fichier", max_length=40)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="imports",
        verbose_name="organisation",
    )
    context = models.JSONField("contexte", default=dict)
    filename = models.CharField("nom du fichier", max_length=255)
    content = models.FileField("contenu", upload_to="imports/")
    size = models.PositiveBigIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    encoding = models.CharField("encodage détecté", max_length=30, blank=True)
    separator = models.CharField("séparateur détecté", max_length=5, blank=True)
    headers = models.JSONField("colonnes du fichier", default=list)
    mapping = models.JSONField("correspondance des colonnes", default=dict)
    status = models.CharField(
        "état", max_length=10, choices=ImportStatus, default=ImportStatus.DEPOSITED
    )
    counters = models.JSONField("compteurs", default=dict)
    anomalies = models.JSONField("anomalies", default=list)
    undo_data = models.JSONField("données d’annulation", default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="imports",
        verbose_name="déposé par",
    )
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="validated_imports",
        verbose_name="validé par",
        null=True,
        blank=True,
    )
    validated_at = models.DateTimeField("validé le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)

    objects = FileImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(status=ImportStatus.VALIDATED)
                | models.Q(validated_by__isnull=False, validated_at__isnull=False),
                name="import_validated_has_author_and_date",
            ),
        )

    def __str__(self):
        return self.filename


class ColumnMapping(models.Model):
    """How an organisation's files of one kind name their columns, remembered after the first time."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="column_mappings",
        verbose_name="organisation",
    )
    kind = models.CharField("type de fichier", max_length=40)
    signature = models.CharField("empreinte des colonnes", max_length=64)
    mapping = models.JSONField("correspondance des colonnes", default=dict)
    updated_at = models.DateTimeField("mise à jour le", auto_now=True)

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        ordering = ("organisation", "kind", "signature")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "kind", "signature"], name="column_mapping_unique"
            ),
        )

    def __str__(self):
        return f"{self.kind} {self.signature[:8]}"

"""Documents: the template of an organisation, a finalised version, and its circuit of signature."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tandem.conventions.enums import NatureDocument
from tandem.conventions.models.convention import Convention, Partie
from tandem.conventions.models.guards import append_only
from tandem.organisations.models import Organisation


class ModeleDocument(models.Model):
    """One version of the Word layout of an organisation; used once published, never edited."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.RESTRICT, related_name="modeles_document", verbose_name="organisation"
    )
    nature = models.CharField("document", max_length=20, choices=NatureDocument)
    version = models.PositiveSmallIntegerField("version")
    contenu = models.BinaryField("fichier Word")
    filename = models.CharField("nom du fichier", max_length=255)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="modeles_document", verbose_name="déposé par"
    )
    at = models.DateTimeField("déposé le", default=timezone.now)

    class Meta:
        verbose_name = "modèle de document"
        verbose_name_plural = "modèles de document"
        ordering = ("organisation", "nature", "-version")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "nature", "version"], name="modele_document_unique"),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="modele_document_contenu",
                fields=["organisation", "nature", "version", "contenu", "sha256"],
            ),
        )

    def __str__(self):
        return f"{self.get_nature_display()} – {self.organisation} (version {self.version})"


class DocumentFinal(models.Model):
    """A finalised document: its bytes and their SHA-256; what is signed is this, and nothing else."""

    convention = models.ForeignKey(
        Convention, on_delete=models.RESTRICT, related_name="documents", verbose_name="convention"
    )
    avenant = models.ForeignKey(
        "conventions.Avenant",
        on_delete=models.RESTRICT,
        related_name="documents",
        verbose_name="avenant",
        null=True,
        blank=True,
    )
    version = models.PositiveSmallIntegerField("version")
    pdf = models.BinaryField("fichier PDF")
    docx = models.BinaryField("fichier Word")
    contenu = models.JSONField("contenu")
    sha256 = models.CharField("empreinte du PDF", max_length=64)
    is_withdrawn = models.BooleanField("retirée du circuit", default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="documents_finaux",
        verbose_name="finalisé par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("finalisé le", default=timezone.now)

    class Meta:
        verbose_name = "document finalisé"
        verbose_name_plural = "documents finalisés"
        ordering = ("convention", "-version")
        constraints = (
            models.UniqueConstraint(fields=["convention", "version"], name="document_final_version_unique"),
            models.UniqueConstraint(
                fields=["convention", "avenant"],
                condition=Q(is_withdrawn=False),
                nulls_distinct=False,
                name="document_final_one_in_circuit",
                violation_error_message="Un document est déjà dans le circuit de signature.",
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="document_final_bytes",
                fields=["convention", "avenant", "version", "pdf", "docx", "contenu", "sha256", "actor", "at"],
            ),
            pgtrigger.Protect(name="document_final_never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self):
        return f"{self.avenant or self.convention} – version {self.version}"


class Signataire(models.Model):
    """Who must sign a finalised document, in which order: the dated representatives of each party."""

    document = models.ForeignKey(
        DocumentFinal, on_delete=models.CASCADE, related_name="signataires", verbose_name="document"
    )
    partie = models.ForeignKey(Partie, on_delete=models.RESTRICT, related_name="signataires", verbose_name="partie")
    rank = models.PositiveSmallIntegerField("rang")
    nom = models.CharField("nom", max_length=255)
    qualite = models.CharField("qualité", max_length=255)

    class Meta:
        verbose_name = "signataire"
        verbose_name_plural = "signataires"
        ordering = ("document", "rank")
        constraints = (models.UniqueConstraint(fields=["document", "rank"], name="signataire_rang_unique"),)
        triggers = (append_only("signataire_append_only"),)

    def __str__(self):
        return f"{self.nom}, {self.qualite}"


class Signature(models.Model):
    """That a person signed the document of this hash on a day, in a quality; the signed scan may follow."""

    signataire = models.OneToOneField(
        Signataire, on_delete=models.RESTRICT, related_name="signature", verbose_name="signataire"
    )
    date = models.DateField("signée le")
    sha256 = models.CharField("empreinte du document signé", max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="signatures",
        verbose_name="enregistrée par",
        null=True,
        blank=True,
    )
    at = models.DateTimeField("enregistrée le", default=timezone.now)

    class Meta:
        verbose_name = "signature"
        verbose_name_plural = "signatures"
        ordering = ("date", "pk")
        triggers = (append_only("signature_append_only"),)

    def __str__(self):
        return f"{self.signataire} – {self.date:%d/%m/%Y}"


class ScanSigne(models.Model):
    """The scan of the signed document, attached again: its bytes are kept, never replaced."""

    document = models.ForeignKey(
        DocumentFinal, on_delete=models.RESTRICT, related_name="scans", verbose_name="document"
    )
    partie = models.ForeignKey(
        Partie, on_delete=models.RESTRICT, related_name="scans", verbose_name="remis par", null=True, blank=True
    )
    contenu = models.FileField("fichier", upload_to="conventions/signes", max_length=255)
    filename = models.CharField("nom du fichier", max_length=255)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="scans_signes", verbose_name="déposé par"
    )
    at = models.DateTimeField("déposé le", default=timezone.now)

    class Meta:
        verbose_name = "exemplaire signé"
        verbose_name_plural = "exemplaires signés"
        ordering = ("document", "at")
        triggers = (append_only("scan_signe_append_only"),)

    def __str__(self):
        return self.filename

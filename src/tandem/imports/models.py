"""Files brought in by people: kept as received, checked whole, applied at once, undone at once."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from tandem.imports.enums import IMPORT_TRANSITIONS, OPEN_STATUSES, ChangeAction, ImportStatus
from tandem.imports.perms import READING_ROLES

# Columns that may weigh megabytes: no list reads them, and the history of states does not copy them.
HEAVY_FIELDS = ("anomalies", "preview", "questions", "undo_data")


class FileImportQuerySet(models.QuerySet):
    """Readings of imports."""

    def visible_to(self, user):
        """Return the imports of the organisations in which the person holds today a role that reads raw files."""
        if not user.is_authenticated:
            return self.none()
        held = user.memberships.current().filter(role__in=READING_ROLES)
        return self.filter(organisation__in=held.values("organisation"))

    def light(self):
        """Leave the heavy reports in the database."""
        return self.defer(*HEAVY_FIELDS)

    def still_open(self):
        """Keep the imports that nobody validated nor abandoned."""
        return self.filter(status__in=OPEN_STATUSES)


def upload_path(file_import, filename):
    """Return where a received file is kept: named by its own hash, so that no name of a person's choosing is used."""
    suffix = "." + filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    known = suffix if suffix in {".csv", ".xlsx", ".xlsm", ".txt", ".tsv"} else ".bin"
    return f"imports/{file_import.sha256[:2]}/{file_import.sha256}{known}"


@pghistory.track(exclude=[*HEAVY_FIELDS])
class FileImport(models.Model):
    """One file: `kind` names its importer, `context` what it applies to ({"campagne": 3, "options": {…}}).

    `mapping` is {header: field code or null}; `anomalies` are the rows of `bareme.anomalies`; `preview` the changes
    that validating would make, of which `fingerprint` is the SHA-256; `answers` is {question: chosen answer}.
    """

    kind = models.CharField("type de fichier", max_length=40)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.RESTRICT,
        related_name="imports",
        verbose_name="organisation",
    )
    context = models.JSONField("contexte", default=dict)
    filename = models.CharField("nom du fichier", max_length=255)
    content = models.FileField("contenu", upload_to=upload_path, max_length=255)
    size = models.PositiveBigIntegerField("taille en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    encoding = models.CharField("encodage détecté", max_length=30, blank=True)
    separator = models.CharField("séparateur détecté", max_length=5, blank=True)
    sheet = models.CharField("feuille lue", max_length=255, blank=True)
    sheets = models.JSONField("feuilles du classeur", default=list, blank=True)
    headers = models.JSONField("colonnes du fichier", default=list, blank=True)
    mapping = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    status = models.CharField("état", max_length=12, choices=ImportStatus, default=ImportStatus.DEPOSITED)
    counters = models.JSONField("compteurs", default=dict, blank=True)
    anomalies = models.JSONField("anomalies", default=list, blank=True)
    preview = models.JSONField("aperçu des changements", default=list, blank=True)
    fingerprint = models.CharField("empreinte de l’aperçu", max_length=64, blank=True)
    questions = models.JSONField("questions posées", default=list, blank=True)
    answers = models.JSONField("réponses données", default=dict, blank=True)
    undo_data = models.JSONField("données d’annulation", default=dict, blank=True)
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
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.RESTRICT,
        related_name="undone_imports",
        verbose_name="annulé par",
        null=True,
        blank=True,
    )
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_reason = models.TextField("motif de l’annulation", blank=True)

    objects = FileImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(status__in=(ImportStatus.VALIDATED, ImportStatus.UNDONE))
                | models.Q(validated_by__isnull=False, validated_at__isnull=False),
                name="import_validated_has_author_and_date",
                violation_error_message="Un import validé porte le nom de la personne et la date.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ImportStatus.UNDONE)
                | (models.Q(undone_by__isnull=False, undone_at__isnull=False) & ~models.Q(undone_reason="")),
                name="import_undone_has_author_date_and_reason",
                violation_error_message="L’annulation d’un import porte le nom de la personne, la date et le motif.",
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="import_statuses",
                field="status",
                transitions=sorted(
                    (start.value, end.value) for start, ends in IMPORT_TRANSITIONS.items() for end in ends
                ),
            ),
        )

    def __str__(self):
        return self.filename

    @property
    def all_counters(self):
        """Return every counter of the report, zero for those that the reading did not reach."""
        names = ["erreurs", "avertissements", "informations", "lignes", "lignes_en_erreur", "a_reconnaitre"]
        return {**dict.fromkeys([*names, *ChangeAction.values], 0), "totaux": [], **self.counters}

    @property
    def is_open(self):
        """Whether the file still waits for someone: not validated, undone, refused nor abandoned."""
        return self.status in OPEN_STATUSES


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
            models.UniqueConstraint(fields=["organisation", "kind", "signature"], name="column_mapping_unique"),
        )

    def __str__(self):
        return f"{self.kind} {self.signature[:8]}"


class RememberedAnswer(models.Model):
    """What a person answered once about a name of an organisation's files: the next file does not ask again."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.CASCADE,
        related_name="remembered_answers",
        verbose_name="organisation",
    )
    kind = models.CharField("type de fichier", max_length=40)
    key = models.CharField("question", max_length=600)
    value = models.CharField("réponse", max_length=60)
    file_import = models.ForeignKey(
        FileImport,
        on_delete=models.CASCADE,
        related_name="remembered_answers",
        verbose_name="donnée pour l’import",
    )

    class Meta:
        verbose_name = "réponse retenue"
        verbose_name_plural = "réponses retenues"
        ordering = ("organisation", "kind", "key")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="remembered_answer_unique"),
        )

    def __str__(self):
        return f"{self.key} : {self.value}"

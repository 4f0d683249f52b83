"""The stepper of an import: where the file stands, and where the person goes next."""

from django.urls import reverse

from tandem.imports.enums import ImportStatus
from tandem.web.templatetags.components import Step

LABELS = ("Fichier", "Colonnes", "Organismes", "Contrôle et aperçu", "Validation")
_S = ImportStatus
CURRENT = {
    _S.DEPOSITED: 1,
    _S.FAULTY: 3,
    _S.PENDING: 2,
    _S.READY: 3,
    _S.VALIDATED: len(LABELS),
    _S.UNDONE: len(LABELS),
    _S.REFUSED: 0,
    _S.ABANDONED: 0,
}


def steps_of(file_import, current=None):
    """Return the steps; those already passed lead back to their page while the import is open."""
    position = CURRENT[ImportStatus(file_import.status)] if current is None else current
    urls = {}
    if file_import.is_open:
        urls[1] = reverse("import_columns", args=[file_import.pk])
        if file_import.questions:
            urls[2] = reverse("import_questions", args=[file_import.pk])
        urls[3] = reverse("import_detail", args=[file_import.pk])
    return [
        Step(label=label, state=_state(rank, position), url=urls.get(rank, "") if rank != position else "")
        for rank, label in enumerate(LABELS)
    ]


def first_steps():
    """Return the steps before any file is received."""
    return [Step(label=label, state=_state(rank, 0)) for rank, label in enumerate(LABELS)]


def _state(rank, position):
    if rank == position:
        return "current"
    return "done" if rank < position else "todo"

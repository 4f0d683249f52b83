"""States of a file on its way into the platform, and what one row of it would do."""

from django.db import models


class ImportStatus(models.TextChoices):
    """Where a file stands; nothing is written in the tables before VALIDATED."""

    DEPOSITED = "depose", "Colonnes à vérifier"
    FAULTY = "a_corriger", "À corriger"
    PENDING = "a_completer", "À compléter"
    READY = "pret", "Prêt à valider"
    VALIDATED = "valide", "Validé"
    UNDONE = "annule", "Annulé"
    REFUSED = "refuse", "Illisible"
    ABANDONED = "abandonne", "Abandonné"


_S = ImportStatus
_OPEN = {_S.DEPOSITED, _S.FAULTY, _S.PENDING, _S.READY}
IMPORT_TRANSITIONS = {
    _S.DEPOSITED: {*_OPEN, _S.REFUSED, _S.ABANDONED},
    _S.FAULTY: {*_OPEN, _S.REFUSED, _S.ABANDONED},
    _S.PENDING: {*_OPEN, _S.REFUSED, _S.ABANDONED},
    _S.READY: {*_OPEN, _S.REFUSED, _S.ABANDONED, _S.VALIDATED},
    _S.VALIDATED: {_S.UNDONE},
    _S.UNDONE: set(),
    _S.REFUSED: {_S.ABANDONED},
    _S.ABANDONED: set(),
}
OPEN_STATUSES = frozenset(_OPEN)


class ChangeAction(models.TextChoices):
    """What validating the import would do to one row of the platform."""

    NEW = "nouveau", "Nouveau"
    CHANGED = "modifie", "Modifié"
    UNCHANGED = "inchange", "Inchangé"
    ABSENT = "absent", "Absent du fichier"

"""Files joined as evidence: recognised by their content, never by their name alone."""

import hashlib
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from tandem.campagnes.pieces import checked_file


class SentFile(NamedTuple):
    """A file as a person sends it."""

    name: str
    data: bytes


class Evidence(NamedTuple):
    """A file that may be kept: the name shown, the name stored, its content and its hash."""

    name: str
    stored_name: str
    content: ContentFile
    sha256: str


def evidence_or_fault(sent: SentFile | None, faults: dict[str, Any], field: str) -> Evidence | None:
    """Check the file that a form sends, if any; what refuses it goes among the faults of the form, by field."""
    if sent is None:
        return None
    try:
        checked = checked_file(sent.name, sent.data)
    except ValidationError as refusal:
        faults[field] = refusal.messages
        return None
    return Evidence(
        name=checked.filename,
        stored_name=checked.stored_name,
        content=ContentFile(sent.data),
        sha256=hashlib.sha256(sent.data).hexdigest(),
    )


def join(row, evidence: Evidence | None) -> None:
    """Join a file to a row that is about to be saved: a Transmission, a Valeur, a Production."""
    if evidence is not None:
        row.piece_nom, row.piece_sha256 = evidence.name, evidence.sha256
        row.piece.save(evidence.stored_name, evidence.content, save=False)

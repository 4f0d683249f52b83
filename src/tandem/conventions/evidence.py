"""Files joined as evidence: recognised by their content, never by their name alone."""

import hashlib
import secrets
from pathlib import PurePath
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from bareme.display import typography
from tandem.campagnes.pieces import ACCEPTED, MAX_PIECE_BYTES, recognise


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


def checked_evidence(sent: SentFile) -> Evidence:
    """Check a file whole. Raises ValidationError with what was expected and found."""
    kind = recognise(sent.data, sent.name)
    if not sent.data:
        raise ValidationError("Le fichier est vide : joignez le document lui-même.")
    if len(sent.data) > MAX_PIECE_BYTES:
        raise ValidationError(typography("Un fichier de 10 Mo au plus est attendu : réduisez-le ou découpez-le."))
    if kind is None:
        raise ValidationError(
            typography(
                f"Un fichier {ACCEPTED} est attendu ; le contenu de « {sent.name} » est d’une autre nature "
                "ou contient des macros. Enregistrez-le sous l’un de ces formats."
            )
        )
    stem = PurePath(sent.name.replace("\\", "/")).stem[:200] or "piece"
    return Evidence(
        name=f"{stem}{kind.extension}",
        stored_name=f"{secrets.token_hex(16)}{kind.extension}",
        content=ContentFile(sent.data),
        sha256=hashlib.sha256(sent.data).hexdigest(),
    )


def evidence_or_fault(sent: SentFile | None, faults: dict[str, Any], field: str) -> Evidence | None:
    """Check the file that a form sends, if any; what refuses it goes among the faults of the form, by field."""
    if sent is None:
        return None
    try:
        return checked_evidence(sent)
    except ValidationError as refusal:
        faults[field] = refusal.messages
    return None


def join(row, evidence: Evidence | None) -> None:
    """Join a file to a row that is about to be saved: a Transmission, a Valeur, a Production."""
    if evidence is not None:
        row.piece_nom, row.piece_sha256 = evidence.name, evidence.sha256
        row.piece.save(evidence.stored_name, evidence.content, save=False)

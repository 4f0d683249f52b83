"""Documents attached to a dossier: which are accepted, recognised by their content, never by their name alone."""

import secrets
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import NamedTuple

from django.core.exceptions import ValidationError

from bareme.tables.xlsx_package import UNPACKING_ERRORS
from tandem.campagnes.engine import reglement_for
from tandem.formats import NARROW_SPACE

MAX_PIECE_BYTES = 10 * 1024 * 1024
OTHER = "autre"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
OFFICE = "application/vnd.openxmlformats-officedocument"


class Kind(NamedTuple):
    """An accepted kind of file: its extension, its declared type."""

    extension: str
    content_type: str


class CheckedPiece(NamedTuple):
    """A document that may be kept: its name shown, its type, the name under which it is stored."""

    filename: str
    content_type: str
    stored_name: str


SIGNATURES = (
    (b"%PDF-", Kind(".pdf", "application/pdf")),
    (b"\x89PNG\r\n\x1a\n", Kind(".png", "image/png")),
    (b"\xff\xd8\xff", Kind(".jpg", "image/jpeg")),
)
INSIDE_ZIP = {
    "word/document.xml": Kind(".docx", f"{OFFICE}.wordprocessingml.document"),
    "xl/workbook.xml": Kind(".xlsx", f"{OFFICE}.spreadsheetml.sheet"),
}
CSV = Kind(".csv", "text/csv")
ACCEPTED = "pdf, docx, xlsx, odt, ods, csv, png ou jpg"


def natures_of(reglement) -> dict[str, str]:
    """Return {code: label} of the documents that a dossier may hold."""
    named = {piece.code: piece.libelle for piece in reglement.recevabilite.pieces}
    return {**named, OTHER: "Autre pièce"}


def checked_piece(campagne, *, nature: str, filename: str, data: bytes) -> CheckedPiece:
    """Check a document whole. Raises ValidationError with every error, by field."""
    errors = {}
    if nature not in natures_of(reglement_for(campagne)):
        errors["nature"] = "Choisissez une des pièces demandées par le règlement."
    try:
        piece = checked_file(filename, data)
    except ValidationError as refusal:
        errors["fichier"] = refusal.message
    if errors:
        raise ValidationError(errors)
    return piece


def checked_file(filename: str, data: bytes) -> CheckedPiece:
    """Check a document by its content. Raises ValidationError with what was expected and found."""
    kind = recognise(data, filename)
    if not data:
        raise ValidationError("Le fichier est vide : joignez le document lui-même.")
    if len(data) > MAX_PIECE_BYTES:
        raise ValidationError(f"Un fichier de 10{NARROW_SPACE}Mo au plus est attendu : réduisez-le ou découpez-le.")
    if kind is None:
        raise ValidationError(
            f"Un fichier {ACCEPTED} est attendu ; "
            f"le contenu de « {filename} » est d’une autre nature ou contient des macros. "
            "Enregistrez-le sous l’un de ces formats."
        )
    stem = PurePath(filename.replace("\\", "/")).stem[:200] or "piece"
    return CheckedPiece(f"{stem}{kind.extension}", kind.content_type, f"{secrets.token_hex(16)}{kind.extension}")


def recognise(data: bytes, filename: str) -> Kind | None:
    """Return the kind of a document from its first bytes, None when it is not accepted."""
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _inside(data)
    return CSV if filename.lower().endswith(".csv") and _is_text(data) else None


def _inside(data: bytes) -> Kind | None:
    """The kind of an office document; one that carries macros is not accepted."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
                return None
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    declared = entry.read(100).decode("ascii", "replace").strip()
                extension = {f"{OPEN_DOCUMENT}.text": ".odt", f"{OPEN_DOCUMENT}.spreadsheet": ".ods"}.get(declared)
                return Kind(extension, declared) if extension else None
    except UNPACKING_ERRORS:
        return None
    return next((kind for member, kind in INSIDE_ZIP.items() if member in names), None)


def _is_text(data: bytes) -> bool:
    """Whether these bytes are text, in UTF-8 or Windows-1252."""
    if b"\x00" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            data.decode("cp1252")
        except UnicodeDecodeError:
            return False
    return True

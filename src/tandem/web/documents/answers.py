"""Answers that carry a file."""

from django.http import FileResponse, HttpResponse

from tandem.deliberations.annexes.content import Annexe
from tandem.deliberations.annexes.files import FileFormat

INLINE_TYPES = frozenset({"application/pdf", "application/json"})


def file_response(content: bytes, *, filename: str, content_type: str) -> HttpResponse:
    """Return a file; a browser opens what it can show and downloads the rest."""
    response = HttpResponse(content, content_type=content_type)
    disposition = "inline" if content_type in INLINE_TYPES else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def saved_file_response(stored, *, filename: str) -> FileResponse:
    """Return a file that a person sent: to save, never run by the browser."""
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def annexe_file_response(annexe: Annexe, file_format: FileFormat) -> HttpResponse:
    """Return an annexe written in one format, under its usual file name."""
    filename = f"{annexe.filename}.{file_format.extension}"
    return file_response(file_format.write(annexe), filename=filename, content_type=file_format.content_type)

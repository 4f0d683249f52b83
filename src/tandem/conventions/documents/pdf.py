"""The document as a tagged PDF/UA-1 file."""

from tandem.conventions.documents.content import ConventionDocument, Sheet
from tandem.conventions.documents.docx import FICHE_HEADERS, SIGNATURE_HEADERS, TO_NAME
from tandem.conventions.layouts import LAYOUTS
from tandem.printing.typesetting import typeset


def convention_pdf(content: ConventionDocument) -> bytes:
    """Return the PDF; the same content gives the same bytes. Raises PrintingError."""
    data = {
        "organisation": content.organisation,
        "couleur": content.couleur,
        "fiction": content.fiction,
        "title": content.title,
        "etat": content.etat,
        "running_title": content.running_title,
        "watermark": content.watermark,
        "parties": blocks_data(content.parties),
        "clauses": [{"heading": section.heading, "blocks": blocks_data(section.blocks)} for section in content.clauses],
        "signature_headers": SIGNATURE_HEADERS,
        "signatures": [
            (signing.heading, nom, qualite)
            for signing in content.signatures
            for nom, qualite in signing.people or ((TO_NAME, ""),)
        ],
        "annexe": content.annexe,
        "fiche_headers": FICHE_HEADERS,
        "axes": [{"heading": axe.heading, "fiches": [_sheet(fiche) for fiche in axe.fiches]} for axe in content.axes],
    }
    return typeset(LAYOUTS / "convention.typ", data, on=content.on)


def _sheet(sheet: Sheet) -> dict:
    return {
        "heading": sheet.heading,
        "rows": [{"label": row.label, "blocks": blocks_data(row.blocks)} for row in sheet.rows],
        "actions": [_sheet(action) for action in sheet.actions],
    }


def blocks_data(blocks) -> list[dict]:
    """Return paragraphs and lists as the layouts read them."""
    return [{"lines": block.lines, "items": _items(block.items)} for block in blocks]


def _items(items) -> list[dict]:
    return [{"text": item.text, "items": _items(item.items)} for item in items]

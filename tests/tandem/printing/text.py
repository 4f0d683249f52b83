"""The words of the files that we write, as another program reads them."""

import io
import re

from docx import Document
from pypdf import PdfReader


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF with single ordinary spaces."""
    return plain(pdf_raw_text(content))


def pdf_raw_text(content: bytes) -> str:
    """Return the text of a PDF with its own spaces."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def docx_text(content: bytes) -> str:
    """Return the text of a Word document, tables included, with single ordinary spaces."""
    document = Document(io.BytesIO(content))
    return plain(" ".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")))


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)

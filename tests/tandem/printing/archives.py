"""Word files made in memory, good and hostile."""

import io
import zipfile

from docx import Document

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def document_of(*paragraphs):
    """Return a Word file that holds these paragraphs."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def rewritten(content, changes=None, added=None):
    """Return the archive with some members replaced (by a function of their bytes) or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            copy.writestr(name, changes[name](data) if changes and name in changes else data)
        for name, data in (added or {}).items():
            copy.writestr(name, data)
    return target.getvalue()


def related(kind, target, mode="", *, content=None):
    """Return a document whose body is related to something by a relation of this kind."""
    link = f"<Relationship Id='rId99' Type='{RELATION}/{kind}' Target='{target}' {mode}/></Relationships>".encode()
    return rewritten(
        content or document_of("Texte"),
        {"word/_rels/document.xml.rels": lambda data: data.replace(b"</Relationships>", link)},
    )


def with_xml(xml):
    """Return a document whose body begins with this XML (prefix w)."""
    return rewritten(
        document_of("Texte"), {"word/document.xml": lambda data: data.replace(b"<w:body>", b"<w:body>" + xml.encode())}
    )

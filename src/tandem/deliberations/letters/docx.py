"""A letter as a Word document: the Région's layout filled in a sandbox, or the default one."""

import io
from datetime import UTC, datetime, time

from docx.oxml.ns import qn
from docx.shared import Pt
from docxtpl import DocxTemplate

from tandem.deliberations.letters.content import LetterContent, Table
from tandem.deliberations.letters.word_layout import default_layout, sandbox
from tandem.deliberations.word import document as word

# A text that no Région writes: the tables take its place.
TABLES_MARK = "\u2063TABLES\u2063"


def letter_docx(letter: LetterContent, layout: bytes | None = None) -> bytes:
    """Return the document; `layout` was checked with `layout_problems` when it was received."""
    template = DocxTemplate(io.BytesIO(layout or default_layout(letter.sender.couleur)))
    organisation = letter.sender.nom
    if letter.sender.fiction:
        organisation += f" – {letter.sender.fiction}"
    context = {
        "organisation": organisation,
        "dateline": letter.dateline,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "body": letter.body,
        "signatory": letter.signatory,
        "tables": TABLES_MARK,
        "voies_recours": letter.voies_recours,
    }
    template.render(context, sandbox(), autoescape=True)
    _place_tables(template.docx, letter)
    properties = template.docx.core_properties
    properties.title = f"{letter.subject} – {letter.recipient}"
    properties.author = properties.last_modified_by = letter.sender.nom
    properties.language = "fr-FR"
    properties.created = properties.modified = datetime.combine(letter.on, time(), UTC)
    target = io.BytesIO()
    template.save(target)
    return word.dateless(target.getvalue())


def _place_tables(document, letter: LetterContent) -> None:
    """Put the tables where the layout asks for them, which docxtpl alone cannot do."""
    holder = next(
        paragraph
        for paragraph in document.element.body.iter(qn("w:p"))
        if TABLES_MARK in "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
    )
    for table in letter.tables:
        for element in _table_elements(document, table, letter.sender.couleur):
            holder.addprevious(element)
    holder.getparent().remove(holder)


def _table_elements(document, kit: Table, colour: str) -> list:
    """Return a title, a table and a blank line, made at the end of the document and ready to be moved."""
    title = document.add_paragraph()
    run = title.add_run(kit.title)
    run.bold, run.font.size = True, Pt(12)
    title.paragraph_format.keep_with_next = True
    rows = [kit.headers, *kit.rows, *([kit.totals] if kit.totals else [])]
    table = document.add_table(rows=len(rows), cols=len(kit.headers))
    word.rule(table)
    for index, (row, values) in enumerate(zip(table.rows, rows, strict=True)):
        is_edge = index == 0 or (bool(kit.totals) and index == len(rows) - 1)
        for cell, text, is_numeric in zip(row.cells, values, kit.numeric, strict=True):
            word.fill(cell, text, bold=is_edge, right=is_numeric and index > 0)
        word.keep_whole(row)
    word.header_row(table.rows[0], colour)
    word.describe_table(table, title=kit.title, description=kit.title)
    blank = document.add_paragraph()
    return [title._p, table._tbl, blank._p]  # noqa: SLF001 - python-docx cannot move what it has made

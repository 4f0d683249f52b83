"""A letter as a Word document: the Région's layout filled in a sandbox, or the default one."""

from docx.shared import Pt

from tandem.deliberations.letters.content import LetterContent, Table
from tandem.deliberations.letters.word_layout import TABLES, default_layout
from tandem.printing import word
from tandem.printing.word_template import mark, rendered, replace_mark


def letter_docx(letter: LetterContent, layout: bytes | None = None) -> bytes:
    """Return the document; `layout` was checked when it was received. Raises PrintingError."""
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
        TABLES: mark(TABLES),
        "voies_recours": letter.voies_recours,
    }
    document = rendered(layout or default_layout(letter.sender.couleur), context)
    tables = [_table_elements(document, table, letter.sender.couleur) for table in letter.tables]
    replace_mark(document, TABLES, [element for elements in tables for element in elements])
    word.describe(document, title=f"{letter.subject} – {letter.recipient}", author=letter.sender.nom, on=letter.on)
    return word.saved(document)


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

"""Annexe 1 as a Word document: repeated header row, marked table, state in the words and behind them."""

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Cm, Pt

from tandem import formats
from tandem.deliberations.annexes.content import HEADERS, Annexe
from tandem.printing import word

WIDTHS = (Cm(6.4), Cm(2.5), Cm(2.1), Cm(2.5), Cm(2.5), Cm(1.7))


def annexe_docx(annexe: Annexe) -> bytes:
    """Return the document; the same annexe gives the same bytes."""
    document = word.new_document(title=annexe.title, author=annexe.region, subject=annexe.statement, on=annexe.date)
    if annexe.watermark:
        word.watermark(document, annexe.watermark)
    word.heading(document, annexe.title, level=1, colour=annexe.couleur)
    document.add_paragraph(f"{annexe.region} – {annexe.statement}")
    _add_table(document, annexe)
    if annexe.rectifications:
        _add_rectifications(document, annexe)
    for note in (*annexe.notes, annexe.sha256_note):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(0)
        paragraph.add_run(note).font.size = Pt(8.5)
    word.footer(document, annexe.running_title)
    return word.saved(document)


def _add_table(document, annexe: Annexe) -> None:
    rows = [HEADERS, *(ligne.printed() for ligne in annexe.lignes), annexe.printed_totaux()]
    table = document.add_table(rows=len(rows), cols=len(HEADERS), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for index, (row, values) in enumerate(zip(table.rows, rows, strict=True)):
        is_edge = index in {0, len(rows) - 1}
        for column, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = WIDTHS[column]
            word.fill(cell, text, bold=is_edge, right=column > 0 and index > 0)
        word.keep_whole(row)
    word.header_row(table.rows[0], annexe.couleur)
    word.describe_table(
        table,
        title=annexe.title,
        description=f"Une ligne par OF-CFA bénéficiaire, dans l’ordre alphabétique. {annexe.statement}",
    )


def _add_rectifications(document, annexe: Annexe) -> None:
    word.heading(document, "Lignes rectifiées", level=2, colour=annexe.couleur)
    labels = ("OF CFA", "Écart", "Majoration totale avant", "Majoration totale après", "Motif")
    table = document.add_table(rows=1, cols=len(labels), style="Table Grid")
    table.autofit = False
    for cell, label in zip(table.rows[0].cells, labels, strict=True):
        word.fill(cell, label, bold=True)
    for one in annexe.rectifications:
        row = table.add_row()
        values = (
            one.nom,
            formats.signed_euros(one.ecart_majoration + one.ecart_exceptionnelle),
            formats.euros(one.totale_avant),
            formats.euros(one.totale_apres),
            one.motif,
        )
        for column, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
            word.fill(cell, text, right=0 < column < len(labels) - 1)
        word.keep_whole(row)
    for row in table.rows:
        for cell, width in zip(row.cells, (Cm(4.5), Cm(2.2), Cm(2.5), Cm(2.5), Cm(6)), strict=True):
            cell.width = width
    word.header_row(table.rows[0], annexe.couleur)
    word.describe_table(table, title="Lignes rectifiées", description="Ce que la délibération rectificative change.")

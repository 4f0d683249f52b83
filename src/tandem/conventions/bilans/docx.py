"""The bilan in Word: real headings, lists and tables with a header row; the charts are there as their tables."""

from datetime import date

from docx.shared import Cm, Pt

from bareme.display import typography
from tandem.conventions.bilans.content import BilanContent
from tandem.conventions.bilans.layout import Block, Grid
from tandem.conventions.bilans.parts import Part, Written, identity_grid, parts_of, state_of, tiles_of
from tandem.conventions.documents.blocks import Item, blocks_of
from tandem.conventions.documents.content import WATERMARK
from tandem.printing import word

WIDTH = 17.4
"""Centimetres between the margins."""
SMALL = 9


def bilan_docx(content: BilanContent, *, sha256: str = "") -> bytes:
    """Return the document; the same content gives the same bytes. Without a hash, it is a draft and says so."""
    document = word.new_document(
        title=content.running_title,
        author=content.organisation,
        subject=state_of(content),
        on=date.fromisoformat(content.on),
    )
    if not sha256:
        word.watermark(document, WATERMARK)
    writer = _Writer(document, content.couleur)
    word.heading(document, content.title, level=1, colour=content.couleur)
    document.add_paragraph(f"{content.identity.titre} – {state_of(content)}")
    if content.fiction:
        document.add_paragraph().add_run(content.fiction).bold = True
    writer.grid(identity_grid(content))
    tiles = tiles_of(content)
    writer.grid(
        Grid(
            "L’essentiel",
            ("Chiffre clé", "Valeur", "À savoir"),
            tuple((tile.label, tile.value, tile.note) for tile in tiles),
            (3, 2, 3),
            (1,),
        )
    )
    for part in parts_of(content):
        writer.part(part)
    if sha256:
        document.add_paragraph().add_run(typography(f"Empreinte SHA-256 du contenu publié : {sha256}")).font.size = Pt(
            8
        )
    word.footer(document, content.running_title)
    return word.saved(document)


class _Writer:
    """Writes parts at the end of a document."""

    def __init__(self, document, colour: str) -> None:
        self.document, self.colour = document, colour

    def part(self, part: Part) -> None:
        """Write a part: its heading, its sections, its tables."""
        self._heading(part.heading, 2)
        for written in part.written:
            self._written(written)
        for block in part.blocks:
            self._block(block, alone=len(part.blocks) == 1 and not part.written)

    def grid(self, grid: Grid) -> None:
        """Write a table under its caption."""
        caption = self.document.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(3)
        run = caption.add_run(grid.caption)
        run.bold, run.font.size = True, Pt(10)
        table = self.document.add_table(rows=1 + len(grid.rows), cols=len(grid.headers))
        table.autofit = False
        word.rule(table)
        total = sum(grid.widths)
        for row, values in zip(table.rows, (grid.headers, *grid.rows), strict=True):
            for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
                cell.width = Cm(WIDTH * grid.widths[column] / total)
                word.fill(cell, str(value), bold=column == 0, right=column in grid.numeric, size=SMALL)
            word.keep_whole(row)
        word.header_row(table.rows[0], self.colour)
        word.describe_table(table, title=grid.caption, description=grid.caption)
        self.document.add_paragraph().paragraph_format.space_after = Pt(4)

    def _block(self, block: Block, *, alone: bool) -> None:
        if block.heading and not alone:
            self._heading(block.heading, 3)
        for words in block.words:
            self.document.add_paragraph(words)
        for grid in (*block.grids, *([block.data] if block.data else ())):
            self.grid(grid)

    def _written(self, written: Written) -> None:
        if written.heading:
            self._heading(written.heading, 3)
        if written.quote:
            self.document.add_paragraph().add_run(typography(f"« {written.quote} »")).italic = True
        if written.mark:
            self.document.add_paragraph(typography(f"État : {written.mark}"))
        if written.is_missing:
            self.document.add_paragraph().add_run(written.texte).italic = True
            return
        for block in blocks_of(written.texte):
            if block.items:
                self._items(block.items)
            else:
                self.document.add_paragraph("\n".join(block.lines))

    def _items(self, items: tuple[Item, ...], level: int = 1) -> None:
        for item in items:
            style = "List Bullet" if level == 1 else f"List Bullet {min(level, 3)}"
            self.document.add_paragraph(item.text, style=style)
            self._items(item.items, level + 1)

    def _heading(self, text: str, level: int) -> None:
        paragraph = word.heading(self.document, text, level=level, colour=self.colour)
        paragraph.paragraph_format.keep_with_next = True

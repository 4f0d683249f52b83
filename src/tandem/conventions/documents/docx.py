"""The document in Word: the layout of the organisation filled in a sandbox, then real headings, lists and tables.

What a layout lacks (heading styles, list definitions) is added to the copy that is filled: any layout can be used.
"""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Cm, Pt, RGBColor

from tandem.conventions.documents.content import ConventionDocument, Sheet
from tandem.conventions.documents.word_layout import (
    CLAUSES,
    FICHES,
    MARKS,
    PARTIES,
    SIGNATURES,
    default_layout,
)
from tandem.printing import word
from tandem.printing.word_template import mark, rendered, replace_mark

SIZES = {1: 14, 2: 13, 3: 11.5, 4: 11}
LEVELS = 9
BULLETS = "•–▪"
TO_NAME = "Signataire à désigner"
SIGNATURE_HEADERS = ("Partie", "Signataire", "Qualité", "Date et signature")
FICHE_HEADERS = ("Rubrique", "Contenu")


def convention_docx(content: ConventionDocument, layout: bytes | None = None) -> bytes:
    """Return the document; `layout` was checked when it was received. Raises PrintingError."""
    context = {
        "titre": content.title,
        "organisation": content.organisation,
        "etat": content.etat,
        "donnees_fictives": content.fiction,
        **{name: mark(name) for name in MARKS},
    }
    document = rendered(layout or default_layout(content.couleur), context)
    if content.watermark:
        word.watermark(document, content.watermark)
    writer = _Writer(document, content.couleur)
    for name, write in (
        (PARTIES, lambda: writer.blocks(content.parties)),
        (CLAUSES, lambda: writer.clauses(content.clauses)),
        (SIGNATURES, lambda: writer.signatures(content.signatures)),
        (FICHES, lambda: writer.axes(content)),
    ):
        replace_mark(document, name, writer.elements(write))
    word.describe(document, title=content.title, author=content.organisation, on=content.on)
    return word.saved(document)


class _Writer:
    """Makes parts at the end of a document, and hands over their XML for the marks that they replace."""

    def __init__(self, document, colour: str) -> None:
        self.document, self.colour = document, colour
        self.body = document.element.body
        self.numbering = _bullets(document)

    def elements(self, write) -> list:
        """Return what a function adds at the end of the document."""
        before = set(self.body)
        write()
        return [element for element in self.body if element not in before]

    def blocks(self, blocks, holder=None) -> None:
        """Write paragraphs and lists into the document, or into a cell."""
        holder = holder or self.document
        for block in blocks:
            if block.items:
                self._items(holder, block.items, 0)
            else:
                _lines(holder.add_paragraph(), block.lines)

    def clauses(self, sections) -> None:
        """Write each clause under its heading."""
        for section in sections:
            if section.heading:
                self._heading(section.heading, 1)
            self.blocks(section.blocks)

    def signatures(self, signatures) -> None:
        """Write one row for each person who signs, and room to sign."""
        rows = [
            (signing.heading, nom, qualite, "")
            for signing in signatures
            for nom, qualite in signing.people or ((TO_NAME, ""),)
        ]
        table = self._table(SIGNATURE_HEADERS, rows, (Cm(4.4), Cm(4.6), Cm(4), Cm(4.4)), title="Signataires")
        for row in table.rows[1:]:
            row.height = Cm(2.2)
        self.document.add_paragraph()

    def axes(self, content) -> None:
        """Write the fiches of each axis, one table each, on a page of their own."""
        if not content.axes:
            self.document.add_paragraph()
            return
        self._heading(content.annexe, 1).paragraph_format.page_break_before = True
        for axe in content.axes:
            self._heading(axe.heading, 2)
            for fiche in axe.fiches:
                self._sheet(fiche, 3)

    def _sheet(self, sheet: Sheet, level: int) -> None:
        self._heading(sheet.heading, level)
        rows = [(row.label, row.blocks) for row in sheet.rows]
        if rows:
            self._table(FICHE_HEADERS, rows, (Cm(3.9), Cm(13.5)), title=sheet.heading)
            self.document.add_paragraph()
        for action in sheet.actions:
            self._sheet(action, level + 1)

    def _table(self, headers, rows, widths, *, title: str):
        table = self.document.add_table(rows=1 + len(rows), cols=len(headers))
        table.autofit = False
        word.rule(table)
        for cell, label in zip(table.rows[0].cells, headers, strict=True):
            word.fill(cell, label, bold=True, size=10)
        for row, values in zip(table.rows[1:], rows, strict=True):
            word.fill(row.cells[0], values[0], bold=True, size=10)
            for cell, value in zip(row.cells[1:], values[1:], strict=True):
                self._cell(cell, value)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        word.header_row(table.rows[0], self.colour)
        word.describe_table(table, title=title, description=title)
        return table

    def _cell(self, cell, value) -> None:
        if isinstance(value, str):
            word.fill(cell, value, size=10)
            return
        first = cell.paragraphs[0]._p  # noqa: SLF001 - python-docx gives every cell an empty paragraph
        self.blocks(value, cell)
        if len(cell.paragraphs) > 1:
            cell._tc.remove(first)  # noqa: SLF001
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after = Pt(3)

    def _items(self, holder, items, level: int) -> None:
        for item in items:
            paragraph = holder.add_paragraph()
            _lines(paragraph, (item.text,))
            paragraph.paragraph_format.space_after = Pt(2)
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no call for lists
            numbering = properties.get_or_add_numPr()
            numbering.get_or_add_ilvl().val = min(level, LEVELS - 1)
            numbering.get_or_add_numId().val = self.numbering
            self._items(holder, item.items, level + 1)

    def _heading(self, text: str, level: int):
        paragraph = self.document.add_paragraph(style=_heading_style(self.document, level))
        run = paragraph.add_run(text)
        run.font.size, run.font.bold = Pt(SIZES[min(level, 4)]), True
        run.font.color.rgb = RGBColor.from_string(self.colour.lstrip("#").upper())
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(14), Pt(4)
        return paragraph


def _lines(paragraph, lines) -> None:
    """Write lines in one paragraph, broken where the text broke them."""
    for index, line in enumerate(lines):
        if index:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        paragraph.add_run(line)


def _heading_style(document, level: int):
    """Return a real heading style, added to the copy when the layout has none."""
    name = f"Heading {level}"
    if name in document.styles:
        return document.styles[name]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level - 1))
    style.element.get_or_add_pPr().append(outline)
    return style


def _bullets(document) -> int:
    """Add the definition of a bulleted list; return the number by which paragraphs call it."""
    root = _numbering_root(document)
    taken = [int(one.get(qn("w:abstractNumId"))) for one in root.iter(qn("w:abstractNum"))]
    kind = max(taken, default=-1) + 1
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="{BULLETS[level % len(BULLETS)]}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="260"/></w:pPr></w:lvl>'
        for level in range(LEVELS)
    )
    definition = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{kind}"><w:multiLevelType w:val="hybridMultilevel"/>'
        f"{levels}</w:abstractNum>"
    )
    # The format wants every definition before the first number.
    first = root.find(qn("w:num"))
    if first is None:
        root.append(definition)
    else:
        first.addprevious(definition)
    return root.add_num(kind).numId


def _numbering_root(document):
    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        package = document.part.package
        part = NumberingPart(
            package.next_partname("/word/numbering%d.xml"),
            CONTENT_TYPE.WML_NUMBERING,
            parse_xml(f"<w:numbering {nsdecls('w')}/>"),
            package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return part.element

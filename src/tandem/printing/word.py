"""Open, dress and close a Word document: French, titled, dated by its data, the same bytes for the same content."""

import io
import zipfile
from datetime import UTC, date, datetime, time

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Calibri"
# The earliest moment that a zip archive can hold: a real one would change the bytes at each run.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def new_document(*, title: str, author: str, subject: str, on: date):
    """Return an empty A4 document in French with the properties that assistive tools read."""
    document = Document()
    describe(document, title=title, author=author, on=on)
    properties = document.core_properties
    properties.subject, properties.comments, properties.keywords = subject, "", ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.6)
    _set_french(document)
    return document


def describe(document, *, title: str, author: str, on: date) -> None:
    """Write the title, the author, the language and the date of a document among its properties."""
    properties = document.core_properties
    properties.title, properties.language = title, "fr-FR"
    properties.author = properties.last_modified_by = author
    properties.created = properties.modified = datetime.combine(on, time(), UTC)


def heading(document, text: str, *, level: int, colour: str):
    """Add a real heading (a style, not big letters), in the organisation's colour."""
    paragraph = document.add_heading(level=level)
    run = paragraph.add_run(text)
    run.font.name = FONT
    run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    run.font.size = Pt(16 if level == 1 else 13)
    return paragraph


def header_row(row, colour: str) -> None:
    """Mark a row as the header that Word repeats on each page and reads before each cell."""
    _row_mark(row, "w:tblHeader")
    _row_mark(row, "w:cantSplit")
    for cell in row.cells:
        shading = OxmlElement("w:shd")
        shading.set(qn("w:val"), "clear")
        shading.set(qn("w:color"), "auto")
        shading.set(qn("w:fill"), colour.lstrip("#").upper())
        cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 - python-docx has no call for shading
        for run in cell.paragraphs[0].runs:
            run.font.bold = True
            run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)


def keep_whole(row) -> None:
    """Forbid a page break in the middle of a row."""
    _row_mark(row, "w:cantSplit")


def rule(table) -> None:
    """Draw the lines of a table without asking for a style that someone else's document may not have."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9AA3A9")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no call for borders
    # The order of these elements is part of the format: Word repairs a file that breaks it.
    after = next((child for child in properties if child.tag in {qn("w:tblLayout"), qn("w:tblLook")}), None)
    if after is None:
        properties.append(borders)
    else:
        after.addprevious(borders)


def describe_table(table, *, title: str, description: str) -> None:
    """Give a table its alternative text and say that its first row and column are headers."""
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no call for a table's description
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    for name in list(look.attrib):
        del look.attrib[name]
    for name, value in (("val", "04A0"), ("firstRow", "1"), ("lastRow", "0"), ("firstColumn", "1")):
        look.set(qn(f"w:{name}"), value)
    for tag, text in (("w:tblCaption", title), ("w:tblDescription", description)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        properties.append(element)


def fill(cell, text: str, *, bold: bool = False, right: bool = False, size: float = 9) -> None:
    """Write the only paragraph of a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if bold:
        run.bold = True


def footer(document, text: str) -> None:
    """Print a line and « page x sur y » at the bottom of each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{text} – page ").font.size = Pt(8)
    _field(paragraph, "PAGE")
    paragraph.add_run(" sur ").font.size = Pt(8)
    _field(paragraph, "NUMPAGES")


def watermark(document, text: str) -> None:
    """Put pale diagonal letters behind the text of each page (R121); the state is also said in words."""
    for number, header in enumerate(_headers(document), start=1):
        paragraph = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
        paragraph._p.append(_watermark_run(text, number))  # noqa: SLF001 - a shape that python-docx does not know


def _headers(document) -> list:
    """Return each header that is printed, once: a layout may give the first page, or a section, its own."""
    found = [document.sections[0].header]
    for section in document.sections:
        if section.different_first_page_header_footer:
            found.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            found.append(section.even_page_header)
        if not section.header.is_linked_to_previous:
            found.append(section.header)
    return list({id(header._element): header for header in found}.values())  # noqa: SLF001 - one part, one mark


def _watermark_run(text: str, number: int):
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:460pt;height:92pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    namespaces = (
        f'{nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    )
    run = parse_xml(
        f"<w:r {namespaces}><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="filigrane-{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" alt="" style="{style}" '
        'o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;{FONT}&quot;;font-size:1pt"/></v:shape></w:pict></w:r>'
    )
    run.find(".//{urn:schemas-microsoft-com:vml}shape/{urn:schemas-microsoft-com:vml}textpath").set("string", text)
    return run


def saved(document) -> bytes:
    """Return the bytes of the document, the same at each run."""
    target = io.BytesIO()
    document.save(target)
    return dateless(target.getvalue())


def dateless(archive: bytes) -> bytes:
    """Rewrite a zip archive without the moment of its making, its members in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(info, source.read(member))
    return target.getvalue()


def _set_french(document) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run_properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = run_properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        run_properties.append(language)
    for name in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{name}"), "fr-FR")


def _row_mark(row, tag: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no call for row marks
    if properties.find(qn(tag)) is None:
        properties.append(OxmlElement(tag))


def _field(paragraph, instruction: str) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", None), (None, instruction), ("separate", None), ("text", "1"), ("end", None)):
        if kind == "text":
            element = OxmlElement("w:t")
            element.text = text
        elif kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)  # noqa: SLF001 - python-docx has no call for fields

"""Annexe 1 as xlsx and docx."""

import io
import zipfile

from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from python_calamine import CalamineWorkbook

from tandem.deliberations.annexes.content import HEADERS, AnnexeLigne
from tandem.deliberations.annexes.docx import annexe_docx
from tandem.deliberations.annexes.xlsx import annexe_xlsx
from tandem.deliberations.enums import EtatAnnexe
from tests.tandem.deliberations.published import published_annexe, published_lignes
from tests.tandem.printing.text import plain

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_rows(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def sheet_xml(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def docx_part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_workbook_holds_the_headers_the_lines_and_the_totals_of_the_act():
    rows = sheet_rows(annexe_xlsx(published_annexe()))
    start = rows.index(list(HEADERS))
    lines = [AnnexeLigne(row[0], *(int(cell) for cell in row[1:])) for row in rows[start + 1 : start + 72]]

    assert lines == list(published_lignes())
    assert rows[start + 72] == ["TOTAUX", 20_140_000, "", 130_000, 20_270_000, 30_118]


def test_workbook_totals_are_live_sums():
    formulas = [node.text for node in sheet_xml(annexe_xlsx(published_annexe())).iter(f"{SHEET}f")]

    assert formulas == ["SUM(B5:B75)", "SUM(D5:D75)", "SUM(E5:E75)", "SUM(F5:F75)"]


def test_workbook_header_is_frozen_and_printed_on_each_page():
    content = annexe_xlsx(published_annexe())
    pane = next(sheet_xml(content).iter(f"{SHEET}pane"))

    assert (pane.get("ySplit"), pane.get("xSplit"), pane.get("state")) == ("4", "1", "frozen")
    assert "'Annexe 1'!$4:$4" in docx_part(content, "xl/workbook.xml")


def test_workbook_footer_names_the_state():
    footer = next(sheet_xml(annexe_xlsx(published_annexe(EtatAnnexe.PROPOSEE))).iter(f"{SHEET}oddFooter"))

    assert "PROPOSEES AU VOTE" in footer.text


def test_workbook_keeps_a_formula_in_a_name_as_text():
    annexe = published_annexe(lignes=(AnnexeLigne("=1+1", 1, 0, 0, 1, 1),))
    content = annexe_xlsx(annexe)

    assert all(node.text.startswith("SUM(") for node in sheet_xml(content).iter(f"{SHEET}f"))
    assert ["=1+1", 1, 0, 0, 1, 1] in sheet_rows(content)


def test_word_table_holds_what_is_printed():
    table = Document(io.BytesIO(annexe_docx(published_annexe()))).tables[0]
    rows = [tuple(plain(cell.text) for cell in row.cells) for row in table.rows]

    assert rows[0] == HEADERS
    assert rows[10] == ("AFTRAL", "138 822 €", "18 857 €", "130 000 €", "268 822 €", "188")
    assert rows[-1] == ("TOTAUX", "20 140 000 €", "", "130 000 €", "20 270 000 €", "30 118")
    assert len(rows) == 73


def test_word_header_row_is_repeated_and_rows_are_never_cut():
    table = Document(io.BytesIO(annexe_docx(published_annexe()))).tables[0]
    marked = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]

    assert marked == [True] + [False] * 72
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_word_document_is_in_french_and_titled():
    content = annexe_docx(published_annexe())
    properties = Document(io.BytesIO(content)).core_properties

    assert properties.language == "fr-FR"
    assert plain(properties.title) == "Annexe 1 : Etat récapitulatif des majorations de couts contrats 2023"
    assert '<w:lang w:val="fr-FR"' in docx_part(content, "word/styles.xml")


def test_word_document_has_a_watermark_only_before_the_vote():
    proposed, voted = (annexe_docx(published_annexe(etat)) for etat in (EtatAnnexe.PROPOSEE, EtatAnnexe.VOTEE))
    headers = [name for name in zipfile.ZipFile(io.BytesIO(proposed)).namelist() if "word/header" in name]

    assert 'string="PROPOSÉ AU VOTE"' in docx_part(proposed, headers[0])
    assert not [name for name in zipfile.ZipFile(io.BytesIO(voted)).namelist() if "word/header" in name]


def test_same_annexe_gives_the_same_office_bytes():
    assert annexe_xlsx(published_annexe()) == annexe_xlsx(published_annexe())
    assert annexe_docx(published_annexe()) == annexe_docx(published_annexe())

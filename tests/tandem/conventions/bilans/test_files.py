"""The bilan as Word and PDF: every word of it, tags, language, title, the same bytes for the same content."""

import io
from datetime import date

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from tandem.conventions.bilans.content import bilan_content
from tandem.conventions.bilans.docx import bilan_docx
from tandem.conventions.bilans.forms import sections_of
from tandem.conventions.bilans.parts import identity_grid, parts_of, tiles_of
from tandem.conventions.bilans.pdf import bilan_pdf
from tandem.conventions.bilans.periods import period_at
from tandem.conventions.enums import NatureIndicateur
from tests.tandem.conventions.bilans.lives import carried, held, moment, sent, typed, year_2024
from tests.tandem.deliberations.published import structure_of, table_attribute
from tests.tandem.printing.text import docx_text, pdf_text, plain

REAL = (("akto-idf-2023", "2024"), ("atlas-idf-2023", "2024"), ("opco-sante-akto-2025", "2026-s1"))
ON = date(2026, 7, 20)
SHA256 = "ab" * 32


def content_of(convention, slug):
    """Return the bilan of a real convention that lived: texts with a list, a chart, a sending, a meeting."""
    carried(convention)
    if slug.endswith("s1"):
        held(convention, "comite-de-suivi-national", moment(2026, 3, 4, 10))
        sent(convention, "loi-compte-rendu-activite", date(2026, 5, 4))
    else:
        year_2024(convention)
        one = convention.indicateurs.filter(nature=NatureIndicateur.SAISI, is_sensible=False).order_by("rank").first()
        typed(convention, one.code, 2023, 14)
        typed(convention, one.code, 2024, 23)
    texts = {section.code: f"Texte : {section.label}.\n\n- un point\n- un autre" for section in sections_of(convention)}
    return bilan_content(convention, period_at(convention, slug, ON), on=ON, texts=texts)


def words_of(content):
    """Return every word that a bilan must print, its charts left aside."""
    found = [content.title, content.identity.titre]
    found += [word for tile in tiles_of(content) for word in tile]
    grids = [identity_grid(content)]
    for part in parts_of(content):
        found += [part.heading, *(one.quote for one in part.written), *(one.heading for one in part.written)]
        for block in part.blocks:
            found += block.words
            grids += [*block.grids, *([block.data] if block.data else [])]
    for grid in grids:
        found += [grid.caption, *grid.headers, *(str(cell) for row in grid.rows for cell in row)]
    return [plain(word).strip() for word in found if word]


@pytest.mark.parametrize("convention, slug", REAL)
def test_the_word_document_holds_every_word(real_conventions, convention, slug):
    content = content_of(real_conventions[convention], slug)
    text = docx_text(bilan_docx(content))

    assert [] == [word for word in words_of(content) if word not in text]


@pytest.mark.parametrize("convention, slug", REAL)
def test_word_tables_have_a_header_row_and_headings_are_real(real_conventions, convention, slug):
    content = content_of(real_conventions[convention], slug)
    document = Document(io.BytesIO(bilan_docx(content)))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    headers = [table.rows[0]._tr.trPr.find(qn("w:tblHeader")) for table in document.tables]

    assert [part.heading for part in parts_of(content)] == headings
    assert headers
    assert None not in headers


def test_the_word_document_is_in_french_and_titled(real_conventions):
    content = content_of(real_conventions["akto-idf-2023"], "2024")
    properties = Document(io.BytesIO(bilan_docx(content))).core_properties

    assert ("fr-FR", "Bilan 2024 – Convention entre la Région Île-de-France et AKTO 2023") == (
        properties.language,
        properties.title,
    )


@pytest.mark.parametrize("convention, slug", REAL)
def test_the_pdf_is_tagged_in_french_with_its_title(real_conventions, convention, slug):
    content = content_of(real_conventions[convention], slug)
    with pikepdf.open(io.BytesIO(bilan_pdf(content))) as pdf:
        with pdf.open_metadata() as metadata:
            part, title = metadata.get("{http://www.aiim.org/pdfua/ns/id/}part"), metadata["dc:title"]
        language, is_marked = str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)

    assert ("1", plain(content.running_title), True) == (part, plain(title), is_marked)
    assert language.lower().startswith("fr")


def test_pdf_tables_have_column_headers_and_charts_an_alternative_text(real_conventions):
    content = content_of(real_conventions["akto-idf-2023"], "2024")
    with pikepdf.open(io.BytesIO(bilan_pdf(content))) as pdf:
        elements = structure_of(pdf)
        scopes = {table_attribute(one, "/Scope") for one in elements if str(one.S) == "/TH"}
        alternatives = [str(one.Alt) for one in elements if str(one.S) == "/Figure" and "/Alt" in one]
        tables = [one for one in elements if str(one.S) == "/Table"]

    pictures = [picture for part in parts_of(content) for block in part.blocks for picture in block.pictures]
    assert pictures
    assert {"/Column"} == scopes
    assert [plain(picture.alternative) for picture in pictures] == [plain(one) for one in alternatives]
    assert len(tables) > len(pictures)


def test_the_pdf_holds_the_texts_of_the_partners_and_the_figures(real_conventions):
    content = content_of(real_conventions["akto-idf-2023"], "2024")
    text = pdf_text(bilan_pdf(content))

    assert [] == [tile.value for tile in tiles_of(content) if plain(tile.value) not in text]
    assert [] == [one.label for one in content.texts if f"Texte : {one.label}." not in text]


@pytest.mark.parametrize("write", [bilan_docx, bilan_pdf])
def test_the_same_content_gives_the_same_bytes(real_conventions, write):
    content = content_of(real_conventions["opco-sante-akto-2025"], "2026-s1")

    assert write(content, sha256=SHA256) == write(content, sha256=SHA256)


def test_a_draft_says_projet_behind_its_pages_and_a_published_bilan_its_hash(real_conventions):
    content = content_of(real_conventions["opco-sante-akto-2025"], "2026-s1")
    draft, published = pdf_text(bilan_pdf(content)), pdf_text(bilan_pdf(content, sha256=SHA256))

    assert ("PROJET" in draft, SHA256 in draft) == (True, False)
    assert ("PROJET" in published, SHA256 in published) == (False, True)


def test_a_draft_in_word_says_projet_behind_its_pages(real_conventions):
    content = content_of(real_conventions["opco-sante-akto-2025"], "2026-s1")
    header = Document(io.BytesIO(bilan_docx(content))).sections[0].header

    assert 'string="PROJET"' in header._element.xml


def test_what_nobody_gave_is_printed_as_non_renseigne(real_conventions):
    content = content_of(real_conventions["akto-idf-2023"], "2024")

    assert "non renseigné (à donner par AKTO)" in pdf_text(bilan_pdf(content))
    assert "non renseigné (à donner par AKTO)" in docx_text(bilan_docx(content))

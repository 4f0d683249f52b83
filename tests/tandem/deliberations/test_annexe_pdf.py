import io
from collections import Counter
from datetime import date

import pikepdf
import pytest

from tandem.deliberations.annexes.content import Act, AnnexeLigne, Rectification
from tandem.deliberations.annexes.pdf import annexe_pdf
from tandem.deliberations.enums import EtatAnnexe
from tandem.printing import PrintingError
from tests.tandem.deliberations.published import published_annexe, structure_of, table_attribute, tags_of
from tests.tandem.printing.text import pdf_raw_text, pdf_text, plain

HOSTILE = 'CFA #read("/etc/passwd") *gras* $x$ \\ <b> [lien](x) @ref `code` // fin'


@pytest.fixture(scope="module")
def voted_pdf():
    with pikepdf.open(io.BytesIO(annexe_pdf(published_annexe()))) as pdf:
        yield pdf


def test_file_is_declared_pdf_ua(voted_pdf):
    with voted_pdf.open_metadata() as metadata:
        part = metadata.get("{http://www.aiim.org/pdfua/ns/id/}part")

    assert part == "1"


def test_file_is_marked_and_in_french(voted_pdf):
    assert bool(voted_pdf.Root.MarkInfo.Marked)
    assert str(voted_pdf.Root.Lang).lower().startswith("fr")


def test_readers_show_the_title_instead_of_the_file_name(voted_pdf):
    with voted_pdf.open_metadata() as metadata:
        title = metadata["dc:title"]

    assert bool(voted_pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert plain(title) == "Annexe 1 : Etat récapitulatif des majorations de couts contrats 2023"


def test_table_has_six_column_headers_with_their_scope(voted_pdf):
    headers = [element for element in structure_of(voted_pdf) if str(element.S) == "/TH"]

    assert [table_attribute(header, "/Scope") for header in headers] == ["/Column"] * 6


def test_table_has_one_row_per_beneficiary_between_header_and_totals(voted_pdf):
    counts = Counter(tags_of(voted_pdf))

    assert counts["/TR"] == 1 + 71 + 1
    assert counts["/TD"] == 6 * 72
    assert counts["/THead"] == counts["/TBody"] == counts["/TFoot"] == 1


def test_every_cell_names_the_headers_it_answers_to(voted_pdf):
    cells = [element for element in structure_of(voted_pdf) if str(element.S) == "/TD"]

    assert all(table_attribute(cell, "/Headers") for cell in cells)


def test_printed_file_holds_every_line_and_the_totals_of_the_act():
    annexe = published_annexe()
    text = pdf_text(annexe_pdf(annexe))

    for ligne in annexe.lignes:
        assert plain(ligne.printed()[4]) in text
    assert "TOTAUX 20 140 000 € 130 000 € 20 270 000 € 30 118" in text


def test_zero_is_printed_wide_enough_for_readers_of_the_text_to_keep_its_space():
    annexe = published_annexe()
    text = pdf_raw_text(annexe_pdf(annexe))

    assert sum(ligne.dont_bonus_vert == 0 for ligne in annexe.lignes) == text.count("-  €")


def test_proposed_file_says_so_in_words_and_in_its_footer():
    text = pdf_text(annexe_pdf(published_annexe(EtatAnnexe.PROPOSEE)))

    assert "Document préparatoire, sans valeur de décision." in text
    assert "ETAT RECAPITULATIF DES MAJORATIONS 2023 PROPOSEES AU VOTE" in text


def test_voted_file_prints_the_whole_hash():
    assert "a1" * 32 in pdf_text(annexe_pdf(published_annexe()))


def test_rectified_file_shows_what_changed_and_why():
    one = Rectification("AFTRAL", -1_000, 0, 0, 0, 268_822, 267_822, "Erreur de saisie.")
    annexe = published_annexe(
        EtatAnnexe.RECTIFIEE, rectification_act=Act("CP 2023-301", date(2023, 9, 20)), rectifications=(one,)
    )
    text = pdf_text(annexe_pdf(annexe))

    assert "rectifiés par la délibération n° CP 2023-301 du 20 septembre 2023" in text
    assert "AFTRAL −1 000 € 268 822 € 267 822 € Erreur de saisie." in text


def test_text_that_looks_like_typst_is_printed_as_it_is():
    annexe = published_annexe(lignes=(AnnexeLigne(HOSTILE, 1, 0, 0, 1, 1),))

    assert HOSTILE.replace(" ", "") in pdf_text(annexe_pdf(annexe)).replace(" ", "")


def test_character_without_a_glyph_is_refused_with_what_to_do():
    annexe = published_annexe(lignes=(AnnexeLigne("CFA 漢", 1, 0, 0, 1, 1),))

    with pytest.raises(PrintingError) as refusal:
        annexe_pdf(annexe)

    assert "le caractère « 漢 » n’existe pas dans ses polices" in plain(str(refusal.value))


def test_same_annexe_gives_the_same_pdf_bytes():
    assert annexe_pdf(published_annexe()) == annexe_pdf(published_annexe())

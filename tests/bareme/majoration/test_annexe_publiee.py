import csv

import pytest

from bareme.majoration.annexe_publiee import read_annexe
from tests.bareme.majoration.samples import EXAMPLE

TEXT = (EXAMPLE / "annexe1-texte-publie.txt").read_bytes()
HEAD = "of_cfa;majoration;dont_bonus_vert;exceptionnelle;totale;contrats\n"


def lines(found):
    return [
        (line.of_cfa, line.majoration, line.dont_bonus_vert, line.exceptionnelle, line.totale, line.contrats)
        for line in found.lines
    ]


def codes(found):
    return [item.code for item in found.anomalies if item.is_error]


def test_the_published_text_gives_its_seventy_one_lines():
    found = read_annexe(TEXT, "annexe1.txt")

    assert (71, False) == (len(found.lines), found.has_errors)
    assert (20_140_000, None, 130_000, 20_270_000, 30_118) == (
        found.totals.majoration,
        found.totals.dont_bonus_vert,
        found.totals.exceptionnelle,
        found.totals.totale,
        found.totals.contrats,
    )


def test_the_two_names_that_end_in_digits_are_resolved_and_told():
    found = read_annexe(TEXT, "annexe1.txt")

    assert ("ASSOCIATION INGENIEURS 2000", "FRANCE 2023") == found.resolved_names
    assert [394_055, 152_114] == [line.majoration for line in found.lines if line.of_cfa in found.resolved_names]


def test_repeated_page_titles_are_told():
    found = read_annexe(TEXT, "annexe1.txt")

    assert [66, 129] == [item.line for item in found.anomalies if item.code == "titres_repetes"]


def test_names_on_several_lines_are_put_together():
    names = [line.of_cfa for line in read_annexe(TEXT, "annexe1.txt").lines]

    assert "CHAMBRE DE COMMERCE ET D INDUSTRIE DE REGION PARIS ILE DE FRANCE" in names
    assert "INHNI PARIS INST NAL HY GIENE & NETTOYAGE INDUS" in names


def test_text_and_csv_tell_the_same():
    data = (EXAMPLE / "annexe1-publiee.csv").read_bytes()

    assert lines(read_annexe(TEXT, "a.txt")) == lines(read_annexe(data, "a.csv"))


def test_the_printed_titles_are_recognised():
    head = (
        "OF CFA bénéficiaires;Majoration des couts contrats;Dont bonus vert;"
        "Majoration exceptionnelle;Majoration totale;Nombre de contrats\n"
    )
    data = head + "AFTRAL;138 822 €;18 857 €;130 000 €;268 822 €;188\nTOTAUX;138 822 €;;130 000 €;268 822 €;188\n"

    found = read_annexe(data.encode("cp1252"), "annexe.csv")

    assert [("AFTRAL", 138_822, 18_857, 130_000, 268_822, 188)] == lines(found)
    assert [] == codes(found)


def test_a_line_pasted_in_one_cell_is_read_by_its_identity():
    data = HEAD + "FRANCE 2023 152 114 €  - €  152 114 €  206;;;;;\n"

    found = read_annexe(data.encode(), "annexe.csv")

    assert [("FRANCE 2023", 152_114, 0, 0, 152_114, 206)] == lines(found)
    assert ("FRANCE 2023",) == found.resolved_names


@pytest.mark.parametrize(
    "row, code",
    [
        ("A;100;0;0;101;3", "identite"),
        ("A;100;150;0;100;3", "vert_en_trop"),
        ("A;cent;0;0;100;3", "nombre"),
        ("A;100;0;0;100;3\nA;100;0;0;100;3", "doublon"),
        ("A;100;0;0;100;3\nTOTAUX;101;0;0;101;3", "total_different"),
        ("RIEN A LIRE ICI;;;;;", "ligne_illisible"),
    ],
)
def test_what_does_not_hold_together_is_refused(row, code):
    assert code in codes(read_annexe((HEAD + row + "\n").encode(), "annexe.csv"))


def test_a_text_that_no_identity_settles_is_refused():
    text = "OF CFA bénéficiaires\nCFA 12 345 €  - €  999 €  4\n"

    assert ["identite"] == codes(read_annexe(text.encode(), "a.txt"))


def test_a_name_made_of_digits_groups_is_settled_by_the_total():
    text = "OF CFA bénéficiaires\nCFA 77 152 114 €  - €  152 114 €  20\nTOTAUX 152 114 € - € 152 114 € 20\n"

    found = read_annexe(text.encode(), "a.txt")

    assert [("CFA 77", 152_114)] == [(line.of_cfa, line.majoration) for line in found.lines]


def test_missing_columns_are_told():
    assert ["colonne_absente"] * 4 == codes(read_annexe(b"of_cfa;majoration\nA;3\n", "a.csv"))


def test_a_text_without_any_row_is_refused():
    assert ["aucune_ligne"] == codes(read_annexe(b"Bonjour,\nrien ici.\n", "a.txt"))


def test_the_candidatures_of_the_example_name_the_same_organismes():
    with (EXAMPLE / "candidatures.csv").open(encoding="utf-8", newline="") as stream:
        names = {row["of_cfa"] for row in csv.DictReader(stream, delimiter=";")}

    assert {line.of_cfa for line in read_annexe(TEXT, "a.txt").lines} == names

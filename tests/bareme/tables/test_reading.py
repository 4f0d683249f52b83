"""csv and xlsx cut into cells: encodings, separators, line numbers, titles, totals."""

from datetime import date

import pytest

from bareme.tables import read_table
from tests.bareme.tables.workbooks import workbook

TEXT = "of_cfa;montant\nLycée d’Orsay;1 028\n"


def cells(table):
    return [(row.line, *row.cells) for row in table.rows]


def codes(table):
    return [(item.line, item.code) for item in table.anomalies]


@pytest.mark.parametrize(
    "data, encoding",
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        (TEXT.replace("\n", "\r").encode(), "utf-8"),
    ],
)
def test_every_usual_encoding_and_line_end_is_read(data, encoding):
    table = read_table(data, "fichier.csv")

    assert (encoding, ("of_cfa", "montant"), []) == (table.encoding, table.headers, codes(table))
    assert [(2, "Lycée d’Orsay", "1 028")] == cells(table)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(separator):
    table = read_table(f"a{separator}b\n1{separator}2\n".encode(), "f.csv")

    assert (separator, [(2, "1", "2")]) == (table.separator, cells(table))


def test_a_decimal_comma_does_not_pass_for_a_separator():
    assert [(2, "1,5", "2,5")] == cells(read_table(b"a;b\n1,5;2,5\n", "f.csv"))


def test_a_separator_inside_quotes_is_text():
    assert [(2, "x; y", 'dit "oui"')] == cells(read_table(b'a;b\n"x; y";"dit ""oui"""\n', "f.csv"))


def test_a_quoted_text_over_two_lines_keeps_the_number_of_its_first_line():
    assert [(2, "x\ny", "1"), (4, "z", "2")] == cells(read_table(b'a;b\n"x\ny";1\nz;2\n', "f.csv"))


def test_empty_lines_are_left_out_and_counted():
    assert [(4, "1", "2")] == cells(read_table(b"a;b\n\n;\n1;2\n\n", "f.csv"))


def test_lines_before_the_titles_are_told():
    table = read_table(b"Campagne 2023\n\na;b\n1;2\n", "f.csv")

    assert (3, [(4, "1", "2")], [(1, "ligne_avant_titres")]) == (table.header_line, cells(table), codes(table))


def test_repeated_titles_are_told_and_left_out():
    table = read_table(b"Nom;Montant\nx;1\n NOM ;montant\ny;2\n", "f.csv")

    assert ([(2, "x", "1"), (4, "y", "2")], [(3, "titres_repetes")]) == (cells(table), codes(table))


@pytest.mark.parametrize("name", ["TOTAUX", "Total", "total général"])
def test_a_total_line_is_kept_apart(name):
    table = read_table(f"a;b\nx;1\n{name};1\n".encode(), "f.csv")

    assert ([(2, "x", "1")], [(3, name, "1")]) == (cells(table), [(row.line, *row.cells) for row in table.totals])


def test_an_organisme_called_total_something_is_not_a_total():
    assert [(2, "TOTAL ENERGIES CFA", "1")] == cells(read_table(b"a;b\nTOTAL ENERGIES CFA;1\n", "f.csv"))


def test_short_lines_are_filled_and_long_ones_refused():
    table = read_table(b"a;b;c\n1\n1;2;3;;\n1;2;3;4\n", "f.csv")

    assert [(2, "1", "", ""), (3, "1", "2", "3"), (4, "1", "2", "3")] == cells(table)
    assert [(4, "ligne_decalee")] == codes(table)


def test_titles_given_twice_are_refused():
    assert [(1, "titre_en_double")] == codes(read_table("a;Été;ete\n1;2;3\n".encode(), "f.csv"))


def test_badly_decoded_accents_are_told():
    assert [(2, "encodage_douteux")] == codes(read_table("a;b\nLycÃ©e;1\n".encode(), "f.csv"))


def test_a_workbook_gives_texts_with_their_line():
    titles = ["nom", "nb", "taux", "jour", "vrai"]
    line = ["é", 15953, 0.3, date(2022, 9, 1), True]
    data = workbook({"Vide": [], "Données": [["Titre"], [], titles, line]})

    table = read_table(data, "f.xlsx")

    assert ("Données", ("Vide", "Données"), 3) == (table.sheet, table.sheets, table.header_line)
    assert [(4, "é", "15953", "0.3", "2022-09-01", "oui")] == cells(table)


def test_the_sheet_can_be_chosen():
    data = workbook({"Un": [["a", "b"], [1, 2]], "Deux": [["a", "b"], [3, 4]]})

    assert [(2, "3", "4")] == cells(read_table(data, "f.xlsx", sheet="Deux"))


def test_a_sheet_that_does_not_exist_is_told_with_those_that_do():
    (found,) = read_table(workbook({"Un": [["a", "b"]]}), "f.xlsx", sheet="Trois").anomalies

    assert "feuille_absente" == found.code
    assert "Un" in found.message


def test_a_workbook_under_another_name_is_still_a_workbook():
    assert [(2, "1", "2")] == cells(read_table(workbook({"Un": [["a", "b"], [1, 2]]}), "f.csv"))


def test_an_empty_workbook_is_refused():
    assert [(None, "fichier_vide")] == codes(read_table(workbook({"Un": []}), "f.xlsx"))

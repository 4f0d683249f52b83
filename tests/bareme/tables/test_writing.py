import csv
import io

import pytest

from bareme.tables import read_table
from bareme.tables.writing import neutralise_formula, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd|'/C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "-=x"])
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(text):
    assert "'" + text == neutralise_formula(text)


@pytest.mark.parametrize("text", ["", "Lycée", "-12", "+3,5", "- €", "-", "1=1", "a@b.fr", "12 000 €"])
def test_other_texts_are_left_alone(text):
    assert text == neutralise_formula(text)


def test_a_written_csv_reads_back():
    rows = [["Lycée « A »", 12], ['dit "oui"; non', 0], ["deux\nlignes", 3]]

    text = write_csv(["nom", "nb"], rows)

    assert [["nom", "nb"], *([name, str(number)] for name, number in rows)] == list(
        csv.reader(io.StringIO(text), delimiter=";")
    )
    assert [row.cells for row in read_table(text.encode(), "f.csv").rows] == [
        (name, str(number)) for name, number in rows
    ]


def test_lines_end_with_a_line_feed():
    assert "a;b\n=1;2\n".replace("=1", "'=1") == write_csv(["a", "b"], [["=1", 2]])

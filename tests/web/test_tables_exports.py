"""Claims about the files made from a table."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tandem.web.tables import Column, Kind
from tandem.web.tables.exports import neutralised, to_csv_fr, to_csv_machine, to_xlsx

COLUMNS = [
    Column(key="nom", label="Nom"),
    Column(key="contrats", label="Contrats", kind=Kind.INT),
    Column(key="base", label="Base", kind=Kind.EURO),
    Column(key="cents", label="Versé", kind=Kind.CENTIME),
    Column(key="part", label="Part", kind=Kind.RATE),
    Column(key="jour", label="Jour", kind=Kind.DATE),
    Column(key="moment", label="Moment", kind=Kind.MOMENT),
    Column(key="statut", label="Statut", kind=Kind.BADGE, choices={"r": "Retenue"}),
]
ROW = {
    "nom": "AFMAÉ « L’École »",
    "contrats": 30_118,
    "base": Decimal("638.11"),
    "cents": 12_345,
    "part": Fraction(3, 20),
    "jour": date(2023, 7, 5),
    "moment": datetime(2023, 7, 5, 12, 0, tzinfo=UTC),
    "statut": "r",
}
EMPTY = dict.fromkeys(ROW)
HOSTILE = ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")']


def _cells(content, encoding, delimiter):
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))


def test_the_csv_for_excel_is_french():
    content = to_csv_fr(COLUMNS, [ROW, EMPTY])

    assert content.startswith(b"\xef\xbb\xbf")
    head, row, empty = _cells(content, "utf-8-sig", ";")
    assert ["Nom", "Contrats", "Base", "Versé", "Part", "Jour", "Moment", "Statut"] == head
    assert [
        "AFMAÉ « L’École »",
        "30118",
        "638,11",
        "123,45",
        "0,150000",
        "05/07/2023",
        "05/07/2023 14:00",
        "Retenue",
    ] == row
    assert [""] * 8 == empty


def test_the_csv_for_programs_has_points_iso_dates_and_the_keys_of_the_columns():
    head, row, empty = _cells(to_csv_machine(COLUMNS, [ROW, EMPTY]), "utf-8", ",")

    assert [column.key for column in COLUMNS] == head
    assert [
        "AFMAÉ « L’École »",
        "30118",
        "638.11",
        "123.45",
        "0.150000",
        "2023-07-05",
        "2023-07-05T14:00:00+02:00",
        "Retenue",
    ] == row
    assert [""] * 8 == empty


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("write,encoding,delimiter", [(to_csv_fr, "utf-8-sig", ";"), (to_csv_machine, "utf-8", ",")])
def test_a_text_never_becomes_a_formula_in_a_csv(write, encoding, delimiter, text):
    cell = _cells(write(COLUMNS[:1], [{"nom": text}]), encoding, delimiter)[1][0]

    assert f"'{text}" == cell


def test_a_negative_number_stays_a_number():
    row = {"nom": "a", "contrats": -1, "base": Decimal("-0.50")}

    assert ["a", "-1", "-0,50"] == _cells(to_csv_fr(COLUMNS[:3], [row]), "utf-8-sig", ";")[1]


@pytest.mark.parametrize("text", ["AFMAÉ", "l’école", "10-20", "a=b", ""])
def test_an_ordinary_text_is_left_alone(text):
    assert text == neutralised(text)


@pytest.mark.parametrize("text", HOSTILE[:4])
def test_a_text_stays_a_text_in_a_workbook(text):
    content = to_xlsx(COLUMNS[:1], [{"nom": text}], "Essai", {})

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert [["Nom"], [text]] == sheet.to_python()


def test_a_workbook_keeps_numbers_dates_and_totals_as_such():
    content = to_xlsx(COLUMNS, [ROW, EMPTY], "Annexe 1 : majorations / 2023 [proposée au vote]", {"contrats": 30_118})

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["AFMAÉ « L’École »", 30_118, 638.11, 123.45, 0.15, date(2023, 7, 5)] == rows[1][:6]
    assert datetime(2023, 7, 5, 14, 0) == rows[1][6]  # noqa: DTZ001 - a cell has no time zone
    assert ["Total", 30_118] == rows[3][:2]
    assert len(book.sheet_names[0]) <= 31


def test_html_columns_stay_out_of_files_unless_they_say_what_to_write(client, db):
    columns = [
        Column(key="lien", label="Lien", kind=Kind.HTML),
        Column(key="dit", label="Dit", kind=Kind.HTML, export=lambda row: row["nom"]),
    ]

    assert [False, True] == [column.in_files for column in columns]


@pytest.mark.parametrize(
    "export,kind,name",
    [
        ("csv", "text/csv; charset=utf-8", "classement-dexemple.csv"),
        ("csv-machine", "text/csv; charset=utf-8", "classement-dexemple-machine.csv"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "classement-dexemple.xlsx",
        ),
    ],
)
def test_a_file_is_offered_under_its_name_and_type(client, db, export, kind, name):
    response = client.get(reverse("guide_de_style_tableau"), {"export": export})

    assert (kind, f'attachment; filename="{name}"') == (response["Content-Type"], response["Content-Disposition"])


def test_a_file_holds_the_rows_found_and_the_columns_shown(client, db):
    query = {"export": "csv", "f_state": "a_completer", "choix": "1", "col": ["rank", "contrats"]}
    content = client.get(reverse("guide_de_style"), query).content

    cells = _cells(content, "utf-8-sig", ";")
    assert ["Rang", "Formation", "Contrats"] == cells[0]
    assert ["17", "34", "51"] == [row[0] for row in cells[1:]]

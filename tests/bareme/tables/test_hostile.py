"""Files made to harm: each is refused by a value, in French, without being unpacked or kept in memory."""

import io
import struct
import time
import zipfile

import pytest

from bareme.tables import Limits, read_table
from tests.bareme.tables.workbooks import package, workbook

SMALL = Limits(file_bytes=200_000, uncompressed_bytes=5_000_000, rows=50, columns=10, cells=1_000, field_characters=100)


def refusals(data, filename="f.csv", limits=SMALL):
    table = read_table(data, filename, limits=limits)
    assert not table.rows or not table.has_errors or all(row.cells for row in table.rows)
    return [item.code for item in table.anomalies if item.is_error]


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "fichier_vide"),
        (b"\n\n;;\n", "fichier_vide"),
        (b"a;b\n" + b"x" * 300_000, "fichier_trop_gros"),
        (b"a;b\n1;" + b"x" * 5_000 + b"\n", "ligne_trop_longue"),
        (b"a;b\n1;" + b"x" * 500 + b"\n", "cellule_trop_longue"),
        (b"a;b\n" + b"1;2\n" * 60, "trop_de_lignes"),
        (b";".join(b"c%d" % number for number in range(20)) + b"\n", "trop_de_colonnes"),
        (b"a;b\n1;\x002\n", "fichier_binaire"),
        (b"a;b\n\x01\x02;\x03\n", "fichier_binaire"),
        ("a;b\n1;2\n".encode("utf-16"), "encodage"),
        (b"a;b\n1;\x81\x8d\n", "fichier_binaire"),
        (b'a;b\n"sans fin;1\n2;3\n', "guillemets"),
        (b'a;b\n"x"y;1\n', "guillemets"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "format_ancien"),
    ],
)
def test_a_hostile_csv_is_refused(data, code):
    assert [code] == refusals(data)


def test_the_line_of_an_open_quote_is_told():
    (found,) = [item for item in read_table(b'a;b\n1;2\n"sans fin;1\n2;3\n', "f.csv").anomalies if item.is_error]

    assert 3 == found.line


def test_a_gigabyte_field_is_refused_before_it_is_decoded():
    # The bytes are never made: a memory view of the right length is refused on its length alone.
    started = time.monotonic()
    table = read_table(bytes(21 * 1024 * 1024), "f.csv")

    assert ["fichier_trop_gros"] == [item.code for item in table.anomalies]
    assert time.monotonic() - started < 5


def test_an_open_quote_before_megabytes_is_refused():
    data = b'a;b\n"' + b"x;1\n" * 200_000

    assert ["cellule_trop_longue"] == refusals(data, limits=Limits())


def test_every_overlong_cell_is_told_in_one_pass():
    data = b"a;b\n" + b"1;" + b"x" * 200 + b"\n" + b"y" * 200 + b";2\n"

    assert ["cellule_trop_longue", "cellule_trop_longue"] == refusals(data)


def test_formula_looking_texts_are_kept_and_told():
    table = read_table(b"a;b\n=HYPERLINK(0);1\n@SUM(1);2\n+33 1 23;3\n-cmd|x;4\n", "f.csv")

    assert ["=HYPERLINK(0)", "@SUM(1)", "+33 1 23", "-cmd|x"] == [row.cells[0] for row in table.rows]
    assert [(2, "formule"), (3, "formule"), (5, "formule")] == [(item.line, item.code) for item in table.anomalies]


def bomb(size):
    return package(extra={"xl/media/zeros.xml": b"<a>" + b"0" * size + b"</a>"})


def test_a_zip_bomb_is_refused_on_its_declared_sizes():
    assert ["archive_piegee"] == refusals(bomb(6_000_000), "f.xlsx")


def test_a_zip_bomb_is_refused_on_its_compression_ratio():
    assert ["archive_piegee"] == refusals(bomb(4_000_000), "f.xlsx")


def test_a_zip_that_lies_about_its_sizes_is_refused():
    data = bytearray(bomb(6_000_000))
    name = b"xl/media/zeros.xml"
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.rfind(mark, 0, data.find(name) if mark == b"PK\x03\x04" else data.rfind(name))
        data[place + offset : place + offset + 4] = struct.pack("<I", 10)

    assert refusals(bytes(data), "f.xlsx") in (["xlsx_illisible"], ["archive_piegee"])


def test_a_zip_of_very_many_parts_is_refused():
    data = package(extra={f"xl/{number}.bin": b"" for number in range(2_100)})

    assert ["archive_piegee"] == refusals(data, "f.xlsx", Limits())


def test_a_zip_that_is_no_workbook_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("lisez-moi.txt", "bonjour")

    assert ["pas_un_classeur"] == refusals(stream.getvalue(), "f.xlsx")


@pytest.mark.parametrize("data", [b"PK\x03\x04 tronque", workbook({"Un": [["a", "b"]]})[:-200]])
def test_a_broken_workbook_is_refused(data):
    assert ["xlsx_illisible"] == refusals(data, "f.xlsx")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_part_is_refused(method):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("xl/workbook.xml", "<classeur/>" * 20)
    data = bytearray(stream.getvalue())
    start = 30 + len("xl/workbook.xml")
    data[start : start + 16] = b"\xff" * 16

    assert ["xlsx_illisible"] == refusals(bytes(data), "f.xlsx")


def test_a_directory_that_points_before_the_archive_is_refused():
    data = bytearray(package())
    place = data.rfind(b"PK\x05\x06") + 16
    data[place : place + 4] = struct.pack("<I", len(data) + 200)

    assert ["xlsx_illisible"] == refusals(bytes(data), "f.xlsx")


def test_a_workbook_that_is_a_text_is_refused():
    assert ["xlsx_illisible"] == refusals(b"a;b\n1;2\n", "f.xlsx")


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "ailleurs.dtd">',
        '<!doctype w [<!entity a SYSTEM "ailleurs.txt">]>',
    ],
)
def test_xml_entities_are_refused(prologue):
    assert ["xml_entites"] == refusals(package(prologue=prologue), "f.xlsx")


def test_xml_hidden_in_another_encoding_is_refused():
    sheet = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w><worksheet/>'.encode("utf-16")

    assert ["xml_entites"] == refusals(package(extra={"xl/worksheets/sheet1.xml": sheet}), "f.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
    ],
)
def test_two_cells_at_the_ends_of_the_sheet_do_not_make_a_giant_grid(rows):
    assert ["feuille_trop_grande"] == refusals(package(rows), "f.xlsx", Limits())


def test_a_malformed_sheet_is_refused():
    assert ["xlsx_illisible"] == refusals(package(sheet="<worksheet><sheetData><row></worksheet>"), "f.xlsx")


def test_a_hand_made_sound_workbook_is_read():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    rows += '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'

    table = read_table(package(rows), "f.xlsx")

    assert [("1", "2")] == [row.cells for row in table.rows]


def test_messages_never_repeat_a_whole_hostile_cell():
    (found, *_) = read_table(b"a;b\n1;" + b"x" * 900 + b"\n", "f.csv", limits=SMALL).anomalies

    assert len(found.message) < 400

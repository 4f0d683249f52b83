"""What a file of contracts may look like, and what is read from it."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bareme.contrats.reading import read_contrats
from bareme.contrats.schema import day_number
from tests.bareme.contrats.files import HEAD, ROW, csv, parquet, read, told, with_column

DEBUT = day_number(date(2025, 9, 1))


def first(path):
    reading = read(path)
    assert [] == told(reading)
    return reading.frame.row(0, named=True)


def test_a_plain_file_is_read(tmp_path):
    found = first(csv(tmp_path, ROW))

    expected = {"numero": "A1", "date_debut": DEBUT, "niveau": 6, "npec": 800_000, "type": None, "cfa": None}
    assert expected == {name: found[name] for name in expected}


@pytest.mark.parametrize(
    "written, expected",
    [
        ("2025-09-01", DEBUT),
        ("01/09/2025", DEBUT),
        (" 2025-09-01 ", DEBUT),
        ("1/9/2025", DEBUT),
        ("", None),
        ("   ", None),
    ],
)
def test_dates_are_iso_or_french(tmp_path, written, expected):
    assert expected == first(with_column(tmp_path, "facture_recue_le", written))["facture_recue_le"]


@pytest.mark.parametrize(
    "written, expected",
    [
        ("8000", 800_000),
        ("8000.5", 800_050),
        ("8000,55", 800_055),
        ("8 000,55", 800_055),
        ("8\u202f000\u00a0€", 800_000),
        ("0", 0),
        ("", None),
    ],
)
def test_amounts_take_a_comma_or_a_point(tmp_path, written, expected):
    assert expected == first(with_column(tmp_path, "majoration_handicap", written))["majoration_handicap"]


@pytest.mark.parametrize("written, expected", [("oui", 1), ("non", 0), ("OUI", 1), ("Non", 0), ("vrai", 1), ("", None)])
def test_yes_and_no_have_their_usual_spellings(tmp_path, written, expected):
    assert expected == first(with_column(tmp_path, "maintien_cfa", written, ""))["maintien_cfa"]


@pytest.mark.parametrize("written, expected", [("6000", 600_000), ("oui", -1), ("non", None), ("", None)])
def test_the_amorcage_is_an_amount_or_a_word(tmp_path, written, expected):
    assert expected == first(with_column(tmp_path, "amorcage", written))["amorcage"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_encodings_of_spreadsheets_are_recognised(tmp_path, encoding):
    path = csv(tmp_path, f"{ROW};Île-de-France – L’Été", head=f"{HEAD};region", encoding=encoding)

    assert "Île-de-France – L’Été" == first(path)["region"]


def test_commas_separate_too(tmp_path):
    path = csv(tmp_path, ROW.replace(";", ","), head=HEAD.replace(";", ","))

    assert 800_000 == first(path)["npec"]


def test_a_decimal_comma_between_quotes_is_kept_whole(tmp_path):
    path = csv(tmp_path, 'A1,2025-07-10,2025-09-01,2026-08-31,6,"8000,50"', head=HEAD.replace(";", ","))

    assert 800_050 == first(path)["npec"]


def test_quoted_cells_may_hold_separators_quotes_and_lines(tmp_path):
    path = csv(tmp_path, f'{ROW};"CFA ""Le Parc"" ; annexe\nbis"', f"A2{ROW[2:]};x", head=f"{HEAD};cfa")

    reading = read(path)

    assert [] == told(reading)
    assert ['CFA "Le Parc" ; annexe bis', "x"] == reading.frame["cfa"].to_list()


def test_the_line_of_an_error_counts_the_lines_of_quoted_cells(tmp_path):
    path = csv(tmp_path, f'{ROW};"deux\nlignes"', f"A2{ROW[2:-4]}x;", head=f"{HEAD};remarque")

    assert [(4, "npec", "nombre")] == told(read(path))


def test_windows_line_ends_and_blank_lines_do_not_count_as_contracts(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(f"\r\n{HEAD}\r\n{ROW}\r\n\r\n;;;;;\r\nA2{ROW[2:-4]}x\r\n".encode())

    reading = read(path)

    assert 2 == reading.frame.height
    assert [(6, "npec", "nombre")] == told(reading)


def test_lines_of_separators_alone_are_left_out(tmp_path):
    path = csv(tmp_path, ROW, ";;;;;", f"A2{ROW[2:-4]}x")

    reading = read(path)

    assert 2 == reading.frame.height
    assert [(4, "npec", "nombre")] == told(reading)


def test_titles_forgive_case_accents_and_spaces(tmp_path):
    path = csv(tmp_path, ROW, head="Numéro;Date conclusion;DATE_DEBUT;Date-fin;Niveau;NPEC")

    assert 800_000 == first(path)["npec"]


def test_a_neutralised_number_is_restored(tmp_path):
    assert "=1+1" == first(csv(tmp_path, "'=1+1" + ROW[2:]))["numero"]


def test_typed_parquet_columns_are_read(tmp_path):
    frame = pl.DataFrame(
        {
            "numero": [7, 8],
            "date_conclusion": [date(2025, 7, 10)] * 2,
            "date_debut": pl.Series([date(2025, 9, 1)] * 2).cast(pl.Datetime),
            "date_fin": ["2026-08-31", "31/08/2026"],
            "niveau": pl.Series([6, 5], dtype=pl.UInt8),
            "npec": pl.Series([Decimal("8000.50"), None], dtype=pl.Decimal(10, 2)),
            "maintien_cfa": [True, None],
            "heures_formation": [400.25, None],
            "majoration_handicap": [100, None],
            "type": pl.Series(["apprentissage", None], dtype=pl.Categorical),
            "region": pl.Series(["Corse", "Corse"], dtype=pl.Enum(["Corse"])),
        }
    )

    found = first(parquet(tmp_path, frame))

    expected = {
        "numero": "7",
        "date_debut": DEBUT,
        "niveau": 6,
        "npec": 800_050,
        "maintien_cfa": 1,
        "heures_formation": 40_025,
        "majoration_handicap": 10_000,
        "type": 0,
        "region": "Corse",
    }
    assert expected == {name: found[name] for name in expected}


def test_numbers_written_as_codes_are_texts(tmp_path):
    plain = pl.read_csv(csv(tmp_path, ROW, f"B2{ROW[2:]}"), separator=";", infer_schema=False)

    reading = read(parquet(tmp_path, plain.with_columns(pl.col("numero").cast(pl.Categorical))))

    assert (pl.String, ["A1", "B2"]) == (reading.frame["numero"].dtype, reading.frame["numero"].to_list())


def test_a_parquet_read_by_parts_gives_the_rows_of_the_part(tmp_path):
    rows = [f"A{rank}{ROW[2:]}" for rank in range(10)]
    whole = pl.read_csv(csv(tmp_path, *rows), separator=";", infer_schema=False)

    reading = read_contrats(parquet(tmp_path, whole), bounds=(4, 3))

    assert ["A4", "A5", "A6"] == reading.frame["numero"].to_list()
    assert 5 == reading.lines.of(0)


def test_a_control_character_in_a_text_is_an_error(tmp_path):
    frame = pl.read_csv(csv(tmp_path, f"{ROW};CFA", head=f"{HEAD};cfa"), separator=";", infer_schema=False)
    path = parquet(tmp_path, frame.with_columns(pl.lit("C\x00FA").alias("cfa")))

    assert [(1, "cfa", "controle")] == told(read(path))


def test_columns_of_other_commands_are_left_alone(tmp_path):
    reading = read(with_column(tmp_path, "date_naissance", "hier"))

    assert [] == told(reading)
    assert "date_naissance" not in reading.frame.columns


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "absent.csv")


def many(folder, last, encoding="utf-8", end="\n"):
    """More lines than are looked at before reading, then this one."""
    rows = [f"A{rank};2025-07-10;2025-09-01;2026-08-31;6;8000;CFA" for rank in range(2000)]
    path = folder / "many.csv"
    path.write_bytes((end.join([f"{HEAD};cfa", *rows, last]) + end).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_an_accent_far_in_the_file_is_read(tmp_path, encoding):
    reading = read(many(tmp_path, f"B{ROW[1:]};Été", encoding=encoding))

    assert [] == told(reading) + told(reading, "avertissement")
    assert "Été" == reading.frame["cfa"][-1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(tmp_path, end):
    reading = read(many(tmp_path, f"B{ROW[1:]};Fin", end=end))

    assert ([], 2001, "Fin") == (told(reading), reading.frame.height, reading.frame["cfa"][-1])
    assert 2002 == reading.lines.of(2000)


@pytest.mark.parametrize("last, code", [(f"B{ROW[1:]};C\x00A", "controle"), (f"B{ROW[1:-1]}\x00;CFA", "nombre")])
def test_a_control_character_far_in_the_file_is_told(tmp_path, last, code):
    assert [(2002, code)] == [(line, found) for line, _column, found in told(read(many(tmp_path, last)))]


@pytest.mark.parametrize("last", [f"B{ROW[1:]}", f"B{ROW[1:]};CFA;de trop"])
def test_an_uneven_line_far_in_the_file_is_told(tmp_path, last):
    reading = read(many(tmp_path, last))

    assert [2002] == [line for line, _column, _code in told(reading) + told(reading, "avertissement")]


def test_what_is_asked_for_is_what_the_column_takes(tmp_path):
    path = csv(tmp_path, "A1;45839;2025-09-01;2026-08-31;niveau 6;8000")

    asked = {anomalie.column: anomalie.message for anomalie in read(path).anomalies}

    assert "JJ/MM/AAAA ou AAAA-MM-JJ" in asked["date_conclusion"]
    assert "un nombre était attendu, par exemple 6." in asked["niveau"]

"""The file in: what is accepted, and every error of it told at once with its line."""

import polars as pl
import pytest

from bareme.npec.reading import read_referentiel
from bareme.npec.schema import NPEC, SUCCESSIONS, columns
from tests.bareme.npec.files import SUCCESSION_TITLES, TITLES, asked, day, reading_of, referentiel_of, told


@pytest.mark.parametrize(
    "written, cents",
    [
        ("8000", 800_000),
        ("8 000,50 €", 800_050),
        ("6079.3333", 607_933),
        ("6079,335", 607_934),
        ("6079.3349", 607_933),
        ("0,005", 1),
        ("10207.5", 1_020_750),
        ("1000000", 100_000_000),
    ],
)
def test_amounts_are_rounded_half_up_to_the_cent_and_kept_as_printed(tmp_path, written, cents):
    row = referentiel_of(tmp_path, f"RNCP100;32;;{written};CPNE;;;").resolve(asked(cpne="32")).row

    assert (cents, written) == (row.npec, row.printed)


@pytest.mark.parametrize("code", ["RNCP35233", "35233", "rncp35233", " RNCP 35233 ", "RNCP035233"])
def test_a_certification_is_one_however_it_is_written(tmp_path, code):
    referentiel = referentiel_of(tmp_path, f"{code};32;;8000;;;;")

    assert 800_000 == referentiel.resolve(asked("35233", "32")).npec


def test_a_csv_of_another_hand_is_read_alike(tmp_path):
    path = tmp_path / "npec.csv"
    text = (
        "\r\nConnu le,NPEC,RNCP,CPNE,IDCC,Statut,Valide du,Valide au\r\n"
        '05/07/2024,"8 000,00",RNCP100,032,"627, 749",Décidé,15/07/2024,\r\n\r\n'
    )
    path.write_bytes(text.encode("windows-1252"))

    reading = read_referentiel(path)

    row = reading.referentiel.resolve(asked(idcc="749")).row
    assert (3, 800_000, day("2024-07-15"), day("2024-07-05")) == (row.line, row.npec, row.valide_du, row.connu_le)
    assert [("statut_inconnu", "Décidé")] == [(found.code, found.value) for found in reading.anomalies]


def test_a_parquet_file_gives_the_same_levels(tmp_path):
    cells = {
        "rncp": [100, 200, 300],
        "cpne": [32.0, None, 32.0],
        "idcc": [None, 1404.0, None],
        "npec": [8000.0, 6079.335, None],
        "statut": ["CPNE", "R", "NC"],
        "valide_du": [None, day("2024-01-01"), None],
        "connu_le": [day("2024-07-05"), None, None],
    }
    path = tmp_path / "npec.parquet"
    days = pl.col("valide_du", "connu_le").cast(pl.Int32).cast(pl.Date)
    pl.DataFrame(cells).with_columns(days).write_parquet(path)

    referentiel = read_referentiel(path).referentiel

    found = [
        referentiel.resolve(asked(rncp, cpne, idcc), None, 1)
        for rncp, cpne, idcc in (("100", "32", None), ("200", None, "1404"), ("300", "32", None))
    ]
    assert [800_000, 607_934, 1] == [item.npec for item in found]
    assert [1, 2] == [item.row.line for item in found[:2]]
    assert [3] == [row.line for row in found[2].passed]


def test_everything_wrong_is_told_at_once_with_its_line(tmp_path):
    reading = reading_of(
        tmp_path,
        "RNCP100;32;;8000;CPNE;2024-01-01;2024-12-31;",
        "RS100;32;;8000;CPNE;;;",
        ";32;;8000;CPNE;;;",
        "RNCP100;32;quatorze;8000;CPNE;;;2020-01-01",
        "RNCP100;33;;huit mille;CPNE;;;",
        "RNCP100;34;;0;CPNE;;;",
        "RNCP100;35;;;CPNE;;;",
        "RNCP100;36;;1.470;CPNE;;;",
        "RNCP100;37;;8000;CPNE;2024-02-30;;",
        "RNCP100;38;;8000;CPNE;;1999-12-31;",
        "RNCP100;39;;8000;CPNE;2024-02-01;2024-01-31;",
        "RNCP100;40;;-5;CPNE;;;",
        "RNCP100;41;;2000000;CPNE;;;",
    )

    assert reading.referentiel is None
    assert [
        (3, "rncp", "RS100", "rncp"),
        (4, "rncp", None, "vide"),
        (5, "idcc", "quatorze", "idcc"),
        (6, "npec", "huit mille", "nombre"),
        (7, "npec", "0", "hors_bornes"),
        (8, "npec", None, "vide"),
        (9, "npec", "1.470", "ambigu"),
        (10, "valide_du", "2024-02-30", "date"),
        (11, "valide_au", "1999-12-31", "hors_bornes"),
        (12, "valide_au", "2024-01-31", "intervalle_inverse"),
        (13, "npec", "-5", "negatif"),
        (14, "npec", "2000000", "hors_bornes"),
    ] == told(reading)
    assert all(found.expected and found.remedy for found in reading.anomalies)


@pytest.mark.parametrize("titles", ["rncp;cpne", "npec;cpne"])
def test_a_missing_column_is_told(tmp_path, titles):
    assert ["colonne_manquante"] == [code for *_, code in told(reading_of(tmp_path, "1;2", titles=titles))]


def test_optional_columns_may_be_left_out(tmp_path):
    reading = reading_of(tmp_path, "RNCP100;8000", titles="rncp;npec")

    assert 800_000 == reading.referentiel.resolve(asked(cpne="32", idcc="1404")).npec


@pytest.mark.parametrize("content", ["", TITLES])
def test_a_file_without_rows_is_refused(tmp_path, content):
    path = tmp_path / "npec.csv"
    path.write_text(content, encoding="utf-8")

    assert read_referentiel(path).has_errors


@pytest.mark.parametrize(
    "first, second",
    [
        ("RNCP100;32;;8000;CPNE;;;2024-01-01", "100;032;;9000;R;;;2024-01-01"),
        ("RNCP100;32;;8000;CPNE;2024-01-01;2024-12-31;", "RNCP100;32;;9000;CPNE;2024-12-31;;"),
        ("RNCP100;;1404;8000;CPNE;;;", "RNCP100;;627, 1404;9000;CPNE;;;"),
        ("RNCP100;;;8000;CPNE;;;", "RNCP100;;9999;9000;R;;;"),
        ("RNCP100;;;8000;A;;;", "RNCP100;;;9000;D;;;"),
    ],
)
def test_two_values_for_the_same_contracts_known_the_same_day_contradict_each_other(tmp_path, first, second):
    reading = reading_of(tmp_path, first, "RNCP100;32;;5;CPNE;2000-01-01;2000-01-02;2001-01-01", second)

    (found,) = [anomalie for anomalie in reading.anomalies if anomalie.is_error]
    assert (4, "npec", "9000", "contradiction") == (found.line, found.column, found.value, found.code)
    assert "la ligne 2" in found.expected
    assert "8000" in found.expected


def test_a_long_row_contradicts_one_that_is_not_its_neighbour(tmp_path):
    rows = [
        "RNCP100;32;;8000;CPNE;2020-01-01;2024-12-31;",
        "RNCP100;32;NC;8000;CPNE;2020-06-01;2020-06-30;".replace(";NC;", ";1;"),
        "RNCP100;32;;9000;CPNE;2024-01-01;;",
    ]

    assert [(4, "npec", "9000", "contradiction")] == told(reading_of(tmp_path, *rows))


@pytest.mark.parametrize(
    "first, second",
    [
        ("RNCP100;32;;8000;CPNE;2022-01-01;;", "RNCP100;32;;9000;CPNE;2024-01-01;;"),
        ("RNCP100;32;;8000;CPNE;;2023-12-31;", "RNCP100;32;;9000;CPNE;2024-01-01;;"),
        ("RNCP100;32;;8000;CPNE;;;2024-01-01", "RNCP100;32;;9000;CPNE;;;2024-01-02"),
        ("RNCP100;;;8000;CPNE;;;", "RNCP100;;;9000;carence;;;"),
        ("RNCP100;32;;8000;CPNE;;;", "RNCP100;33;;9000;CPNE;;;"),
        ("RNCP100;32;627;8000;CPNE;;;", "RNCP100;32;749;8000;CPNE;;;"),
        ("RNCP100;32;;8000;CPNE;;;", "RNCP100;32;;NC;CPNE;;;"),
        ("RNCP100;32;;8000;CPNE;;;", "RNCP100;32;;9000;CPNE;2024-02-30;;"),
    ],
)
def test_rows_that_follow_or_stand_beside_each_other_do_not(tmp_path, first, second):
    assert "contradiction" not in [code for *_, code in told(reading_of(tmp_path, first, second))]


@pytest.mark.parametrize(
    "first, second",
    [
        ("RNCP100;32;627;8000;CPNE;2024-01-01;;2024-01-01", "100;032;0627;8000,00;CPNE;01/01/2024;;2024-01-01"),
        ("RNCP100;;;NC;R;;;", "RNCP100;;9999;NC;R;;;"),
    ],
)
def test_a_row_written_twice_is_told(tmp_path, first, second):
    reading = reading_of(tmp_path, first, "RNCP200;32;;8000;CPNE;;;", second)

    (found,) = [anomalie for anomalie in reading.anomalies if anomalie.is_error]
    assert (4, "doublon") == (found.line, found.code)
    assert "la ligne 2" in found.expected


def test_an_idcc_of_two_cpne_at_once_is_told(tmp_path):
    reading = reading_of(tmp_path, "RNCP100;32;1404;8000;CPNE;;;", "RNCP200;77;1404;8000;CPNE;;;")

    assert [(None, "idcc", "1404", "idcc_partage")] == told(reading)


def test_the_codes_of_france_competences_are_carence_or_branch(tmp_path):
    """Reading keys of 2019 to 2024: A and D by regulation, CPNE and R by the branch."""
    rows = [
        f"RNCP{100 + rank};;;8000;{statut};;;" for rank, statut in enumerate(("A", "D", "carence", "CPNE", "R", ""))
    ]
    referentiel = referentiel_of(tmp_path, *rows)

    rules = [referentiel.resolve(asked(f"RNCP{100 + rank}")).rule.value for rank in range(6)]

    assert ["carence"] * 3 + ["sans_branche"] * 3 == rules


def test_the_schemas_describe_the_files():
    assert TITLES.split(";") == list(columns(NPEC))
    assert SUCCESSION_TITLES.split(";") == list(columns(SUCCESSIONS))

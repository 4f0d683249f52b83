"""Everything that can be wrong in a file of contracts: each kind once, with its line, all in one pass."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from bareme.anomalies import Severity
from bareme.contrats.reading import read_contrats
from tests.bareme.contrats.files import HEAD, ROW, csv, parquet, read, told, with_column


@pytest.mark.parametrize(
    "column, cell, code",
    [
        ("date_rupture", "2025-02-30", "date"),
        ("date_rupture", "2025-09-01T00:00", "date"),
        ("date_rupture", "1999-12-31", "hors_bornes"),
        ("date_rupture", "2099-01-01", "hors_bornes"),
        ("date_rupture", "20250901", "date"),
        ("majoration_handicap", "-5", "negatif"),
        ("majoration_handicap", "1.470", "ambigu"),
        ("majoration_handicap", "12,345", "centimes"),
        ("majoration_handicap", "1e3", "nombre"),
        ("majoration_handicap", "=8000", "nombre"),
        ("majoration_handicap", "NaN", "nombre"),
        ("majoration_handicap", "1000001", "hors_bornes"),
        ("majoration_handicap", "1 000 000 000 000", "trop_grand"),
        ("majoration_handicap", "9" * 400, "nombre"),
        ("heures_formation", "20001", "hors_bornes"),
        ("heures_formation", "12,345", "heures"),
        ("maintien_cfa", "peut-être", "oui_non"),
        ("type", "pro", "choix"),
        ("cfa", "x" * 201, "trop_long"),
        ("amorcage", "peut-être", "nombre"),
        ("amorcage", "0", "hors_bornes"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_line(tmp_path, column, cell, code):
    reading = read(with_column(tmp_path, column, "", cell))

    assert (3, column, code) in told(reading)
    assert {3} == {line for line, _column, _code in told(reading)}


def test_a_negative_amount_is_never_taken_for_the_forfait(tmp_path):
    sound = pl.read_csv(csv(tmp_path, ROW), separator=";", infer_schema=False)
    frame = sound.with_columns(pl.lit(Decimal("-0.01")).alias("amorcage"))

    assert [(1, "amorcage", "negatif")] == told(read(parquet(tmp_path, frame)))


@pytest.mark.parametrize("content", [b"a" * 200_000 + b";b\n1;2\n", b"\n" * 70_000 + b"num\xe9ro;b\n1;2\n"])
def test_a_strange_line_of_titles_is_told_like_another(tmp_path, content):
    path = tmp_path / "contrats.csv"
    path.write_bytes(content)

    assert "colonne_manquante" in {code for _line, _column, code in told(read(path))}


@pytest.mark.parametrize(
    "row, expected",
    [
        (";2025-07-10;2025-09-01;2026-08-31;6;8000", (2, "numero", "vide")),
        ("A1;;2025-09-01;2026-08-31;6;8000", (2, "date_conclusion", "vide")),
        ("A1;2025-07-10;2025-09-01;2026-08-31; ;8000", (2, "niveau", "vide")),
        ("A1;2025-07-10;2025-09-01;2026-08-31;2;8000", (2, "niveau", "hors_bornes")),
        ("A1;2025-07-10;2025-09-01;2026-08-31;9;8000", (2, "niveau", "hors_bornes")),
        ("A1;2025-07-10;2025-09-01;2026-08-31;6,5;8000", (2, "niveau", "entier")),
        ("A1;2025-07-10;2025-09-01;2026-08-31;6;0", (2, "npec", "hors_bornes")),
        ("A1;2025-07-10;2025-09-01;2026-08-31;6;-1", (2, "npec", "negatif")),
        ("A1;2025-07-10;2025-09-01;2025-08-31;6;8000", (2, "date_fin", "fin_avant_debut")),
        ("A1;2025-07-10;2025-09-01;2037-09-01;6;8000", (2, "date_fin", "contrat_trop_long")),
    ],
)
def test_a_required_cell_is_filled_and_plausible(tmp_path, row, expected):
    assert [expected] == told(read(csv(tmp_path, row)))


def test_twelve_years_are_not_too_long(tmp_path):
    assert [] == told(read(csv(tmp_path, "A1;2025-07-10;2025-09-01;2037-08-31;6;8000")))


@pytest.mark.parametrize(
    "columns, cells, expected",
    [
        ("date_rupture", "2025-08-31", "rupture_avant_debut"),
        ("debut_cycle", "2013-08-01", "cycle_trop_ancien"),
        ("heures_distance", "1", "distance_sans_total"),
        ("heures_formation;heures_distance", "0;1", "distance_sans_total"),
        ("type", "professionnalisation", "heures_manquantes"),
        ("type", "reconversion", "heures_manquantes"),
    ],
)
def test_columns_must_agree(tmp_path, columns, cells, expected):
    reading = read(csv(tmp_path, f"{ROW};{cells}", head=f"{HEAD};{columns}"))

    assert [expected] == [code for _line, _column, code in told(reading)]


@pytest.mark.parametrize(
    "columns, cells, expected",
    [
        ("date_rupture", "2026-09-01", (2, "date_rupture", "rupture_apres_fin")),
        ("rupture_probatoire", "oui", (2, "rupture_probatoire", "sans_rupture")),
        ("maintien_cfa", "oui", (2, "maintien_cfa", "sans_rupture")),
        ("debut_cycle", "2025-09-02", (2, "debut_cycle", "cycle_apres_debut")),
        ("heures_formation;heures_distance", "100;100,01", (2, "heures_distance", "distance_superieure")),
        ("heures_distance;exempt_distance", "1;oui", (2, "heures_distance", "distance_ignoree")),
        ("region", "=cmd|x", (2, "region", "formule")),
        ("heures_distence", "3", (1, "heures_distence", "colonne_mal_nommee")),
    ],
)
def test_what_does_not_prevent_computing_is_a_warning(tmp_path, columns, cells, expected):
    reading = read(csv(tmp_path, f"{ROW};{cells}", head=f"{HEAD};{columns}"))

    assert [] == told(reading)
    assert [expected] == told(reading, "avertissement")


@pytest.mark.parametrize("conclusion, prevents", [("2025-06-30", False), ("2025-07-01", True)])
def test_hours_are_asked_for_only_where_the_law_reads_the_share(tmp_path, conclusion, prevents):
    reading = read(csv(tmp_path, f"{ROW.replace('2025-07-10', conclusion)};1", head=f"{HEAD};heures_distance"))

    assert prevents == reading.has_errors
    assert ["distance_ignoree"] * (not prevents) == [code for _line, _column, code in told(reading, "avertissement")]


@pytest.mark.parametrize("kind", ["apprentissage", "professionnalisation", "reconversion"])
def test_hours_that_are_not_told_are_no_error_of_the_file_that_is_verified(tmp_path, kind):
    path = csv(tmp_path, f"{ROW};{kind};1", head=f"{HEAD};type;heures_distance")

    assert [] == told(read_contrats(path, "verify"))


def test_an_unknown_column_is_an_information(tmp_path):
    reading = read(with_column(tmp_path, "couleur", "bleu"))

    assert [(1, "couleur", "colonne_inconnue")] == told(reading, "information")


def test_the_nearest_known_name_is_proposed(tmp_path):
    reading = read(csv(tmp_path, ROW, head=HEAD.replace("date_debut", "date_debu")))

    assert [(1, "date_debut", "colonne_manquante")] == told(reading)
    assert "date_debu" in reading.anomalies[0].remedy


def test_every_missing_column_is_told(tmp_path):
    missing = [column for _line, column, code in told(read(csv(tmp_path, "A1;8000", head="numero;npec")))]

    assert ["date_conclusion", "date_debut", "date_fin", "niveau"] == missing


def test_double_numbers_are_told_on_each_line(tmp_path):
    reading = read(csv(tmp_path, ROW, f"B{ROW[1:]}", ROW))

    assert [(2, "numero", "numero_en_double"), (4, "numero", "numero_en_double")] == told(reading)


def test_double_titles_are_an_error(tmp_path):
    assert [(1, None, "titre_en_double")] == told(read(with_column(tmp_path, "NPEC", "7000")))


def test_a_line_with_too_many_cells_is_an_error_and_a_short_one_a_warning(tmp_path):
    reading = read(
        csv(tmp_path, f"{ROW};", "A2;2025-07-10;2025-09-01;2026-08-31;6", f"A3{ROW[2:]};x;y", head=f"{HEAD};cfa")
    )

    assert [(4, None, "ligne_decalee")] == told(reading)
    assert [(3, None, "ligne_courte")] == told(reading, "avertissement")


def test_a_short_line_made_up_for_by_a_long_one_is_found(tmp_path):
    reading = read(csv(tmp_path, "A1;2025-07-10;2025-09-01;2026-08-31;6", f"A2{ROW[2:]};x"))

    assert [(3, None, "ligne_decalee")] == told(reading)


def test_an_open_quote_is_told_with_the_line_where_it_opens(tmp_path):
    assert [(3, None, "guillemets")] == told(read(csv(tmp_path, ROW, f'"A2{ROW[2:]}')))


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "fichier_vide"),
        (b"\n\n", "fichier_vide"),
        (f"{HEAD}\n".encode(), "aucun_contrat"),
        (f"{HEAD}\n{ROW}\x00\n".encode(), "fichier_binaire"),
        (b"\xff\xfeA\x00", "encodage"),
        (b"PK\x03\x04rest", "format_inconnu"),
        (b"<!DOCTYPE html>\n<html><head><meta charset='utf-8'>", "format_inconnu"),
        (b"\n<?xml version='1.0'; encoding='utf-8'?>\n", "format_inconnu"),
        (f"{HEAD}\n{ROW}\n".replace(";", "|").encode(), "separateur"),
        (f"{HEAD}\n{ROW}\n".replace(";", "|").encode("utf-16"), "encodage"),
        (b"PAR1 and nothing more", "parquet_illisible"),
    ],
)
def test_a_file_that_is_not_one_of_contracts_is_refused(tmp_path, content, code):
    path = tmp_path / "c.csv"
    path.write_bytes(content)

    assert [code] == [found for _line, _column, found in told(read(path))]


def test_mixed_encodings_are_told(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(f"{HEAD};cfa\n{ROW};".encode() + "Été".encode() + f"\nA2{ROW[2:]};".encode() + b"\xc9t\xe9\n")

    assert [(None, None, "encodage_mele")] == told(read(path), "avertissement")


def test_a_parquet_column_of_another_type_is_told_once(tmp_path):
    frame = pl.DataFrame({"numero": ["A"], "date_debut": [3], "npec": [[1]], "niveau": [6]})

    errors = told(read(parquet(tmp_path, frame)))

    assert {(None, "date_debut", "type_de_colonne"), (None, "npec", "type_de_colonne")} < set(errors)
    assert not [error for error in errors if error[2] == "vide"]


@pytest.mark.parametrize(
    "cell, code",
    [
        (8000.005, "centimes"),
        (1.005, "centimes"),
        (Decimal("1.005"), "centimes"),
        (float("nan"), "nombre"),
        (1e300, "nombre"),
        (Decimal("8000.005"), "centimes"),
    ],
)
def test_a_parquet_amount_has_two_decimals_at_most(tmp_path, cell, code):
    sound = {"numero": ["A"], "niveau": [6], "npec": [cell]}
    dates = {name: [date(2025, 9, 1)] for name in ("date_conclusion", "date_debut", "date_fin")}

    assert [(1, "npec", code)] == told(read(parquet(tmp_path, pl.DataFrame(sound | dates))))


def test_the_place_in_a_parquet_file_is_explained(tmp_path):
    frame = pl.read_csv(csv(tmp_path, ROW, f"A2{ROW[2:-4]}x"), separator=";", infer_schema=False)

    reading = read(parquet(tmp_path, frame))

    assert [(2, "npec", "nombre")] == told(reading)
    assert "premier contrat est la ligne 1" in reading.anomalies[-1].message


def test_all_errors_come_at_once_and_are_all_counted(tmp_path):
    reading = read(csv(tmp_path, *(f"A{rank};x;y;2026-08-31;6;8000" for rank in range(1000))))

    errors = [anomalie for anomalie in reading.anomalies if anomalie.is_error]
    assert (101, 2000) == (len(errors), reading.findings.total(Severity.ERREUR))
    assert [line for line in range(2, 52) for _ in range(2)] == [anomalie.line for anomalie in errors[:100]]
    assert "1\u202f900 autres erreurs" in errors[-1].message
    assert "date_debut\u202f» 1\u202f000" in errors[-1].message


@pytest.mark.parametrize("cell", ["200", "99999999999999999999"])
def test_a_number_too_large_for_its_column_is_out_of_bounds(tmp_path, cell):
    assert [(2, "niveau", "hors_bornes")] == told(
        read(csv(tmp_path, f"A1;2025-07-10;2025-09-01;2026-08-31;{cell};8000"))
    )


def test_a_parquet_number_too_large_for_its_column_is_out_of_bounds(tmp_path):
    frame = pl.read_csv(csv(tmp_path, ROW), separator=";", infer_schema=False)
    path = parquet(
        tmp_path, frame.with_columns(pl.lit(2**40).alias("niveau"), pl.lit(184467440737095525).alias("npec"))
    )

    assert {(1, "niveau"), (1, "npec")} == {(line, column) for line, column, _code in told(read(path))}


@pytest.mark.parametrize(
    "columns, cells, column, shown",
    [
        ("date_rupture", "2025-08-31", "date_rupture", "2025-08-31"),
        ("date_rupture", "31/8/2025", "date_rupture", "31/8/2025"),
        ("debut_cycle", "2025-09-02", "debut_cycle", "2025-09-02"),
        ("heures_formation;heures_distance", "100;0200", "heures_distance", "0200"),
        ("type", "Reconversion", "type", "Reconversion"),
    ],
)
def test_a_cell_is_quoted_as_it_is_written(tmp_path, columns, cells, column, shown):
    reading = read(csv(tmp_path, f"{ROW};{cells}", head=f"{HEAD};{columns}"))

    assert [(column, shown)] == [(anomalie.column, anomalie.value) for anomalie in reading.anomalies]


def test_a_conclusion_before_any_rule_is_quoted_as_it_is_written(tmp_path):
    [anomalie] = read(csv(tmp_path, ROW.replace("2025-07-10", "2018-07-01"))).anomalies

    assert ("sans_regle", "2018-07-01") == (anomalie.code, anomalie.value)
    assert "« 2018-07-01 »".replace(" ", "\u202f") in anomalie.message


def test_a_level_of_zero_is_asked_above_zero(tmp_path):
    [anomalie] = read(csv(tmp_path, f"{ROW[:-4]}0")).anomalies

    assert "un montant supérieur à zéro" in anomalie.message


def test_a_control_character_shows_in_the_message(tmp_path):
    frame = pl.read_csv(with_column(tmp_path, "maintien_cfa", "oui"), separator=";", infer_schema=False)
    path = parquet(tmp_path, frame.with_columns(pl.lit("o\x00u\x1bi\x7f").alias("maintien_cfa")))

    assert "o␀u␛i\\x7f" in read(path).anomalies[0].message

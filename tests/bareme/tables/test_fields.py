from datetime import date
from fractions import Fraction

import pytest

from bareme.tables.fields import (
    FieldError,
    parse_amount,
    parse_boolean,
    parse_count,
    parse_date,
    parse_euros,
    parse_number,
    parse_rate,
    spreadsheet_number,
    squeeze,
)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1028", 1028),
        ("1 028", 1028),
        ("1\u00a0028", 1028),
        ("20\u202f140\u202f000", 20_140_000),
        ("  25                  ", 25),
        ("16 510,00", 16_510),
        ("16510.50", Fraction(33021, 2)),
        ("15 953 €", 15_953),
        ("130\u202f000\u202f€", 130_000),
        ("-", 0),
        ("-  €", 0),
        ("–", 0),
        ("− €", 0),
        ("0,125", Fraction(1, 8)),
    ],
)
def test_numbers_are_read_as_people_write_them(text, expected):
    assert expected == parse_number(text)


@pytest.mark.parametrize(
    "text, code",
    [
        ("", "vide"),
        ("   ", "vide"),
        ("-5", "negatif"),
        ("−5", "negatif"),
        ("(5)", "negatif"),
        ("- 5 €", "negatif"),
        ("1.470", "ambigu"),
        ("1.470.000,5", "ambigu"),
        ("1 02", "nombre"),
        ("10 28", "nombre"),
        ("12x", "nombre"),
        ("1e5", "nombre"),
        ("nan", "nombre"),
        ("inf", "nombre"),
        ("0x10", "nombre"),
        ("1_000", "nombre"),
        ("=2+2", "nombre"),
        ("١٢", "nombre"),
        ("9" * 60, "nombre"),
    ],
)
def test_what_is_not_surely_a_number_is_refused(text, code):
    with pytest.raises(FieldError) as refused:
        parse_number(text)

    assert code == refused.value.code


@pytest.mark.parametrize(
    "parse, text, code",
    [
        (parse_count, "3,5", "entier"),
        (parse_count, "1 000 001", "trop_grand"),
        (parse_euros, "12,50", "euros_entiers"),
        (parse_euros, "10 000 000 001", "trop_grand"),
        (parse_amount, "0,001", "centimes"),
        (parse_rate, "15", "taux"),
        (parse_rate, "150 %", "taux"),
        (parse_rate, "3/0", "taux"),
        (parse_boolean, "peut-être", "oui_non"),
        (parse_date, "31/02/2023", "date"),
        (parse_date, "1er septembre", "date"),
    ],
)
def test_a_field_out_of_its_bounds_is_refused(parse, text, code):
    with pytest.raises(FieldError) as refused:
        parse(text)

    assert code == refused.value.code
    assert refused.value.remedy


@pytest.mark.parametrize("text", ["15 %", "0,15", "3/20", "15%", "3 / 20"])
def test_a_rate_is_the_same_however_it_is_written(text):
    assert Fraction(3, 20) == parse_rate(text)


@pytest.mark.parametrize(
    "parse, text, expected",
    [
        (parse_boolean, " OUI ", True),
        (parse_boolean, "n", False),
        (parse_date, "2022-09-01", date(2022, 9, 1)),
        (parse_date, "01/09/2022", date(2022, 9, 1)),
        (squeeze, " a\u00a0 b\u202fc\n", "a b c"),
        (parse_amount, "6 600,05 €", Fraction(132001, 20)),
    ],
)
def test_other_fields_are_read(parse, text, expected):
    assert expected == parse(text)


@pytest.mark.parametrize(
    "value, expected",
    [(15953.0, "15953"), (0.1 + 0.2, "0.3"), (1e15, "1000000000000000"), (0.15, "0.15"), (1e-7, "0.0000001")],
)
def test_a_spreadsheet_number_is_the_one_the_spreadsheet_shows(value, expected):
    assert expected == spreadsheet_number(value)

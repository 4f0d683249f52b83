from datetime import date
from fractions import Fraction

import pytest

from bareme.display import (
    counted,
    fold,
    format_cents,
    format_date,
    format_decimal,
    format_euros,
    format_exact_euros,
    format_number,
    format_rate,
    french_sort_key,
    plain_decimal,
    typography,
)


@pytest.mark.parametrize(
    "shown, expected",
    [
        (format_euros(20_270_000), "20\u202f270\u202f000\u202f€"),
        (format_euros(-1), "−1\u202f€"),
        (format_cents(82_068_012), "820\u202f680,12\u202f€"),
        (format_cents(-5), "−0,05\u202f€"),
        (format_decimal(Fraction(127063693250, 199125157), 4), "638,1097"),
        (format_decimal(Fraction(-1, 1000), 2), "0,00"),
        (format_decimal(Fraction(999, 1000), 2), "1,00"),
        (plain_decimal(Fraction(-3, 2), 2), "-1.50"),
        (plain_decimal(Fraction(5), 0), "5"),
        (format_exact_euros(Fraction(1, 3)), "0,333333…\u202f€"),
        (format_exact_euros(Fraction(5, 2)), "2,5\u202f€"),
        (format_exact_euros(Fraction(2_000_000)), "2\u202f000\u202f000\u202f€"),
        (format_number(Fraction(67, 2)), "33,5"),
        (format_number(Fraction(100)), "100"),
        (format_rate(Fraction(3, 20)), "15\u202f%"),
        (format_date(date(2022, 9, 1)), "01/09/2022"),
        (counted(1, "contrat retenu"), "1 contrat retenu"),
        (counted(30_118, "contrat retenu"), "30\u202f118 contrats retenus"),
        (typography("Trouvé : « 5 € » ; quoi ?"), "Trouvé\u202f: «\u202f5\u202f€\u202f»\u202f; quoi\u202f?"),
    ],
)
def test_numbers_and_sentences_are_written_as_french_readers_do(shown, expected):
    assert expected == shown


def test_folding_forgets_case_accents_and_blanks():
    assert "ecole d'oeuvre" == fold("  ÉCOLE\u00a0 d'Œuvre ")


def test_folding_reaches_beyond_latin_accents():
    assert fold("Ảo") == fold("ao")


def test_names_are_sorted_as_french_readers_do():
    names = ["Zoé", "LE STUDIO", "école", "L'ECOLE", "Ecole", "ANIM&COM", "AJ-FORMATION"]

    assert ["AJ-FORMATION", "ANIM&COM", "Ecole", "école", "LE STUDIO", "L'ECOLE", "Zoé"] == sorted(
        names, key=french_sort_key
    )

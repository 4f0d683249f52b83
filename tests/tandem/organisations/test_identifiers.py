from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tandem.organisations.identifiers import (
    deliberation_year,
    deliberation_year_warning,
    validate_deliberation_number,
    validate_siren,
    validate_siret,
    validate_uai,
)

# La Poste: 356000000 and its head office pass Luhn; its other établissements have a digit sum multiple of 5.
LA_POSTE_SIRETS = ["35600000000048", "35600000000001", "35600000000010", "35600000000015"]


@pytest.mark.parametrize("siren", ["356000000", "237500079", "552100554"])
def test_a_siren_with_a_right_key_is_accepted(siren):
    assert validate_siren(siren) is None


@pytest.mark.parametrize("siren", ["356000001", "35600000", "3560000000", "35600000A", "356 000 000", ""])
def test_a_siren_with_a_wrong_key_or_form_is_refused(siren):
    with pytest.raises(ValidationError, match="neuf chiffres"):
        validate_siren(siren)


@pytest.mark.parametrize("siret", ["23750007900312", "55210055400013", *LA_POSTE_SIRETS])
def test_a_siret_with_a_right_key_is_accepted(siret):
    assert validate_siret(siret) is None


@pytest.mark.parametrize(
    "siret",
    [
        "35600000000049",  # La Poste, neither Luhn nor a sum multiple of 5
        "55210055400003",  # not La Poste: a sum multiple of 5 is not enough
        "5521005540001",
        "552100554000133",
        "552 100 554 00013",
        "5521005540001X",
        "",
    ],
)
def test_a_siret_with_a_wrong_key_or_form_is_refused(siret):
    with pytest.raises(ValidationError, match="quatorze chiffres"):
        validate_siret(siret)


@pytest.mark.parametrize("uai", ["0751234A", "0931111J"])
def test_a_uai_whose_key_is_wrong_names_the_letter_expected(uai):
    with pytest.raises(ValidationError, match="la lettre de contrôle attendue est"):
        validate_uai(uai)


@pytest.mark.parametrize("digits, key", [("0750001", "U"), ("0000000", "A"), ("0000022", "Z"), ("0000023", "A")])
def test_the_key_of_a_uai_is_the_remainder_by_23_without_i_o_q(digits, key):
    assert validate_uai(digits + key) is None


@pytest.mark.parametrize("uai", ["0750001", "750001U", "07500011", "0750001u", "075000UU"])
def test_a_uai_of_another_form_is_refused(uai):
    with pytest.raises(ValidationError, match="sept chiffres suivis"):
        validate_uai(uai)


@pytest.mark.parametrize("number", ["CP 2023-247", "CR 2020-018", "CR 43-12", "CR 08-16"])
def test_the_numbers_cited_by_the_rapport_are_accepted(number):
    assert validate_deliberation_number(number) is None


@pytest.mark.parametrize("number", ["CP2023-247", "CP 2023-47", "XX 2023-247", "cp 2023-247", "CP 2023-247 ", "n° …"])
def test_a_number_of_another_form_is_refused(number):
    with pytest.raises(ValidationError, match="CP 2023-247"):
        validate_deliberation_number(number)


@pytest.mark.parametrize(
    "number, year", [("CP 2023-247", 2023), ("CR 43-12", 2012), ("CR 08-16", 2016), ("CR 2021-039", 2021)]
)
def test_the_year_is_read_in_both_forms_of_number(number, year):
    assert year == deliberation_year(number)


def test_a_number_of_another_year_than_its_date_is_warned_about():
    warning = deliberation_year_warning("CP 2020-158", date(2021, 4, 1))

    assert "2020" in warning
    assert "01/04/2021" in warning


@pytest.mark.parametrize("number, day", [("CP 2023-247", date(2023, 7, 5)), ("CR 43-12", date(2012, 9, 27))])
def test_a_number_of_the_year_of_its_date_is_not_warned_about(number, day):
    assert deliberation_year_warning(number, day) is None

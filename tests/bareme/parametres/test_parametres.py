from datetime import date

import pytest

from bareme import parametres
from bareme.parametres.loading import read_parametre

GOOD = """
description: Un seuil.
unit: euros
date_key: decision
values: {2020-01-01: 10, 2022-07-01: 12, 2024-01-01: null}
reference:
  2020-01-01: {title: Décret A, href: "https://exemple.fr/a"}
  2022-07-01: manquante
  2024-01-01: {title: Décret B, href: "https://exemple.fr/b"}
checked_on: 2024-02-01
hypothese: true
"""


def codes(text):
    with pytest.raises(parametres.ParametreError) as refused:
        read_parametre("essai", text.encode())
    return {item.code for item in refused.value.anomalies}


@pytest.mark.parametrize(
    "key, on, expected",
    [
        ("publication/seuil_subvention", date(2023, 7, 5), 23_000),
        ("publication/delai_convention", date(2023, 7, 5), 3),
        ("secret_statistique/seuil_petits_effectifs", date(2023, 7, 5), 11),
    ],
)
def test_the_parameters_of_the_campaign_are_there(key, on, expected):
    assert expected == parametres.get(key, on=on).whole


def test_every_parameter_that_ships_is_sound():
    assert len(parametres.keys()) >= 3
    for key in parametres.keys():  # noqa: SIM118 - a function of the module, not a dictionary
        assert parametres.parametre(key).description.endswith(".")


def test_an_unsourced_value_is_an_hypothesis():
    parametre = parametres.parametre("secret_statistique/seuil_petits_effectifs")

    assert (True, None) == (parametre.hypothese, parametre.values[0].reference)
    assert parametre.note


@pytest.mark.parametrize(
    "on, expected",
    [(date(2020, 1, 1), 10), (date(2022, 6, 30), 10), (date(2022, 7, 1), 12), (date(2023, 12, 31), 12)],
)
def test_a_value_holds_from_its_day_on(on, expected):
    assert expected == read_parametre("essai", GOOD.encode()).value_on(on).whole


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2024, 1, 1)])
def test_a_missing_value_is_never_zero(on):
    with pytest.raises(parametres.ParametreMissingError, match="n’a pas de valeur"):
        read_parametre("essai", GOOD.encode()).value_on(on)


def test_an_unknown_key_names_the_known_ones():
    with pytest.raises(parametres.ParametreUnknownError, match="publication/seuil_subvention"):
        parametres.get("publication/seuil", on=date(2023, 1, 1))


def test_a_rate_is_not_a_whole_number():
    text = GOOD.replace("unit: euros", "unit: taux").replace("10", "3/20").replace("12,", "15 %,")

    value = read_parametre("essai", text.encode()).value_on(date(2020, 1, 1))

    assert "3/20" == str(value.amount)
    with pytest.raises(ValueError, match="whole number"):
        _ = value.whole


@pytest.mark.parametrize(
    "before, after, code",
    [
        ("unit: euros", "unit: francs", "schema_enum"),
        ("unit: euros", "unite: euros", "cle_inconnue"),
        ("hypothese: true", "hypothese: false", "hypothese"),
        ("hypothese: true", "hypothese: oui", "schema_type"),
        ("checked_on: 2024-02-01\n", "", "cle_manquante"),
        ("2020-01-01: 10", "2020-02-30: 10", "date"),
        ("2020-01-01: 10", "2020-01-02: 10", "reference"),
        ("2020-01-01: 10", "2020-01-01: 1.5", "yaml_valeur"),
        ("2020-01-01: 10", "2020-01-01: dix", "nombre"),
        ("2020-01-01: 10", "2020-01-01: 10, 2020-01-01: 11", "cle_en_double"),
        ("manquante", "inconnue", "schema_pattern"),
        ("https://exemple.fr/a", "http://exemple.fr/a", "schema_pattern"),
    ],
)
def test_a_faulty_file_is_refused(before, after, code):
    assert before in GOOD

    assert code in codes(GOOD.replace(before, after, 1))

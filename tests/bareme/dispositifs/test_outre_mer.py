from datetime import date

import pytest

from bareme.dispositifs.outre_mer import mobilite, modulation

ON = date(2025, 9, 1)


@pytest.mark.parametrize("destination, expected", [("75", 300_000), ("2A", 300_000), ("976", 200_000), ("974", 0)])
def test_a_mobility_is_paid_by_where_it_goes(destination, expected):
    assert expected == mobilite("974", destination, ON).montant


@pytest.mark.parametrize(
    "origine, options",
    [("75", {}), ("974", {"contrat_rompu": True}), ("974", {"mobilites_payees": 1})],
)
def test_a_mobility_that_is_not_paid_says_why(origine, options):
    done = mobilite(origine, "13", ON, **options)

    assert 0 == done.montant
    assert done.refus.endswith(".")


def test_a_decision_of_the_board_raises_the_level():
    assert (700_000, 50_000, 750_000, ()) == modulation(700_000, "971", ON, decision=50_000)


def test_without_a_decision_there_is_no_level():
    done = modulation(700_000, "971", ON)

    assert (None, None, ["decision_manquante"]) == (*done[1:3], [anomalie.code for anomalie in done.anomalies])


def test_no_modulation_in_the_hexagone():
    assert (700_000, 0, 700_000, ()) == modulation(700_000, "93", ON, decision=50_000)

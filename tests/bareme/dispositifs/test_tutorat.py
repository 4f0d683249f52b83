from datetime import date

import pytest

from bareme.dispositifs.tutorat import fonction_maitre, fonction_tuteur, formation, is_formation_open

ON = date(2025, 9, 1)


@pytest.mark.parametrize(
    "heures, taux, expected",
    [(4_500, 1_800, 60_000), (1_050, 1_237, 12_989), (1_050, 1_800, 15_750), (0, 1_800, 0), (4_000, 1_500, 60_000)],
)
def test_training_is_paid_within_hours_and_rate(heures, taux, expected):
    assert expected == formation(heures, taux, ON).montant


@pytest.mark.parametrize(
    "employeur, effectif, expected", [(False, 500, True), (True, 10, True), (True, 11, False), (True, 12, False)]
)
def test_the_employer_in_person_trains_below_eleven_employees(employeur, effectif, expected):
    assert expected == is_formation_open(ON, employeur=employeur, effectif=effectif)


def test_a_cost_below_the_ceiling_is_paid_as_it_is():
    assert (23_000, 12, 276_000, 120_000) == fonction_maitre(13, 1, 10_000, conclusion=ON)


def test_an_unknown_cost_gives_the_maximum_and_no_amount():
    done = fonction_maitre(2, 2, None, conclusion=ON)

    assert (92_000, None) == (done.maximum, done.montant)


@pytest.mark.parametrize(
    "age, prioritaire, expected", [(44, False, 23_000), (45, False, 34_500), (30, True, 34_500), (60, True, 34_500)]
)
def test_age_or_public_raise_the_ceiling_of_a_tutor_once(age, prioritaire, expected):
    done = fonction_tuteur(7, 1, 40_000, conclusion=ON, age=age, prioritaire=prioritaire)

    assert (expected, 6, 6 * expected) == (done.plafond_mensuel, done.mois_retenus, done.montant)


def test_a_negative_month_is_refused():
    with pytest.raises(ValueError, match="mois"):
        fonction_maitre(-1, 1, 0, conclusion=ON)

from datetime import date

import pytest

from bareme.dispositifs.handicap_modules import majoration_handicap, plafond_handicap

ON = date(2025, 9, 1)


def test_a_module_without_a_known_ceiling_counts_as_asked_and_says_so():
    done = majoration_handicap({"M1": 60_000, "M2": 250_000, "M4": 80_000}, ON)

    assert [None, 300_000, None] == [module.plafond for module in done.modules]
    assert 390_000 == done.majoration
    assert [("plafond_inconnu", "M1"), ("plafond_inconnu", "M4")] == [(a.code, a.column) for a in done.anomalies]


def test_an_unknown_module_is_an_error_that_counts_for_nothing():
    done = majoration_handicap({"M7": 60_000, "M3": 10_000}, ON)

    assert (10_000, ["module_inconnu"]) == (done.majoration, [anomalie.code for anomalie in done.anomalies])


def test_before_2021_the_modules_do_not_exist():
    done = majoration_handicap({"M2": 340_000}, date(2020, 12, 31), npec=700_000)

    assert (340_000, 350_000, 340_000, ()) == done[1:]


def test_before_2021_the_ceiling_is_half_of_a_level_that_must_be_known():
    assert 350_001 == plafond_handicap(date(2020, 12, 31), npec=700_001)
    with pytest.raises(ValueError, match="niveau de prise en charge"):
        plafond_handicap(date(2020, 12, 31))


def test_from_2021_the_level_does_not_matter():
    assert 400_000 == plafond_handicap(date(2021, 1, 1))


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="M2"):
        majoration_handicap({"M2": -1}, ON)

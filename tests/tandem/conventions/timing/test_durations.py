from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.conventions.timing.durations import (
    Prolongation,
    add_months,
    is_in_force,
    prolongation_problem,
    reply_deadline,
    term,
)

SIGNED = date(2023, 10, 12)
AKTO = {"signed_on": SIGNED, "duree_mois": 36, "prolongation_max_mois": 36}
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    "day, months, expected",
    [
        (date(2023, 10, 12), 1, date(2023, 11, 12)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 8, 31), -9, date(2023, 11, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 1, 1), -1, date(2023, 12, 1)),
    ],
)
def test_months_are_counted_from_quantieme_to_quantieme(day, months, expected):
    assert expected == add_months(day, months)


@given(DAYS, st.integers(-120, 120))
def test_a_month_counted_keeps_the_day_or_takes_the_last_of_a_shorter_month(day, months):
    reached = add_months(day, months)
    assert months == (reached.year - day.year) * 12 + reached.month - day.month
    assert reached.day == day.day or (reached.day < day.day and (reached + timedelta(days=1)).day == 1)


def test_three_years_from_the_signature_end_on_the_same_day_of_the_third_year():
    assert date(2026, 10, 12) == term(SIGNED, 36)


def test_a_convention_without_signature_or_duration_has_no_term():
    assert (None, None) == (term(None, 36), term(SIGNED, None))


def test_prolongations_add_to_the_duration_and_give_back_a_lost_quantieme():
    agreed = (Prolongation(date(2024, 1, 5), 6), Prolongation(date(2024, 8, 5), 6))

    assert date(2024, 8, 31) == term(date(2023, 8, 31), 0, agreed)


def test_bare_months_prolong_as_dated_ones_do():
    assert date(2029, 10, 12) == term(SIGNED, 36, [12, 24])


def test_a_term_is_known_as_of_a_day():
    agreed = (Prolongation(date(2026, 5, 4), 12), Prolongation(date(2027, 5, 4), 24))

    assert date(2026, 10, 12) == term(SIGNED, 36, agreed, on=date(2026, 5, 3))
    assert date(2027, 10, 12) == term(SIGNED, 36, agreed, on=date(2026, 5, 4))
    assert date(2029, 10, 12) == term(SIGNED, 36, agreed)


@pytest.mark.parametrize(
    "on, expected",
    [
        (date(2023, 10, 11), False),
        (date(2023, 10, 12), True),
        (date(2026, 10, 12), True),
        (date(2026, 10, 13), False),
    ],
)
def test_a_convention_binds_from_its_signature_to_its_term_both_included(on, expected):
    assert expected is is_in_force(on, signed_on=SIGNED, duree_mois=36)


def test_a_convention_that_is_not_signed_binds_nobody():
    assert is_in_force(SIGNED, signed_on=None, duree_mois=36) is False


def test_a_convention_without_duration_binds_without_end():
    assert is_in_force(date(2050, 1, 1), signed_on=SIGNED, duree_mois=None) is True


def test_a_resiliation_ends_the_convention_after_its_day():
    facts = {"signed_on": SIGNED, "duree_mois": 36, "resiliation_date": date(2025, 3, 1)}

    assert (True, False) == (is_in_force(date(2025, 3, 1), **facts), is_in_force(date(2025, 3, 2), **facts))


@pytest.mark.parametrize(
    "received, expected",
    [
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2025, 3, 12), date(2025, 4, 12)),
        (date(2024, 12, 31), date(2025, 1, 31)),
    ],
)
def test_a_mise_en_demeure_leaves_one_month_to_answer(received, expected):
    assert expected == reply_deadline(received)


def test_a_prolongation_within_the_limit_is_accepted():
    assert "" == prolongation_problem(36, agreed_on=date(2026, 10, 12), **AKTO)


def test_a_prolongation_beyond_the_limit_says_what_is_left():
    problem = prolongation_problem(
        24, agreed_on=date(2026, 10, 1), prolongations=(Prolongation(date(2026, 5, 4), 24),), **AKTO
    )

    assert (
        "Prolongation\u202f: la convention permet 36 mois en tout, trouvé 48 mois (24 déjà accordés et 24 demandés). "
        "Il reste 12 mois au plus." == problem
    )


def test_a_prolongation_is_agreed_before_the_term():
    problem = prolongation_problem(12, agreed_on=date(2026, 10, 13), **AKTO)

    assert problem.startswith(
        "Date de l’accord\u202f: la convention est arrivée à son terme le 12 octobre 2026, "
        "avant l’accord du 13 octobre 2026."
    )


def test_every_fault_of_a_prolongation_is_said_at_once():
    problem = prolongation_problem(-3, agreed_on=date(2023, 1, 1), **AKTO)

    assert "au moins 1 est attendu, trouvé -3" in problem
    assert "ne peut précéder la signature du 12 octobre 2023" in problem


@pytest.mark.parametrize("missing, named", [("signed_on", "la date de signature"), ("duree_mois", "la durée")])
def test_a_prolongation_without_a_term_says_what_is_missing(missing, named):
    assert named in prolongation_problem(12, agreed_on=SIGNED, **{**AKTO, missing: None})


def test_a_convention_that_sets_no_maximum_refuses_no_length():
    assert "" == prolongation_problem(120, agreed_on=SIGNED, **{**AKTO, "prolongation_max_mois": None})

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.rounding import ROUNDINGS, down, exact, half_up, half_up_ratio, up


@pytest.mark.parametrize(
    "value, expected",
    [
        (Fraction(5, 2), 3),
        (Fraction(7, 2), 4),
        (Fraction(-5, 2), -2),
        (Fraction(49, 100), 0),
        (Decimal("265091.0425"), 265091),
        ("0,5", 1),
        (7, 7),
    ],
)
def test_half_up_sends_an_exact_half_upwards(value, expected):
    assert expected == half_up(value)


@given(st.fractions())
def test_half_up_is_never_further_than_a_half(value):
    assert Fraction(-1, 2) < half_up(value) - value <= Fraction(1, 2)


@given(st.fractions())
def test_down_and_up_frame_the_value(value):
    assert down(value) <= value <= up(value)
    assert up(value) - down(value) <= 1


@given(st.integers(), st.integers(1, 10**6))
def test_the_ratio_form_is_the_same_rounding(numerator, denominator):
    assert half_up(Fraction(numerator, denominator)) == half_up_ratio(numerator, denominator)


@pytest.mark.parametrize("value", [0.1, 1.0, float("nan"), True, None])
def test_money_is_never_made_from_a_float(value):
    with pytest.raises(TypeError):
        exact(value)


def test_a_text_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="deux"):
        exact("deux")


def test_roundings_have_names():
    assert {"half_up": 3, "down": 2, "up": 3} == {name: rounding("2.5") for name, rounding in ROUNDINGS.items()}

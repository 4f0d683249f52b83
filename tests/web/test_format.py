"""Claims about figures and dates on screen."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from tandem import formats


def _shown(template, **context):
    return Template("{% load format %}" + template).render(Context(context))


@pytest.mark.parametrize(
    "value,expected",
    [
        (20_270_000, "20\u202f270\u202f000\u202f€"),
        (0, "0\u202f€"),
        (-1, "−1\u202f€"),
        (Decimal("638.11"), "638,11\u202f€"),
        (Decimal("638.00"), "638\u202f€"),
        (Fraction(6381097, 10000), "638,11\u202f€"),
    ],
)
def test_euros_are_grouped_by_narrow_spaces_and_keep_centimes_only_when_there_are_some(value, expected):
    assert expected == formats.euros(value)


@pytest.mark.parametrize(
    "value,decimals,expected",
    [
        (Fraction(6381097, 10000), 4, "638,1097"),
        (Fraction(1, 3), 6, "0,333333"),
        (Fraction(2, 3), 2, "0,67"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.125"), 2, "−0,13"),
        (Decimal("1234.5"), 1, "1\u202f234,5"),
        (30_118, 0, "30\u202f118"),
        (30_118, 2, "30\u202f118,00"),
    ],
)
def test_exact_numbers_show_the_decimals_asked_rounded_half_up(value, decimals, expected):
    assert expected == formats.number(value, decimals)


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_a_number_shown_reads_back_as_itself(units, decimals):
    value = Fraction(units, 10**decimals)

    shown = formats.number(value, decimals)

    plain = shown.replace("\u202f", "").replace("−", "-").replace(",", ".")
    assert value == Fraction(plain)


@pytest.mark.parametrize("write", [formats.euros, formats.number, formats.percentage, formats.signed_euros])
@pytest.mark.parametrize("value", [1.5, True, "12"])
def test_a_float_a_bool_or_a_text_is_not_a_number(write, value):
    with pytest.raises(TypeError):
        write(value)


def test_a_fraction_without_a_stated_number_of_decimals_is_refused():
    with pytest.raises(ValueError, match="decimals"):
        formats.number(Fraction(1, 3))


def test_a_difference_shows_its_sign():
    shown = [formats.signed_euros(value) for value in (1250, 0, -1)]

    assert ["+1\u202f250\u202f€", "0\u202f€", "−1\u202f€"] == shown


def test_centimes_are_written_as_euros_with_two_decimals():
    assert "638,11\u202f€" == formats.euros_from_centimes(63_811)


def test_a_share_of_one_is_written_as_a_percentage():
    assert "75,82\u202f%" == formats.percentage(Fraction(30_118, 39_723), 2)


@pytest.mark.parametrize(
    "day,long,short",
    [
        (date(2023, 7, 5), "5 juillet 2023", "05/07/2023"),
        (date(2022, 9, 1), "1er septembre 2022", "01/09/2022"),
        (datetime(2023, 12, 31, 23, 30, tzinfo=UTC), "1er janvier 2024", "01/01/2024"),
    ],
)
def test_dates_are_french_and_in_paris_time(day, long, short):
    assert (long, short) == (formats.long_date(day), formats.short_date(day))


def test_a_moment_gives_the_hour_of_paris():
    moment = datetime(2023, 7, 5, 12, 5, tzinfo=UTC)

    assert "5 juillet 2023 à 14\u202fh\u202f05" == formats.long_moment(moment)


@pytest.mark.parametrize(
    "value,expected",
    [("12345678900012", "123\u202f456\u202f789\u202f00012"), ("R3763", "R3763"), ("1234567890001A", "1234567890001A")],
)
def test_only_fourteen_digits_are_grouped_as_a_siret(value, expected):
    assert expected == formats.siret(value)


@pytest.mark.parametrize("filter_name", ["euros", "nombre", "pourcentage", "centimes", "date_fr", "siret", "renseigne"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_value_shows_a_dash_read_as_missing(filter_name, value):
    shown = _shown("{{ value|" + filter_name + " }}", value=value)

    assert 'aria-hidden="true">—</span><span class="sr-only">non renseigné</span>' in shown


def test_zero_is_a_value_not_a_missing_one():
    assert "0\u202f€" == _shown("{{ value|euros }}", value=0)


def test_filters_take_their_decimals_in_templates():
    shown = _shown(
        "{{ base|euros:4 }} {{ rate|pourcentage:0 }} {{ day|date_fr:'court' }}",
        base=Fraction(6381097, 10000),
        rate=Fraction(3, 20),
        day=date(2023, 7, 5),
    )

    assert "638,1097\u202f€ 15\u202f% 05/07/2023" == shown

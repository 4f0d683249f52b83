"""Claims about contrast and the colours of an organisation."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from hypothesis import given
from hypothesis import strategies as st

from tandem.organisations.contrast import (
    MINIMUM_TEXT,
    PAPER,
    contrast_ratio,
    darken_until_readable,
    mix,
    refusal,
    text_colour_on,
)
from tandem.web.theme import DEFAULT_ACCENT, DEFAULT_BRAND, palette

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def _tokens():
    sheet = Path(finders.find("css/tokens.css")).read_text()
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet))


@pytest.mark.parametrize(
    "first,second,expected",
    [
        # Figures of the WCAG « Understanding 1.4.3 » and of common checkers.
        ("#000000", "#ffffff", "21.00"),
        ("#ffffff", "#ffffff", "1.00"),
        ("#767676", "#ffffff", "4.54"),
        ("#777777", "#ffffff", "4.47"),
        ("#ff0000", "#ffffff", "3.99"),
        ("#0000ff", "#ffffff", "8.59"),
    ],
)
def test_contrast_is_that_of_the_wcag(first, second, expected):
    assert Decimal(expected) == contrast_ratio(first, second).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


@given(COLOURS, COLOURS)
def test_contrast_does_not_depend_on_the_order_and_stays_between_1_and_21(first, second):
    ratio = contrast_ratio(first, second)

    assert ratio == contrast_ratio(second, first)
    assert 1 <= ratio <= 21


def test_a_colour_that_fails_contrast_is_refused_with_a_shade_that_passes():
    message = refusal("#ff9900", "couleur principale")

    nearest = re.search(r"par exemple (#[0-9a-f]{6})", message)[1]
    assert "2,01 pour 1" in message
    assert refusal(nearest, "couleur principale") is None


def test_the_limit_is_exactly_4_5():
    on_the_limit = darken_until_readable("#ff9900", PAPER)
    lighter = mix(on_the_limit, "#ffffff", 98)

    assert refusal(on_the_limit, "couleur d’accent") is None
    assert refusal(lighter, "couleur d’accent") is not None


@pytest.mark.parametrize("colour", ["1f4e5f", "#1f4e5", "#1f4e5g", "rouge", "#\uff11f4e5f", ""])
def test_a_colour_that_cannot_be_read_is_refused_with_the_expected_form(colour):
    assert "#1f4e5f" in refusal(colour, "couleur principale")


@given(COLOURS, COLOURS)
def test_every_palette_is_readable_whatever_the_colours_of_the_charte(brand, accent):
    colours = palette(brand, accent)

    pairs = [
        (colours.brand_text, PAPER),
        (colours.brand_text, colours.brand_soft),
        (colours.accent, PAPER),
        (colours.accent, colours.accent_soft),
        (colours.on_brand, colours.brand),
        (colours.on_accent, colours.accent),
    ]
    assert [] == [pair for pair in pairs if contrast_ratio(*pair) < MINIMUM_TEXT]


@given(COLOURS)
def test_text_on_a_colour_is_the_more_readable_of_white_and_ink(colour):
    assert contrast_ratio(text_colour_on(colour), colour) >= Decimal(4)


def test_the_stylesheet_carries_the_default_palette():
    tokens = _tokens()
    expected = {name.replace("_", "-"): value for name, value in vars(palette(DEFAULT_BRAND, DEFAULT_ACCENT)).items()}

    assert expected == {name: tokens[name] for name in expected}


@pytest.mark.parametrize(
    "text,background",
    [
        *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken")],
        *[
            (tone, ground)
            for tone in ("success", "warning", "danger", "info")
            for ground in (f"{tone}-soft", "paper", "surface")
        ],
        ("ink-2", "neutral-soft"),
        ("ink-2", "brand-soft"),
    ],
)
def test_every_pair_of_text_and_ground_of_the_stylesheet_is_readable(text, background):
    tokens = _tokens()

    assert contrast_ratio(tokens[text], tokens[background]) >= MINIMUM_TEXT


@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_the_border_of_a_field_reaches_three_to_one(ground):
    tokens = _tokens()

    assert contrast_ratio(tokens["line-strong"], tokens[ground]) >= 3

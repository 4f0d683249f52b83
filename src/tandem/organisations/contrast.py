"""WCAG 2.2 contrast of colours, in decimal arithmetic: a colour token that nobody can read is refused."""

from decimal import Decimal
from functools import cache

WHITE = "#ffffff"
INK = "#1b2327"
PAPER = "#faf8f5"

MINIMUM_TEXT = Decimal("4.5")
"""Success criterion 1.4.3, level AA: text of ordinary size against its background."""

_HEX_DIGITS = frozenset("0123456789abcdef")
_RED, _GREEN, _BLUE = Decimal("0.2126"), Decimal("0.7152"), Decimal("0.0722")
_THRESHOLD = Decimal("0.04045")
_CENT = Decimal("0.01")
_STEPS = 100


def parse_hex(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue from 0 to 255; raise ValueError (in French) unless the form is « #1f4e5f »."""
    digits = colour.removeprefix("#").lower()
    if not colour.startswith("#") or len(digits) != 6 or not _HEX_DIGITS.issuperset(digits):
        raise ValueError(f"La couleur « {colour} » est illisible : la forme attendue est « #1f4e5f ».")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


@cache
def _linear(channel: int) -> Decimal:
    """Undo the sRGB transfer curve for one channel."""
    share = Decimal(channel) / 255
    if share <= _THRESHOLD:
        return share / Decimal("12.92")
    return ((share + Decimal("0.055")) / Decimal("1.055")) ** Decimal("2.4")


def relative_luminance(colour: str) -> Decimal:
    """Return the relative luminance of a colour, from 0 (black) to 1 (white)."""
    red, green, blue = parse_hex(colour)
    return _RED * _linear(red) + _GREEN * _linear(green) + _BLUE * _linear(blue)


def contrast_ratio(first: str, second: str) -> Decimal:
    """Return the contrast of two colours, from 1 to 21, whatever their order."""
    lighter, darker = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (lighter + Decimal("0.05")) / (darker + Decimal("0.05"))


def mix(colour: str, other: str, percent: int) -> str:
    """Return `percent` % of `colour` with the rest of `other`, channel by channel, rounded down."""
    channels = zip(parse_hex(colour), parse_hex(other), strict=True)
    return "#" + "".join(f"{(a * percent + b * (100 - percent)) // 100:02x}" for a, b in channels)


def darken_until_readable(colour: str, background: str, minimum: Decimal = MINIMUM_TEXT) -> str:
    """Return the colour, darkened as little as needed for `minimum` against a light background."""
    for percent in range(_STEPS, -1, -1):
        candidate = mix(colour, "#000000", percent)
        if contrast_ratio(candidate, background) >= minimum:
            return candidate
    raise ValueError(f"Aucune teinte de {colour} n’est lisible sur {background}.")


def text_colour_on(background: str) -> str:
    """Return white or ink, whichever reads better on the background."""
    return max((WHITE, INK), key=lambda text: contrast_ratio(text, background))


def refusal(colour: str, label: str) -> str | None:
    """Return why a token is refused, in French with the nearest accepted shade, or None when it is accepted.

    A token serves as text on the page and as background under white text: it must reach 4.5:1 with both white
    and the paper tone of the pages (paper, the darker of the two light tones, decides).
    """
    try:
        ratio = contrast_ratio(colour, PAPER)
    except ValueError as error:
        return str(error)
    if ratio >= MINIMUM_TEXT:
        return None
    shown = str(ratio.quantize(_CENT, rounding="ROUND_DOWN")).replace(".", ",")
    nearest = darken_until_readable(colour, PAPER)
    return (
        f"La {label} {colour} est trop claire : son contraste avec le fond des pages est de {shown} pour 1, "
        f"il doit être d’au moins 4,5 pour 1 (RGAA 3.2). "
        f"Choisissez une teinte plus foncée, par exemple {nearest}."
    )

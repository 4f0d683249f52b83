"""French typography for numbers and sentences. Only for showing: nothing is computed from these texts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

THIN = "\u202f"  # before ; : ! ? % € », after « and between thousands
NBSP = "\u00a0"  # where a wider space must not break, as in « n° 12 »

_BEFORE_SIGNS = re.compile(r"[ \u00a0]([;:!?%€])")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_OPENING = re.compile(r"« ")
_CLOSING = re.compile(r" »")
# Accented letters of the Latin alphabets, once: names are folded by the hundred thousand.
_LATIN = {code: unicodedata.normalize("NFKD", chr(code))[0] for code in range(0xC0, 0x180)}
_LATIN |= {ord("œ"): "oe", ord("Œ"): "OE", ord("æ"): "ae", ord("Æ"): "AE"}

_ASCII_SIGNS = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})


def typography(text: str) -> str:
    """The same sentence with the no-break spaces that French wants."""
    text = _BEFORE_SIGNS.sub(THIN + r"\1", text)
    return _CLOSING.sub(f"{THIN}»", _OPENING.sub(f"«{THIN}", text))


def format_integer(value: int) -> str:
    """20140000 → « 20 140 000 »."""
    return f"{value:,}".replace(",", THIN).replace("-", "−")


def format_euros(value: int) -> str:
    """Whole euros: « 20 140 000 € »."""
    return f"{format_integer(value)}{THIN}€"


def counted(number: int, noun: str) -> str:
    """« 1 organisme », « 71 organismes »: each word of `noun` takes an s from two on, as French counts."""
    words = noun if number < 2 else " ".join(f"{word}s" for word in noun.split())
    return f"{format_integer(number)} {words}"


def format_cents(value: int) -> str:
    """Centimes shown in euros: 12345 → « 123,45 € »."""
    return f"{format_decimal(Fraction(value, 100), 2)}{THIN}€"


def format_decimal(value: Fraction, decimals: int) -> str:
    """An exact number shown with `decimals` decimals, half up on the absolute value; a decimal comma."""
    whole, rest = divmod(_scaled(abs(value), decimals), 10**decimals)
    sign = "−" if value < 0 and (whole or rest) else ""
    return sign + format_integer(whole) + (f",{rest:0{decimals}d}" if decimals else "")


def plain_decimal(value: Fraction, decimals: int) -> str:
    """The same for machines: a point, no thousands separator, « -1.50 »."""
    whole, rest = divmod(_scaled(abs(value), decimals), 10**decimals)
    sign = "-" if value < 0 and (whole or rest) else ""
    return f"{sign}{whole}" + (f".{rest:0{decimals}d}" if decimals else "")


def format_exact_euros(value: Fraction, decimals: int = 6) -> str:
    """An unrounded amount: « 638,109733… € », without the ellipsis when the decimals say it all."""
    shown = format_decimal(value, decimals)
    if (value * 10**decimals).denominator != 1:
        return f"{shown}…{THIN}€"
    return f"{_without_trailing_zeros(shown)}{THIN}€"


def format_number(value: Fraction, decimals: int = 6) -> str:
    """A number without unit, as short as its decimals allow; « … » marks a cut."""
    shown = format_decimal(value, decimals)
    if (value * 10**decimals).denominator != 1:
        return f"{shown}…"
    return _without_trailing_zeros(shown)


def format_rate(value: Fraction) -> str:
    """3/20 → « 15 % »."""
    return f"{format_number(value * 100, 4)}{THIN}%"


def format_date(value: date) -> str:
    """2022-09-01 → « 01/09/2022 »."""
    return value.strftime("%d/%m/%Y")


def fold(text: str) -> str:
    """Lower case, without accents, one space between words: for comparing names, never for keeping them."""
    bare = text if text.isascii() else text.translate(_LATIN)
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


def french_sort_key(text: str) -> tuple[str, str]:
    """Order of French readers: punctuation and accents do not count; the text itself settles what is left."""
    # Apostrophes are ignored, as spreadsheets sort: LE STUDIO comes before L’ECOLE.
    joined = text.replace("'", "").replace("’", "")
    if joined.isascii():
        return " ".join(joined.translate(_ASCII_SIGNS).lower().split()), text
    return " ".join(_NOT_ALPHANUMERIC.sub(" ", fold(joined)).split()), text


def _scaled(value: Fraction, decimals: int) -> int:
    scale: int = 10**decimals
    return (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)


def _without_trailing_zeros(shown: str) -> str:
    return shown.rstrip("0").rstrip(",") if "," in shown else shown

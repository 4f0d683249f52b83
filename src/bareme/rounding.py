"""Named roundings on exact numbers. No other rounding exists in the product.

Money comes in as int, Fraction, Decimal or text; a float raises TypeError, because 0.1 has no exact binary value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

_FLOAT_REFUSED = (
    "un montant ne se construit jamais depuis un float : donnez un int, une Fraction, un Decimal ou un texte"
)


def exact(value: int | Fraction | Decimal | str) -> Fraction:
    """The exact Fraction of a number. Raises TypeError on float or bool, ValueError on a text that is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal | str):
        raise TypeError(_FLOAT_REFUSED)
    if isinstance(value, str):
        return Fraction(value.strip().replace(",", "."))
    return Fraction(value)


def half_up(value: int | Fraction | Decimal | str) -> int:
    """Nearest whole unit, an exact half going up (towards +∞): 2,5 → 3 and -2,5 → -2."""
    number = exact(value)
    return half_up_ratio(number.numerator, number.denominator)


def half_up_ratio(numerator: int, denominator: int) -> int:
    """`half_up` of numerator/denominator without building a Fraction; the denominator is positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def down(value: int | Fraction | Decimal | str) -> int:
    """Largest whole unit that does not exceed the value."""
    return floor(exact(value))


def up(value: int | Fraction | Decimal | str) -> int:
    """Smallest whole unit that is not below the value."""
    return ceil(exact(value))


ROUNDINGS: Mapping[str, Callable[[int | Fraction | Decimal | str], int]] = {
    "half_up": half_up,
    "down": down,
    "up": up,
}

"""The one rounding of the rules: half up to the centime, on exact fractions of integers."""

from __future__ import annotations


def half_up(numerator: int, denominator: int) -> int:
    """The nearest integer of numerator / denominator, an exact half going up. The denominator is positive."""
    return (2 * numerator + denominator) // (2 * denominator)

"""What every rule of this package asks of its arguments."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from bareme.display import typography
from bareme.parametres import ParametreMissingError, ParametreUnknownError, ParametreValue, get, parametre

HUNDREDTHS = 100
"""Hours are hundredths of an hour, money is centimes: what one unit holds."""


def require_positive(**counts: int | None) -> None:
    """Raise ValueError, in French, when a count or an amount is negative. None, « not known », is accepted."""
    for name, count in counts.items():
        if count is not None and count < 0:
            raise ValueError(typography(f"{name} : un nombre positif ou nul était attendu, trouvé {count}."))


def share(key: str, on: date) -> Fraction:
    """A rate on a date, exact. Raises ParametreMissingError."""
    amount = get(key, on=on).amount
    if amount is None:
        raise ParametreMissingError(parametre(key), on)
    return amount


def known_value(key: str, on: date) -> ParametreValue | None:
    """The value of a parameter, or None when no file holds it or it has none on that date."""
    try:
        return get(key, on=on)
    except (ParametreUnknownError, ParametreMissingError):
        return None

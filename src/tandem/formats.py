"""Numbers, amounts and dates as French readers write them: U+202F in thousands and before €, decimal comma.

The digits are those of bareme.display; here they meet the types of the platform (Decimal, dates, moments).
Floats are refused: an amount that went through one is no longer exact.
A missing value has no format here; the screens show « — », the files leave the cell empty.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from bareme.display import THIN as NARROW_SPACE
from bareme.display import format_date, format_decimal, format_integer

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

Exact = int | Decimal | Fraction


def number(value: Exact, decimals: int | None = None) -> str:
    """Write an exact number: 30 118, 638,11, −1.

    Without `decimals`, an integer has none and a Decimal keeps its own; a Fraction needs them.
    Rounds half up, away from zero on a tie, only for display.
    """
    _refuse_inexact(value)
    if decimals is None:
        if isinstance(value, Fraction) and value.denominator != 1:
            raise ValueError("A fraction is shown with a stated number of decimals.")
        decimals = -min(value.as_tuple().exponent, 0) if isinstance(value, Decimal) else 0
    if isinstance(value, int) and not decimals:
        return format_integer(value)
    return format_decimal(Fraction(value), decimals)


def euros(value: Exact, decimals: int | None = None) -> str:
    """Write an amount in euros: 20 270 000 €, 638,11 €.

    Without `decimals`, whole amounts have none and the others two.
    """
    _refuse_inexact(value)
    if decimals is None:
        decimals = 0 if value == int(value) else 2
    return f"{number(value, decimals)}{NARROW_SPACE}€"


def signed_euros(value: Exact, decimals: int | None = None) -> str:
    """Write a difference in euros with its sign: +1 250 €, −1 €, 0 €."""
    text = euros(value, decimals)
    return f"+{text}" if value > 0 else text


def euros_from_centimes(value: int) -> str:
    """Write an integer number of centimes: 63811 is 638,11 €."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("An amount in centimes is an integer.")
    return euros(Decimal(value) / 100, 2)


def percentage(value: Exact, decimals: int = 1) -> str:
    """Write a share of 1 as a percentage: Fraction(3, 20) is 15,0 %."""
    _refuse_inexact(value)
    return f"{number(value * 100, decimals)}{NARROW_SPACE}%"


def long_date(value: date) -> str:
    """Write 5 juillet 2023, 1er septembre 2022."""
    value = _local(value)
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day} {MOIS[value.month - 1]} {value.year}"


def short_date(value: date) -> str:
    """Write 05/07/2023."""
    return format_date(_local(value))


def long_moment(value: datetime) -> str:
    """Write 5 juillet 2023 à 14 h 05, Paris time."""
    local = _local(value)
    return f"{long_date(local)} à {local:%H}{NARROW_SPACE}h{NARROW_SPACE}{local:%M}"


def siret(value: str) -> str:
    """Write a SIRET in its usual groups (3-3-3-5); any other string is returned untouched."""
    if len(value) != 14 or not value.isdigit():
        return value
    return NARROW_SPACE.join((value[:3], value[3:6], value[6:9], value[9:]))


def _refuse_inexact(value: Exact) -> None:
    """Raise TypeError for a float (inexact), a bool (not a number for a reader) or anything else."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"Expected int, Decimal or Fraction, got {type(value).__name__}: {value!r}.")


def _local(value: date) -> date:
    """Bring an aware moment to Paris time; leave dates alone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value

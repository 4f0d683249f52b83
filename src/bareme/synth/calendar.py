"""Civil dates as columns of day numbers."""

from __future__ import annotations

import numpy as np

from bareme.synth.draws import Ints

_YEAR_ZERO = 1970


def first_of_month(years: Ints, months: Ints) -> Ints:
    """The day number of the first of a month (1 to 12)."""
    return _as_days((years - _YEAR_ZERO) * 12 + months - 1)


def add_months(days: Ints, months: Ints | int) -> Ints:
    """So many months later, the last day of the month when the day does not exist."""
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    rank = days - _as_days(month)
    target = month + months
    longest = _as_days(target + 1) - _as_days(target) - 1
    later: Ints = _as_days(target) + np.minimum(rank, longest)
    return later


def month_length(days: Ints) -> Ints:
    """Days of the month of each date."""
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    length: Ints = _as_days(month + 1) - _as_days(month)
    return length


def _as_days(months: Ints) -> Ints:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)

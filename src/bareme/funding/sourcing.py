"""What every step needs: dates of day numbers, and the parameters behind the fields of the law."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from bareme.display import format_date
from bareme.legislation import LAW_FIELDS, Source, source_of, source_on

_EPOCH = date(1970, 1, 1)


def day(number: int) -> date:
    """The date of a day number."""
    return _EPOCH + timedelta(days=number)


def shown_day(number: int) -> str:
    return format_date(day(number))


def sources(conclusion: date, *names: str) -> tuple[Source, ...]:
    """The parameters behind some fields of the law, or behind keys that the law does not carry (« a/b »).

    Those of a rule that does not exist on that day are left out: no figure of theirs was used.
    """
    found = (_source(name, conclusion) for name in names)
    return tuple(source for source in found if source.amount is not None)


def open_readings(conclusion: date) -> tuple[Source, ...]:
    """Every reading that the texts leave open for a contract concluded on this day."""
    return sources(conclusion, *(name for name in LAW_FIELDS if name.startswith("hypothese_")))


@lru_cache(maxsize=4096)
def _source(name: str, conclusion: date) -> Source:
    return source_on(name, conclusion) if "/" in name else source_of(name, conclusion)

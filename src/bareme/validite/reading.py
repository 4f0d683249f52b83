"""Rows of a file of contracts, typed by `bareme.contrats`, turned into Facts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from bareme.contrats.schema import Column, Kind, columns, date_of
from bareme.tables.fields import FieldError, parse_date, parse_number
from bareme.validite import facts
from bareme.validite.facts import Facts, Periods

COMMAND = "verify"
REMUNERATIONS = "remunerations"
_PERIODS, _RATE = "|", ":"
_HUNDREDTHS = 100


def facts_of(row: Mapping[str, Any]) -> Facts:
    """The facts of one typed row (`Kind` says the type of each cell, None: nothing is written).

    Raises FieldError when the rates of `remunerations` cannot be read.
    """
    known = columns(COMMAND)
    told: dict[str, Any] = {
        name: value for name in facts.columns() if (value := _value(known[name], row.get(name))) is not None
    }
    if REMUNERATIONS in told:
        told[REMUNERATIONS] = parse_remunerations(told[REMUNERATIONS])
    return Facts(**told)


def parse_remunerations(text: str) -> Periods:
    """« 2025-09-01:43 | 2026-09-01:51 »: the dates of effect and their rates, by date. Raises FieldError."""
    periods = []
    for part in text.split(_PERIODS):
        day, colon, rate = part.rpartition(_RATE)
        if not colon:
            raise _wrong()
        try:
            periods.append((parse_date(day), parse_number(rate.replace("%", "")) / _HUNDREDTHS))
        except FieldError as refused:
            raise _wrong() from refused
    return tuple(sorted(periods))


def _wrong() -> FieldError:
    return FieldError(
        "remunerations",
        "des dates d’effet et leurs pourcentages étaient attendus, par exemple 2025-09-01:43 | 2026-09-01:51",
        "Corrigez la cellule",
    )


def _value(column: Column, cell: Any) -> Any:
    if cell is None:
        return _default(column)
    if column.kind is Kind.DATE:
        return date_of(cell)
    if column.kind is Kind.HEURES:
        return Fraction(cell, _HUNDREDTHS)
    if column.kind is Kind.OUI_NON:
        return bool(cell)
    if column.kind is Kind.CHOIX:
        return column.choices[cell]
    return cell


def _default(column: Column) -> Any:
    if column.default is None:
        return None
    return column.default == "oui" if column.kind is Kind.OUI_NON else column.default

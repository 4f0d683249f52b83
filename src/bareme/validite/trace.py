"""Reading the dated parameters during a check, and keeping what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from bareme import parametres
from bareme.parametres import ParametreMissingError
from bareme.validite.verdict import Figures, Used

_NOTHING: Mapping[str, Fraction] = {}


@dataclass(slots=True)
class Trace:
    """What a check reads and compares. `overrides` replaces parameters by key: another reading of a hypothese."""

    overrides: Mapping[str, Fraction] = field(default_factory=lambda: _NOTHING)
    used: dict[str, Used] = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)

    def amount(self, key: str, on: date) -> Fraction:
        """The value of a parameter on a date. Raises ParametreMissingError when it has none."""
        if key in self.overrides:
            self.used[key] = Used(key, None, self.overrides[key])
        else:
            value = parametres.get(key, on=on)
            self.used[key] = Used(key, value.since, Fraction(value.amount or 0))
        return self.used[key].amount

    def whole(self, key: str, on: date) -> int:
        """The same as a whole number."""
        amount = self.amount(key, on)
        if amount.denominator != 1:
            raise ValueError(f"a whole number was expected for {key}, not {amount}")
        return amount.numerator

    def is_on(self, key: str, on: date) -> bool:
        """Whether a choice is 1 on a date; not yet in force is no."""
        try:
            return self.amount(key, on) == 1
        except ParametreMissingError:
            return False

    def note(self, label: str, value: str) -> None:
        self.figures.note(label, value)

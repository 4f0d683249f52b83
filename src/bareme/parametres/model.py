"""A parameter: its values by date of effect, where each comes from, when it was last checked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bareme.anomalies import Anomalie
from bareme.display import format_date, typography


class ParametreError(Exception):
    """A parameter file that cannot be read. `anomalies` lists everything wrong, with lines."""

    def __init__(self, key: str, anomalies: Iterable[Anomalie]) -> None:
        self.key = key
        self.anomalies = tuple(anomalies)
        super().__init__("\n".join(f"{key} – {anomalie.message}" for anomalie in self.anomalies))


class ParametreUnknownError(Exception):
    """No parameter has this key."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(typography(f"Paramètre inconnu : {key}. Paramètres connus : {', '.join(known)}."))


class ParametreMissingError(Exception):
    """The parameter has no value on this date: not yet in force, or no longer."""

    def __init__(self, parametre: Parametre, on: date) -> None:
        first = format_date(parametre.values[0].since)
        super().__init__(
            typography(
                f"Le paramètre {parametre.key} n’a pas de valeur au {format_date(on)} (date de {parametre.date_key}) : "
                f"il est connu à compter du {first}. Complétez son fichier, avec sa référence."
            )
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """The text that sets a value."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ParametreValue:
    """A value and its date of effect. `amount` None: the parameter ends there. `reference` None: « manquante »."""

    since: date
    amount: Fraction | None
    reference: Reference | None

    @property
    def whole(self) -> int:
        """The value as a whole number. Raises ValueError when it is none."""
        if self.amount is None or self.amount.denominator != 1:
            raise ValueError(f"a whole number was expected, not {self.amount}")
        return self.amount.numerator


@dataclass(frozen=True, slots=True)
class Parametre:
    """One parameter file. `values` is ascending by date of effect; `date_key` says which date is to be compared."""

    key: str
    description: str
    unit: str
    date_key: str
    values: tuple[ParametreValue, ...]
    checked_on: date
    hypothese: bool
    note: str

    def value_on(self, on: date) -> ParametreValue:
        """The value in force on a date (the day of effect included). Raises ParametreMissingError."""
        position = bisect_right([value.since for value in self.values], on) - 1
        if position < 0 or self.values[position].amount is None:
            raise ParametreMissingError(self, on)
        return self.values[position]

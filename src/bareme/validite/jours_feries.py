"""Public holidays and working days, computed: `jours_feries.yaml` says which, since when and in which départements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from bareme.strict_yaml import read_yaml

_DAY = timedelta(days=1)
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class JourFerie:
    """A holiday: a month and a day, or days after Easter Sunday. No département: the whole territory."""

    nom: str
    article: str
    since: date
    month_day: tuple[int, int] | None
    after_easter: int | None
    departements: frozenset[str]

    def in_year(self, year: int) -> date:
        """The day it falls on."""
        if self.month_day is not None:
            return date(year, *self.month_day)
        return easter(year) + (self.after_easter or 0) * _DAY


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (computus of Meeus, 1991)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap_centuries, centuries = divmod(century, 4)
    moon_shift = (century + 8) // 25
    epact = (19 * golden + century - leap_centuries - (century - moon_shift + 1) // 3 + 15) % 30
    leap_years, years = divmod(rest, 4)
    weekday = (32 + 2 * centuries + 2 * leap_years - epact - years) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=1024)  # the département is a text of a file, and files hold anything
def jours_feries(year: int, departement: str = "") -> Mapping[date, str]:
    """The holidays of a year, by date, in a département (« 57 », « 974 »); without one, the national ones."""
    return {
        day: holiday.nom
        for holiday in all_jours_feries()
        if not holiday.departements or departement in holiday.departements
        if (day := holiday.in_year(year)) >= holiday.since
    }


def is_ouvrable(on: date, departement: str = "") -> bool:
    """Whether a day is a « jour ouvrable »: Monday to Saturday, holidays excluded."""
    return on.weekday() != _SUNDAY and on not in jours_feries(on.year, departement)


def add_jours_ouvrables(on: date, days: int, departement: str = "") -> date:
    """The last of the `days` working days that follow `on`, which does not count itself (D6224-1)."""
    reached = on
    while days:
        reached += _DAY
        days -= is_ouvrable(reached, departement)
    return reached


@cache
def all_jours_feries() -> tuple[JourFerie, ...]:
    """Every holiday of the file, as written."""
    document = read_yaml(files("bareme.validite").joinpath("jours_feries.yaml").read_bytes())
    if document.anomalies or not isinstance(document.data, list):
        raise ValueError("\n".join(anomalie.message for anomalie in document.anomalies))
    return tuple(_jour_ferie(entry) for entry in document.data)


def _jour_ferie(entry: Mapping[str, Any]) -> JourFerie:
    written = entry.get("date")
    month_day = None
    if written is not None:
        month, day = (int(part) for part in str(written).split("-"))
        month_day = (month, day)
    return JourFerie(
        nom=entry["nom"],
        article=entry["article"],
        since=entry["depuis"],
        month_day=month_day,
        after_easter=entry.get("paques"),
        departements=frozenset(entry.get("departements", ())),
    )

"""The minimum pay: the grid of D6222-26 and that of D6325-15, with the dated SMIC. Amounts are centimes a month."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from bareme.display import format_cents, format_date
from bareme.rounding import half_up
from bareme.validite.dates import add_months, after_birthday
from bareme.validite.trace import Trace

SMIC = "remuneration/smic/mensuel"
SMIC_MAYOTTE = "remuneration/smic/mensuel_mayotte"
SMIC_HOURLY = "remuneration/smic/horaire"
WEEKLY = "remuneration/smic/heures_hebdomadaires"
_APPRENTI = "remuneration/apprentissage/"
_PRO = "remuneration/professionnalisation/"
AGES = (
    f"{_APPRENTI}age_deuxieme_tranche",
    f"{_APPRENTI}age_troisieme_tranche",
    f"{_APPRENTI}age_quatrieme_tranche",
)
BRACKETS = ("moins_de_18_ans", "de_18_a_20_ans", "de_21_a_25_ans", "de_26_ans_et_plus")
THIRD, FOURTH = 2, len(BRACKETS) - 1
YEARS = ("annee_1", "annee_2", "annee_3")
LICENCE = f"{_APPRENTI}annee_licence_professionnelle"
CEILING = f"{_APPRENTI}plafond_majoration"
PRO_SECOND = f"{_PRO}age_seconde_tranche"
PRO_ADULT = f"{_PRO}age_adulte"
PRO_BRANCH = f"{_PRO}minimum_de_branche"

_CENTIMES = 100
_MONTHS = 12
_DAY = timedelta(days=1)
_MAYOTTE = "976"


class Period(NamedTuple):
    """A stretch of the contract on which the rate of the grid does not change, both days included."""

    start: date
    end: date
    year: int
    bracket: int


def smic(on: date, trace: Trace, departement: str | None = None) -> int:
    """The monthly SMIC for the legal working week, in centimes. Raises ParametreMissingError."""
    key = SMIC_MAYOTTE if _is_mayotte(departement) else SMIC
    return half_up(trace.amount(key, on) * _CENTIMES)


def smic_told(on: date, trace: Trace, departement: str | None = None) -> str:
    """The monthly SMIC in words, with the hourly one where it is the national one."""
    monthly = f"{format_cents(smic(on, trace, departement))} au {format_date(on)}"
    if _is_mayotte(departement):
        return f"{monthly}, à Mayotte"
    return f"{monthly} ({format_cents(half_up(trace.amount(SMIC_HOURLY, on) * _CENTIMES))} l’heure)"


def _is_mayotte(departement: str | None) -> bool:
    return (departement or "").startswith(_MAYOTTE)


def bracket(birth: date, on: date, ages: tuple[int, ...]) -> int:
    """How many of the ages are passed, each counting from the first of the month after the birthday (D6222-31)."""
    return sum(on >= after_birthday(birth, age) for age in ages)


def apprenti_rate(position: int, year: int, on: date, trace: Trace) -> Fraction:
    """The share of the SMIC of a bracket (0 to 3) and a year of the cycle; past the third year, that of the third."""
    if position == FOURTH:
        return trace.amount(f"{_APPRENTI}{BRACKETS[FOURTH]}", on)
    return trace.amount(f"{_APPRENTI}{BRACKETS[position]}/{YEARS[min(year, len(YEARS)) - 1]}", on)


def apprenti_ages(on: date, trace: Trace) -> tuple[int, ...]:
    """The ages at which the grid changes, by the date of conclusion."""
    return tuple(trace.whole(key, on) for key in AGES)


def minimum_pay(rate: Fraction, base: int, weekly: Fraction | None, legal: Fraction) -> int:
    """A share of a monthly base, in centimes: less than the legal week is paid in proportion, more is not counted."""
    part = Fraction(1) if weekly is None else min(Fraction(1), weekly / legal)
    return half_up(rate * base * part)


def pro_rate(position: int, *, qualified: bool, on: date, trace: Trace) -> Fraction:
    """The share of the SMIC of D6325-15: before 21 (0) or from 21 (1), and above for a bac professionnel."""
    name = ("moins_de_21_ans", "de_21_a_25_ans")[position]
    return trace.amount(f"{_PRO}{name}{'_qualifie' if qualified else ''}", on)


def periods(
    birth: date, contract: tuple[date, date], year: int, *, ages: tuple[int, ...], anchor: date
) -> tuple[Period, ...]:
    """The contract cut where the rate changes: the anniversaries of `anchor`, the ages of the grid.

    `year` is that of the first day; `anchor` is the start of the cycle, which the contract may follow (D6222-28-1).
    """
    start, end = contract
    changes = {after_birthday(birth, age) for age in ages}
    later = {day for day in _anniversaries(anchor, end) if day > start}
    cuts = [start, *sorted(day for day in changes | later if start < day <= end)]
    ends = [*(day - _DAY for day in cuts[1:]), end]
    return tuple(
        Period(first, last, year + sum(first >= day for day in later), bracket(birth, first, ages))
        for first, last in zip(cuts, ends, strict=True)
    )


def _anniversaries(anchor: date, end: date) -> list[date]:
    found: list[date] = []
    while (day := add_months(anchor, _MONTHS * (len(found) + 1))) <= end:
        found.append(day)
    return found

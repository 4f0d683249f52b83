"""R6332-25 III to VI: the days that are funded, the year or years of execution, and their count."""

from __future__ import annotations

from typing import NamedTuple

from bareme.rules.calendar import add_months, days, started_months
from bareme.rules.contrat import NEVER, Contrat
from bareme.rules.law import Law

_YEAR = 12


class Period(NamedTuple):
    """The funded period of a contract, in day numbers, ends included.

    `debut` opens the funding (the prior period of L6222-12-1 included), `ancre` the years of execution. `fin` is the
    end agreed, `terme` the last day of the contract, `financement` the last day funded (after a rupture, the maintien
    of L6222-18-2). `court` is 1 under R6332-25 IV, `rompu` 1 when a rupture came before the end or on it.
    """

    debut: int
    ancre: int
    fin: int
    terme: int
    financement: int
    court: int
    rompu: int


class Window(NamedTuple):
    """One year of execution: its first and last day. The single year of a short contract has no last day."""

    debut: int
    fin: int


def funded_period(contrat: Contrat, law: Law) -> Period:
    """The period that the OPCO funds (R6332-25 III, IV, VI)."""
    rompu = 1 if contrat.rupture <= contrat.fin else 0
    terme = min(contrat.fin, contrat.rupture)
    cycle = cycle_start(contrat)
    anchor = cycle if law.hypothese_annees_du_cycle == 1 else contrat.debut
    return Period(
        cycle,
        anchor,
        contrat.fin,
        terme,
        max(terme, maintien_end(contrat, law)),
        1 if is_short(contrat, law) else 0,
        rompu,
    )


def cycle_start(contrat: Contrat) -> int:
    """L6222-12-1: the first day at the CFA; a cycle cannot begin after the contract."""
    return min(contrat.debut_cycle, contrat.debut)


def maintien_end(contrat: Contrat, law: Law) -> int:
    """L6222-18-2, R6332-25 VI: the last day kept in the CFA after a rupture; 0 when nothing is kept.

    Six months, the end of the session, or the eve of the signature of the new contract, whichever comes first.
    """
    if contrat.maintien_cfa == 0 or contrat.rupture > contrat.fin:
        return 0
    last = add_months(contrat.rupture, law.maintien_mois)
    last = min(last, contrat.fin_session, contrat.nouveau_contrat - 1)
    if law.hypothese_maintien_borne == 1:
        last = min(last, contrat.fin)
    return last


def is_short(contrat: Contrat, law: Law) -> bool:
    """R6332-25 IV: a contract of less than a year; exactly one year belongs to III."""
    first = cycle_start(contrat) if law.hypothese_court_par_periode == 1 else contrat.debut
    if law.hypothese_court_par_calendrier == 1:
        return contrat.fin < add_months(first, _YEAR) - 1
    return days(first, contrat.fin) < law.base_jours


def execution_year(period: Period, rank: int) -> Window:
    """The year of execution of rank 1, 2…"""
    if period.court == 1:
        return Window(period.ancre, NEVER)
    return Window(add_months(period.ancre, _YEAR * (rank - 1)), add_months(period.ancre, _YEAR * rank) - 1)


def units(law: Law, period: Period, last: int) -> int:
    """Days, or started months under v2 and v3, funded from the first day to `last` included."""
    if law.par_jour == 0:
        return started_months(period.debut, last)
    if law.hypothese_annee_plafonnee == 0:
        return days(period.debut, last)
    return days(period.debut, last) - _days_above_a_year(law, period, last)


def _days_above_a_year(law: Law, period: Period, last: int) -> int:
    """The 366th days, when a year of execution is not paid more than the annual level."""
    above, rank = 0, 1
    window = execution_year(period, 1)
    while window.debut <= last and period.court == 0:
        above += max(0, days(window.debut, min(last, window.fin)) - law.base_jours)
        rank += 1
        window = execution_year(period, rank)
    return above

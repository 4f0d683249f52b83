"""The common rule assembled from the blocks of `bareme.rules`, compiled by Numba.

The blocks are the functions that the law itself is written with: months and days of the calendar, the level after its
modulations, the funded period, the rounding. Only what the common rule simplifies is of this file (regle.md).
"""

import inspect
from typing import NamedTuple

import numpy as np
from numba import njit
from numba.extending import register_jitable
from world import AMORCAGE, CERTIFICATIONS, CFAS, CPNES, FIRST_YEAR, NEVER, RULE, YEARS, Rule

from bareme.rules import calendar, level, period, rounding
from bareme.rules.calendar import add_months, day_number, days, year_of
from bareme.rules.contrat import APPRENTISSAGE, Contrat
from bareme.rules.law import Law
from bareme.rules.level import modulated_level, rounded_level
from bareme.rules.period import funded_period
from bareme.rules.rounding import half_up

# Inlined into the loop: a contract is 25 integers, which a call would write to memory and read again.
inlined = register_jitable(forceinline=True)
for module in (rounding, calendar, level, period):
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__ == module.__name__:
            inlined(function)

CENT = 100
YEAR = 12
DUE, COUNT, CASH, CHARGE = range(4)
FIRST_LAW = Law(**dict.fromkeys(Law._fields, 0))._replace(
    base_jours=365, hypothese_court_par_calendrier=1, hypothese_plancher_sans_hausse=1, handicap_plafond=RULE.handicap
)
LATER_LAW = FIRST_LAW._replace(
    distance_reduction_pour_cent=RULE.distance_pour_cent,
    distance_seuil_pour_cent=RULE.distance_seuil,
    distance_plancher=RULE.distance_plancher,
    participation=RULE.participation,
    participation_niveau=RULE.participation_niveau,
    participation_rupture_pour_cent=RULE.rupture_pour_cent,
)


class Contrats(NamedTuple):
    """Columns of contracts, in the order of the files: one array each, dates as day numbers (NEVER: none)."""

    cfa: np.ndarray
    certification: np.ndarray
    cpne: np.ndarray
    niveau: np.ndarray
    conclusion: np.ndarray
    debut: np.ndarray
    fin: np.ndarray
    rupture: np.ndarray
    handicap: np.ndarray
    distance: np.ndarray


class Levels(NamedTuple):
    """The dated NPEC rows (first day, centimes), grouped by pair, the rows of each pair, the level of those without."""

    bounds: np.ndarray
    dated: np.ndarray
    amorcage: np.ndarray


class Terms(NamedTuple):
    """The common rule and the two laws it meets, before and after `RULE.distance_depuis`."""

    rule: Rule
    first: Law
    later: Law


TERMS = Terms(RULE, FIRST_LAW, LATER_LAW)


def empty_levels(rows):
    """Levels to be filled by `add_levels`."""
    amorcage = np.zeros(max(AMORCAGE) + 1, np.int64)
    amorcage[list(AMORCAGE)] = list(AMORCAGE.values())
    bounds = np.zeros((CERTIFICATIONS * CPNES, 2), np.int32)
    return Levels(bounds, np.empty((rows, 2), np.int64), amorcage)


def empty_tables():
    """Due, number of years, cash and charge of each CFA × year."""
    return np.zeros((4, CFAS * YEARS), np.int64)


@njit(cache=True, nogil=True, error_model="numpy")
def add_levels(levels, base, columns):
    """Take rows (certification, CPNE, first day, centimes) from `base` on. False when they are not sorted."""
    certification, cpne, valide_du, npec = columns
    sorted_rows = True
    for row in range(certification.size):
        pair = np.int64(certification[row]) * CPNES + cpne[row]
        at = base + row
        if levels.bounds[pair, 1] == 0:
            levels.bounds[pair, 0] = at
        elif levels.bounds[pair, 1] != at or levels.dated[at - 1, 0] >= valide_du[row]:
            sorted_rows = False
        levels.bounds[pair, 1] = at + 1
        levels.dated[at, 0] = valide_du[row]
        levels.dated[at, 1] = npec[row]
    return sorted_rows


@inlined
def known_levels(levels, contrats, rows):
    """The NPEC of each contract: the row with the latest first day on or before its conclusion, else the amorcage.

    In a loop of its own, where the processor waits for the memory of several contracts at once.
    """
    found = np.empty(rows[1] - rows[0], np.int64)
    for at in range(found.size):
        row = rows[0] + at
        pair = np.int64(contrats.certification[row]) * CPNES + contrats.cpne[row]
        npec = levels.amorcage[contrats.niveau[row]]
        for rank in range(levels.bounds[pair, 1] - 1, levels.bounds[pair, 0] - 1, -1):
            if levels.dated[rank, 0] <= contrats.conclusion[row]:
                npec = levels.dated[rank, 1]
                break
        found[at] = npec
    return found


@inlined
def contrat_at(contrats, row, rule, npec):
    """One contract as the blocks read it; its share at a distance is hours out of a hundred."""
    debut = np.int64(contrats.debut[row])
    return Contrat(
        APPRENTISSAGE,
        np.int64(contrats.conclusion[row]),
        debut,
        np.int64(contrats.fin[row]),
        np.int64(contrats.niveau[row]),
        npec,
        npec,
        0,
        np.int64(contrats.rupture[row]),
        0,
        1,
        CENT,
        np.int64(contrats.distance[row]),
        0,
        contrats.handicap[row] * rule.handicap,
        0,
        0,
        debut,
        0,
        NEVER,
        NEVER,
        0,
        debut,
        NEVER,
        0,
    )


@inlined
def shares_of(rule, contrat, span):
    if span.court == 1:
        return rule.parts_courtes
    if contrat.conclusion >= rule.parts_depuis:
        return rule.parts_nouvelles
    return rule.parts_anciennes


@inlined
def participation_of(rule, law, contrat, due):
    """Rule 4: half of what is due, whatever the reason of an early rupture."""
    if law.participation == 0 or contrat.niveau < law.participation_niveau:
        return 0
    if contrat.rupture - contrat.debut < rule.rupture_jours:
        return min(law.participation, half_up(due * law.participation_rupture_pour_cent, CENT))
    return law.participation


@inlined
def add_contrat(tables, base, rule, law, contrat):
    """Add the execution years of one contract to the tables; `base` + year is the cell of its CFA."""
    annual = rounded_level(modulated_level(contrat, law, contrat.npec))
    span = funded_period(contrat, law)
    parts = shares_of(rule, contrat, span)
    start, months = contrat.debut, 0
    while start <= span.terme:
        months += YEAR
        following = add_months(contrat.debut, months)
        length = following - start
        planned_days = days(start, min(span.fin, following - 1))
        done_days = days(start, min(span.terme, following - 1))
        planned = half_up(annual * planned_days, length)
        due = half_up(annual * done_days, length) if done_days != planned_days else planned
        charged = participation_of(rule, law, contrat, due) if months == YEAR else 0
        net = max(0, due - charged)
        year = year_of(start)
        tables[DUE, base + year] += net
        tables[COUNT, base + year] += 1
        paid = max(0, half_up(planned * parts[0], CENT) - charged)
        tables[CASH, base + year_of(start + rule.avance_jours)] += paid
        for tranche in (1, 2):
            paid_on = add_months(start, rule.mois[tranche])
            if paid_on > span.terme:
                break
            amount = half_up(planned * parts[tranche], CENT)
            tables[CASH, base + year_of(paid_on)] += amount
            paid += amount
        settled_on = following + rule.avance_jours if span.terme >= following else span.terme + rule.solde_jours
        tables[CASH, base + year_of(settled_on)] += net - paid
        january = day_number(year + 1, 1, 1)
        before = net if start + done_days <= january else half_up(net * (january - start), done_days)
        tables[CHARGE, base + year] += before
        tables[CHARGE, base + year + 1] += net - before
        start = following


@njit(cache=True, nogil=True, error_model="numpy")
def add_contrats(tables, terms, levels, contrats, rows):
    """Add the contracts of `rows` (first, after the last) to the tables."""
    npecs = known_levels(levels, contrats, rows)
    for row in range(rows[0], rows[1]):
        contrat = contrat_at(contrats, row, terms.rule, npecs[row - rows[0]])
        base = np.int64(contrats.cfa[row]) * YEARS - FIRST_YEAR
        # A branch rather than a choice of law: a law is some fifty integers, which a choice would copy.
        if contrat.conclusion >= terms.rule.distance_depuis:
            add_contrat(tables, base, terms.rule, terms.later, contrat)
        else:
            add_contrat(tables, base, terms.rule, terms.first, contrat)
    return 0


def columns_of(tables):
    """The three results as columns: cfa, year and amounts (and number of years)."""
    cell = np.arange(CFAS * YEARS)
    found = {"due": (DUE, COUNT), "cash": (CASH,), "charge": (CHARGE,)}
    kept = {name: tables[list(rows)].any(axis=0) for name, rows in found.items()}
    return {
        name: [
            cell[kept[name]] // YEARS,
            cell[kept[name]] % YEARS + FIRST_YEAR,
            *(tables[row][kept[name]] for row in rows),
        ]
        for name, rows in found.items()
    }

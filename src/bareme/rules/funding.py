"""One contract from its articles to its figures: what is due, and every line that pays it.

The two functions below are what the plain engine, the compiled kernel and the cluster run.
"""

from __future__ import annotations

from collections.abc import MutableSequence
from typing import Final, NamedTuple

from bareme.rules.amounts import due, in_centimes, plan_of
from bareme.rules.calendar import days, started_months
from bareme.rules.contrat import APPRENTISSAGE, NEVER, Contrat
from bareme.rules.hourly import hourly_forfait
from bareme.rules.law import Law
from bareme.rules.level import rounded_level
from bareme.rules.participation import participation_of
from bareme.rules.period import units
from bareme.rules.schedule import NONE, REGULARISATION, Annee, Line, execute_year, has_year, opening

MAX_YEARS: Final = 12
"""Years of execution that a sink can hold: the readers refuse longer contracts."""
MAX_LINES: Final = 6 * MAX_YEARS + 1
"""Lines of one contract at most: five and a régularisation a year, and a last one."""
_SLOTS: Final = 5


class Summary(NamedTuple):
    """The figures of one contract: `version` of R6332-25 (0: paid by the hour), days, started months, centimes.

    `du_brut` is after modulations and the + 10 %, before the participation and without frais annexes.
    """

    version: int
    jours: int
    mois: int
    npec_retenu: int
    du_brut: int
    participation: int
    du_opco: int


class Sink(NamedTuple):
    """Where lines are written: five columns of the same length. `exigible_le` is a day number, `montant` centimes."""

    annee: MutableSequence[int]
    rang: MutableSequence[int]
    nature: MutableSequence[int]
    exigible_le: MutableSequence[int]
    montant: MutableSequence[int]


class Cursor(NamedTuple):
    """Where the next line goes, its rank in the year, and what the lines before the decision lack on the new level."""

    at: int
    rang: int
    gap: int


def summarise(law: Law, contrat: Contrat) -> Summary:
    """What one contract is due."""
    if contrat.type != APPRENTISSAGE:
        forfait = hourly_forfait(contrat, law)
        last = contrat.debut + forfait.jours - 1
        months = started_months(contrat.debut, last)
        return Summary(0, forfait.jours, months, contrat.npec, forfait.montant, 0, forfait.montant)
    plan = plan_of(contrat, law, contrat.npec)
    period = plan.period
    gross = in_centimes(law, due(law, plan, units(law, period, period.financement), period.rompu))
    participation = participation_of(law, plan).fixee
    return Summary(
        law.version,
        days(period.debut, period.financement),
        started_months(period.debut, period.financement),
        rounded_level(plan.niveau),
        gross,
        participation,
        max(0, gross - participation),
    )


def write_lines(law: Law, contrat: Contrat, sink: Sink, at: int) -> int:
    """Write the instalments of one contract from the index `at`; the index after the last one."""
    if contrat.type != APPRENTISSAGE:
        return _write(sink, Cursor(at, 0, 0), 1, hourly_forfait(contrat, law).line).at
    plan = plan_of(contrat, law, contrat.npec)
    participation = participation_of(law, plan)
    etat = opening(law, plan, participation)
    two_levels = contrat.decision > 0 and contrat.npec_initial != contrat.npec
    initial = plan_of(contrat, law, contrat.npec_initial) if two_levels else plan
    initial_participation = participation_of(law, initial) if two_levels else participation
    initial_etat = opening(law, initial, initial_participation) if two_levels else etat
    cursor = Cursor(at, 0, 0)
    rank = 1
    while has_year(plan, rank):
        year = execute_year(law, plan, participation, etat)
        before = execute_year(law, initial, initial_participation, initial_etat) if two_levels else year
        decision = contrat.decision if two_levels else 0
        cursor = Cursor(cursor.at, 0, cursor.gap)
        for slot in range(_SLOTS):
            known, paid = slot_of(year, slot), slot_of(before, slot)
            cursor = _write_slot(sink, cursor, rank, (paid, known, decision))
        etat, initial_etat = year.etat, before.etat
        rank += 1
    return _regularise(sink, at, cursor, contrat.decision) if cursor.gap != 0 else cursor.at


def slot_of(year: Annee, slot: int) -> Line:
    """The lines of a year in their order: 0 to 4."""
    if slot == 0:
        return year.first
    if slot == 1:
        return year.second
    if slot == 2:
        return year.third
    return year.balance if slot == 3 else year.maintien


def _write_slot(sink: Sink, cursor: Cursor, annee: int, lines: tuple[Line, Line, int]) -> Cursor:
    """D6332-80 al. 1: what is exigible before the decision is paid at the level of then, the rest at the new one."""
    initial, known, decision = lines
    if initial.nature == NONE and known.nature == NONE:
        return cursor
    if known.exigible_le < decision:
        gap = cursor.gap + known.montant - initial.montant
        cursor = Cursor(cursor.at, cursor.rang, gap)
        return cursor if initial.nature == NONE else _write(sink, cursor, annee, initial)
    return cursor if known.nature == NONE else _write(sink, cursor, annee, known)


def _regularise(sink: Sink, first: int, cursor: Cursor, decision: int) -> int:
    """D6332-80 al. 2: « dès le premier versement suivant la décision », first in time; the index after the last line.

    A late invoice puts an avance after the lines that follow it: the order of the lines is not the order of time.
    """
    at, day = cursor.at, NEVER
    for index in range(first, cursor.at):
        if decision <= sink.exigible_le[index] < day:
            at, day = index, sink.exigible_le[index]
    if day == NEVER:
        day, annee, rang = decision, sink.annee[at - 1], sink.rang[at - 1] + 1
    else:
        annee, rang = sink.annee[at], sink.rang[at]
    for index in range(cursor.at, at, -1):
        sink.annee[index], sink.nature[index] = sink.annee[index - 1], sink.nature[index - 1]
        sink.exigible_le[index], sink.montant[index] = sink.exigible_le[index - 1], sink.montant[index - 1]
        sink.rang[index] = sink.rang[index - 1] + (1 if sink.annee[index] == annee else 0)
    _write(sink, Cursor(at, rang - 1, 0), annee, Line(REGULARISATION, day, cursor.gap))
    return cursor.at + 1


def _write(sink: Sink, cursor: Cursor, annee: int, line: Line) -> Cursor:
    sink.annee[cursor.at] = annee
    sink.rang[cursor.at] = cursor.rang + 1
    sink.nature[cursor.at] = line.nature
    sink.exigible_le[cursor.at] = line.exigible_le
    sink.montant[cursor.at] = line.montant
    return Cursor(cursor.at + 1, cursor.rang + 1, cursor.gap)

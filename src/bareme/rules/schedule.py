"""R6332-25 III, IV and VI: the instalments of a contract, one year of execution after the other.

What is exigible before a rupture is computed on the contract as it was agreed; the last line settles the difference
with what the law makes due in the end, as a line of its own.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from bareme.rules.amounts import Plan, due, in_centimes, scale
from bareme.rules.calendar import add_months
from bareme.rules.contrat import NEVER
from bareme.rules.law import Law
from bareme.rules.level import CENT
from bareme.rules.participation import Participation
from bareme.rules.period import Window, execution_year, units
from bareme.rules.rounding import half_up

NONE: Final = -1
AVANCE: Final = 0
SEPTIEME_MOIS: Final = 1
DIXIEME_MOIS: Final = 2
SOLDE: Final = 3
MAINTIEN: Final = 4
REGULARISATION: Final = 5
RECUPERATION: Final = 6

_YEAR = 12
_SEVENTH = 6
_TENTH = 9


class Line(NamedTuple):
    """One instalment: its nature, the day number on which it is exigible, centimes. NONE: nothing is written."""

    nature: int
    exigible_le: int
    montant: int


class Etat(NamedTuple):
    """What a year of execution takes from the years before.

    `owed` is what the days of the contract are worth in the end, in centimes. `exact` and `cents` are the amount of
    those years as agreed (a numerator over `scale`, and centimes), `paid` what was paid, `participation` what the
    instalments have still to bear, `tail` what the maintien has to, `latest` the latest day of a line so far.
    """

    owed: int
    rank: int
    exact: int
    cents: int
    paid: int
    participation: int
    tail: int
    latest: int


class Dates(NamedTuple):
    """When each instalment of a year is exigible; `septieme_debut` is the day that tells whether it is reached."""

    avance: int
    septieme_debut: int
    septieme: int
    dixieme: int


class Tranches(NamedTuple):
    """The instalments of a year before the participation, in centimes; `*_atteint` 0 when merged in the last line."""

    avance: int
    septieme: int
    dixieme: int
    septieme_atteint: int
    dixieme_atteint: int


class Settlement(NamedTuple):
    """The last line of a contract: what is owed in the end, and 1 when its solde came too late."""

    net_due: int
    forclos: int
    line: Line


class Annee(NamedTuple):
    """One year of execution, with the amounts that made its lines, and the state that it leaves.

    `planned_exact` and `planned` are the amount of the year as agreed. `settlement` means something when `last` is 1.
    """

    window: Window
    planned_exact: int
    planned: int
    dates: Dates
    tranches: Tranches
    last: int
    settlement: Settlement
    first: Line
    second: Line
    third: Line
    balance: Line
    maintien: Line
    etat: Etat


def opening(law: Law, plan: Plan, participation: Participation) -> Etat:
    """The state before the first year."""
    owed = contract_due(law, plan)
    return Etat(owed, 0, 0, 0, 0, participation.prevue, max(0, participation.fixee - owed), 0)


def contract_due(law: Law, plan: Plan) -> int:
    """What the days of the contract are worth in the end, before the participation, in centimes."""
    return in_centimes(law, due(law, plan, units(law, plan.period, plan.period.terme), plan.period.rompu))


def has_year(plan: Plan, rank: int) -> bool:
    """Whether the year of execution of this rank has funded days."""
    if plan.period.court == 1:
        return rank == 1
    return execution_year(plan.period, rank).debut <= plan.period.financement


def execute_year(law: Law, plan: Plan, participation: Participation, before: Etat) -> Annee:
    """The year that follows `before`: its amounts, its lines and the state that it leaves."""
    rank = before.rank + 1
    window = execution_year(plan.period, rank)
    if window.debut > plan.period.terme:
        return _maintien_year(law, plan, window, before)
    exact = due(law, plan, units(law, plan.period, min(plan.period.fin, window.fin)), 0)
    cents = in_centimes(law, exact)
    planned = cents - before.cents
    dates = dates_of(law, plan, rank)
    tranches = tranches_of(law, plan, dates, exact - before.exact)
    if law.solde_au_dixieme_mois == 1 and tranches.dixieme_atteint == 1:
        rest = planned - tranches.avance - tranches.septieme
        tranches = Tranches(tranches.avance, tranches.septieme, rest, tranches.septieme_atteint, 1)
    first = Line(AVANCE, dates.avance, tranches.avance - min(tranches.avance, before.participation))
    left = before.participation - (tranches.avance - first.montant)
    second = _middle(law, SEPTIEME_MOIS, dates.septieme, (tranches.septieme_atteint, tranches.septieme, left))
    left = left - (tranches.septieme - second.montant)
    tenth = SOLDE if law.solde_au_dixieme_mois == 1 else DIXIEME_MOIS
    third = _middle(law, tenth, dates.dixieme, (tranches.dixieme_atteint, tranches.dixieme, left))
    left = left - (tranches.dixieme - third.montant)
    paid = before.paid + first.montant + second.montant + third.montant
    last = 1 if window.fin >= plan.period.terme else 0
    latest = max(before.latest, day_of(first), day_of(second), day_of(third))
    if last == 1:
        settlement = settle(law, plan, max(0, before.owed - participation.fixee), (paid, latest))
    else:
        settlement = Settlement(0, 0, Line(NONE, 0, 0))
    balance = settlement.line
    if last == 0:
        gross = planned - tranches.avance - tranches.septieme - tranches.dixieme
        balance = _yearly_solde(law, plan, rank, (gross, left))
        left = left - (gross - balance.montant)
        paid = paid + balance.montant
    elif balance.nature == SOLDE and balance.montant == 0 and third.nature == SOLDE:
        balance = Line(NONE, balance.exigible_le, 0)
    maintien, tail = _maintien(law, plan, window, before.tail)
    after = Etat(before.owed, rank, exact, cents, paid, left, tail, max(latest, day_of(balance)))
    return Annee(
        window, exact - before.exact, planned, dates, tranches, last, settlement, first, second, third, balance,
        maintien, after,
    )  # fmt: skip


def dates_of(law: Law, plan: Plan, rank: int) -> Dates:
    """When the instalments of a year are exigible (R6332-25 III 1° to 3°).

    The invoice of the first year is known or presumed; that of the others is presumed.
    """
    ancre, before = plan.period.ancre, _YEAR * (rank - 1)
    received = (
        add_months(ancre, before) + law.hypothese_facture_annee_suivante if rank > 1 else plan.contrat.facture_recue_le
    )
    seventh = add_months(ancre, before + _SEVENTH)
    due_on = add_months(ancre, before + _SEVENTH + 1) - 1 if law.septieme_mois_revolu == 1 else seventh
    return Dates(received + law.delai_paiement_jours, seventh, due_on, add_months(ancre, before + _TENTH))


def tranches_of(law: Law, plan: Plan, dates: Dates, exact: int) -> Tranches:
    """The shares of a year's exact amount, each rounded once (R6332-25 III, IV 1°)."""
    divisor = scale(law) * CENT
    if plan.period.court == 1:
        return Tranches(half_up(exact * law.avance_courte_pour_cent, divisor), 0, 0, 0, 0)
    whole = law.hypothese_tranches_fondues == 0 and plan.period.rompu == 0
    seventh = 1 if whole or dates.septieme_debut <= plan.period.terme else 0
    tenth = 1 if whole or dates.dixieme <= plan.period.terme else 0
    return Tranches(
        half_up(exact * law.avance_pour_cent, divisor),
        half_up(exact * law.septieme_mois_pour_cent, divisor) * seventh,
        half_up(exact * law.dixieme_mois_pour_cent, divisor) * tenth,
        seventh,
        tenth,
    )


def day_of(line: Line) -> int:
    """The day of a line, 0 when nothing is written."""
    return 0 if line.nature == NONE else line.exigible_le


def settle(law: Law, plan: Plan, net_due: int, before: tuple[int, int]) -> Settlement:
    """The last line: what the contract is owed in the end, participation deducted, less what was paid before.

    `before` is that amount and the day of its latest line: what settles the others does not come before them. Under v4
    the solde waits for its pieces and is lost four months after the term (R6332-25 III 4°).
    """
    terme = plan.period.terme
    paid, latest = before
    rest = net_due - paid
    nature = SOLDE if rest >= 0 else RECUPERATION
    if law.solde_au_dixieme_mois == 1:
        return Settlement(net_due, 0, Line(nature, max(terme, latest), rest))
    pieces = plan.contrat.pieces_recues_le
    received = terme + law.hypothese_pieces_recues if pieces == NEVER else max(terme, pieces)
    forclos = 0
    if rest > 0 and law.forclusion_mois > 0 and received > forfeiture_day(law, plan):
        forclos, rest = 1, 0
    return Settlement(net_due, forclos, Line(nature, max(received + law.delai_paiement_jours, latest), rest))


def forfeiture_day(law: Law, plan: Plan) -> int:
    """The last day on which the pieces of the solde can be sent (R6332-25 III 4°)."""
    start = plan.period.financement if law.hypothese_forclusion_maintien == 1 else plan.period.terme
    return add_months(start, law.forclusion_mois)


def _middle(law: Law, nature: int, exigible_le: int, tranche: tuple[int, int, int]) -> Line:
    """A tranche (reached, amount, participation left) after what it has to bear of the participation."""
    reached, gross, left = tranche
    if reached == 0:
        return Line(NONE, exigible_le, 0)
    borne = min(gross, left) if law.hypothese_report_participation == 1 else 0
    return Line(nature, exigible_le, gross - borne)


def _yearly_solde(law: Law, plan: Plan, rank: int, solde: tuple[int, int]) -> Line:
    """R6332-25 III 4°: paid with the avance of the next year. Under v2 and v3 the 10th month has paid it."""
    gross, left = solde
    exigible_le = add_months(plan.period.ancre, _YEAR * rank) + law.delai_paiement_jours
    if law.solde_au_dixieme_mois == 1:
        return Line(NONE, exigible_le, 0)
    borne = min(gross, left) if law.hypothese_report_participation == 1 else 0
    return Line(SOLDE, exigible_le, gross - borne)


def _maintien(law: Law, plan: Plan, window: Window, tail: int) -> tuple[Line, int]:
    """R6332-25 VI: the days of a year kept in the CFA after a rupture, and what they leave of the participation."""
    period = plan.period
    last = min(period.financement, window.fin)
    start = max(period.terme, window.debut - 1)
    if last <= start:
        return Line(NONE, 0, 0), tail
    worth = in_centimes(law, due(law, plan, units(law, period, last), 1))
    worth -= in_centimes(law, due(law, plan, units(law, period, start), 1))
    borne = min(worth, tail)
    nature = MAINTIEN if worth > borne else NONE
    return Line(nature, last + law.delai_paiement_jours, worth - borne), tail - borne


def _maintien_year(law: Law, plan: Plan, window: Window, before: Etat) -> Annee:
    """A year that only the maintien reaches."""
    maintien, tail = _maintien(law, plan, window, before.tail)
    nothing = Line(NONE, 0, 0)
    after = Etat(
        before.owed, before.rank + 1, before.exact, before.cents, before.paid, before.participation, tail, before.latest
    )
    return Annee(
        window, 0, 0, Dates(0, 0, 0, 0), Tranches(0, 0, 0, 0, 0), 0, Settlement(0, 0, nothing), nothing, nothing,
        nothing, nothing, maintien, after,
    )  # fmt: skip

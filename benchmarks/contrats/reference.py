"""The common rule once more, one contract at a time on date objects, without any library: what the sums are held to."""

import bisect
import calendar
import datetime as dt
from collections import defaultdict

from world import AMORCAGE, EPOCH, RULE, YEARS_OF_CONTRAT

DAY = dt.timedelta(1)


def moment(day):
    return EPOCH + dt.timedelta(day)


def add_months(date, months):
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def round_share(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def annual_amount(contrat, npec):
    """Rules 1 and 2. `npec`: (certification, cpne) → first days, amounts."""
    first_days, amounts = npec.get((contrat["certification"], contrat["cpne"]), ((), ()))
    rank = bisect.bisect_right(first_days, contrat["conclusion"])
    annual = amounts[rank - 1] if rank else AMORCAGE[contrat["niveau"]]
    if contrat["distance"] >= RULE.distance_seuil and contrat["conclusion"] >= moment(RULE.distance_depuis):
        lowered = round_share(annual * (100 - RULE.distance_pour_cent), 100)
        annual = max(lowered, min(annual, RULE.distance_plancher))
    return annual + (RULE.handicap if contrat["handicap"] else 0)


def shares(contrat):
    if contrat["fin"] + DAY < add_months(contrat["debut"], 12):
        return RULE.parts_courtes
    return RULE.parts_nouvelles if contrat["conclusion"] >= moment(RULE.parts_depuis) else RULE.parts_anciennes


def participation(contrat, due):
    """Rule 4, of the first year."""
    if contrat["niveau"] < RULE.participation_niveau or contrat["conclusion"] < moment(RULE.participation_depuis):
        return 0
    rupture = contrat["rupture"]
    if rupture and (rupture - contrat["debut"]).days < RULE.rupture_jours:
        return min(RULE.participation, round_share(due * RULE.rupture_pour_cent, 100))
    return RULE.participation


def payments(contrat, planned, charged, window):
    """Rule 5, without the balance: (date, amount) of each instalment reached."""
    start, last = window
    parts = shares(contrat)
    found = [(start + dt.timedelta(RULE.avance_jours), max(0, round_share(planned * parts[0], 100) - charged))]
    for months, part in zip(RULE.mois[1:], parts[1:], strict=True):
        paid_on = add_months(start, months)
        if paid_on <= last:
            found.append((paid_on, round_share(planned * part, 100)))
    return found


def execution_years(contrat, annual):
    """(first day, days, net due, payments) of each year."""
    last = min(contrat["fin"], contrat["rupture"] or contrat["fin"])
    for number in range(YEARS_OF_CONTRAT):
        start, following = (add_months(contrat["debut"], 12 * rank) for rank in (number, number + 1))
        if start > last:
            return
        length = (following - start).days
        planned_days = (min(contrat["fin"], following - DAY) - start).days + 1
        done_days = (min(last, following - DAY) - start).days + 1
        due = round_share(annual * done_days, length)
        charged = participation(contrat, due) if number == 0 else 0
        net = max(0, due - charged)
        paid = payments(contrat, round_share(annual * planned_days, length), charged, (start, last))
        settled = following + dt.timedelta(RULE.avance_jours)
        if last < following:
            settled = last + dt.timedelta(RULE.solde_jours)
        yield start, done_days, net, [*paid, (settled, net - sum(amount for _, amount in paid))]


def compute(contrats, npec):
    """The three tables, from contracts as dictionaries and the dated rows by pair."""
    due, count, cash, charge = (defaultdict(int) for _ in range(4))
    for contrat in contrats:
        cfa = contrat["cfa"]
        for start, done_days, net, paid in execution_years(contrat, annual_amount(contrat, npec)):
            due[cfa, start.year] += net
            count[cfa, start.year] += 1
            for paid_on, amount in paid:
                cash[cfa, paid_on.year] += amount
            in_year = min(done_days, (dt.date(start.year + 1, 1, 1) - start).days)
            before = round_share(net * in_year, done_days)
            charge[cfa, start.year] += before
            charge[cfa, start.year + 1] += net - before
    return {
        "due": [(*key, value, count[key]) for key, value in due.items()],
        "cash": [(*key, value) for key, value in cash.items()],
        "charge": [(*key, value) for key, value in charge.items()],
    }

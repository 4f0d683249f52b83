"""The slow twin of the solver: plain Fractions, every break point tried, nothing shared with the product.

An organisme is (contrats, contrats verts, {complement rate: contrats}, cap or None, floor).
"""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple


class Organisme(NamedTuple):
    contrats: int
    verts: int
    by_rate: dict
    cap: Fraction | None
    floor: Fraction


class NoBaseError(Exception):
    pass


def amount_at(base, organisme, rules):
    """What one organisme gets at this base, under (mean, green rate, green cap or None)."""
    mean, green_rate, green_cap = rules
    if not organisme.contrats:
        return Fraction(0)
    green = organisme.verts * green_rate * mean
    if green_cap is not None:
        green = min(green, green_cap)
    complements = sum((rate * mean * contrats for rate, contrats in organisme.by_rate.items()), Fraction(0))
    amount = organisme.contrats * base + complements + green
    amount = max(amount, organisme.floor)
    return amount if organisme.cap is None else min(amount, organisme.cap)


def breakpoints(organismes, rules):
    """Every base where an organisme may leave its floor or meet its cap, zero, and one beyond them all."""
    points = {Fraction(0)}
    for organisme in organismes:
        if organisme.contrats:
            free = organisme._replace(cap=None, floor=Fraction(0))
            start = amount_at(Fraction(0), free, rules)
            bounds = [bound for bound in (organisme.cap, organisme.floor) if bound is not None]
            points |= {max(Fraction(0), (bound - start) / organisme.contrats) for bound in bounds}
    return [*sorted(points), max(points) + 1]


def solve_slowly(organismes, enveloppe, green_rate, green_cap):
    """(base, exact amounts). Raises NoBaseError."""
    contrats = sum(organisme.contrats for organisme in organismes)
    if not contrats:
        raise NoBaseError
    rules = Fraction(enveloppe, contrats), green_rate, green_cap

    def amounts(base):
        return [amount_at(base, organisme, rules) for organisme in organismes]

    points = breakpoints(organismes, rules)
    totals = [sum(amounts(point), Fraction(0)) for point in points]
    if totals[0] > enveloppe:
        raise NoBaseError
    for position, (low, high) in enumerate(pairwise(points)):
        reached, rise = totals[position], totals[position + 1] - totals[position]
        if reached == enveloppe:
            return low, amounts(low)
        # The last stretch goes on for ever, at the same slope.
        if reached + rise >= enveloppe or (position == len(points) - 2 and rise):
            base = low + (enveloppe - reached) * (high - low) / rise
            return base, amounts(base)
    raise NoBaseError


def round_slowly(amount):
    """Half up to the euro, by long division."""
    whole, rest = divmod(amount, 1)
    return int(whole) + (1 if rest * 2 >= 1 else 0)

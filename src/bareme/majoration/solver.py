"""The solver: the base per contract for which the capped amounts sum exactly to the envelope.

For an organisme i with n contracts, k = Σ contracts × complement rate, g green contracts, at base b per contract:

    M = C / N                         the mean; N counts every retained contract, capped organismes included
    s = k·M + min(g·τ·M, green cap)   what does not depend on the base
    a(b) = n·b + s                    brought back between the floor and the total cap

The total F(b) = Σ a(b) never decreases and is linear between break points (where an organisme leaves its floor or
meets its cap). The break points are sorted exactly and swept until F reaches C. Everything is an integer: amounts are
scaled by one common denominator, and the base is a fraction of two integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from bareme.display import counted, format_euros, format_exact_euros, typography


class SolverRefusal(Exception):  # noqa: N818 - a refusal is an answer, and the name is the product’s
    """No base exists. `reason` is a French sentence that holds the figures; `code` is stable."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = typography(reason)
        super().__init__(self.reason)


class Terms(NamedTuple):
    """What holds for all: the envelope in whole euros, the green rate and cap, the denominator of `Demand.weight`."""

    enveloppe: int
    green_rate: Fraction
    green_cap: Fraction | None
    weight_denominator: int


class Demand(NamedTuple):
    """What the solver knows of one organisme. Cap and floor are in euros; no floor holds without a contract.

    `weight` is Σ contracts × complement rate, times `Terms.weight_denominator`.
    """

    contrats: int
    contrats_verts: int
    weight: int
    cap: Fraction | None
    floor: Fraction


class Share(NamedTuple):
    """The exact amount of one organisme: `numerator` / `Solution.denominator` euros, and what bound it.

    `green` / `Solution.green_denominator` is its green part after the green cap, before the total cap.
    """

    numerator: int
    green: int
    capped_total: bool
    capped_green: bool
    floored: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """Base and mean in euros per contract; one Share per demand, in the same order.

    Amounts are integers: `Share.numerator` over `denominator` euros, `Share.green` over `green_denominator`. Before
    floor and cap an amount is contrats × `base_unit` + weight × `weight_unit` + green contracts × `green_unit`, over
    `denominator`.
    """

    base: Fraction
    mean: Fraction
    denominator: int
    green_denominator: int
    base_unit: int
    weight_unit: int
    green_unit: int
    shares: tuple[Share, ...]


class _Line(NamedTuple):
    """A demand in scaled integers: amounts are euros × scale. `cap` is None when there is none."""

    contrats: int
    fixed: int
    green: int
    green_capped: bool
    cap: int | None
    floor: int

    def at_zero(self) -> int:
        amount = max(self.fixed, self.floor)
        return amount if self.cap is None else min(amount, self.cap)


class _Units(NamedTuple):
    """Amounts × `scale` are integers: one unit of weight, one green contract, and each cap and floor (by id)."""

    scale: int
    weight: int
    green: int
    bounds: dict[int, int]


class _Event(NamedTuple):
    """A break point: at base `amount / contrats` the total's slope and intercept change."""

    key: int
    amount: int
    contrats: int
    slope: int
    intercept: int


def solve(demands: Sequence[Demand], terms: Terms) -> Solution:
    """The smallest base, zero or more, at which the amounts sum to the envelope.

    Raises SolverRefusal when there is none: no contract, an envelope below what the rates and floors already take,
    or above the sum of the caps.
    """
    mean = _mean(demands, terms.enveloppe)
    units = _units(demands, mean, terms)
    lines = _scaled_lines(demands, terms, units)
    _refuse_beyond_caps(lines, terms.enveloppe, units.scale)
    _refuse_below_zero(lines, terms.enveloppe, units.scale)
    return _solution(lines, units, mean, _sweep(lines, terms.enveloppe * units.scale))


def at_base(demands: Sequence[Demand], terms: Terms, base: Fraction) -> Solution:
    """What each organisme would get at an imposed base: nothing makes the amounts sum to the envelope.

    Raises SolverRefusal when no contract is retained or the base is negative.
    """
    if base < 0:
        raise SolverRefusal("base_negative", f"Une base positive ou nulle était attendue, pas {base}.")
    mean = _mean(demands, terms.enveloppe)
    units = _units(demands, mean, terms)
    scaled = base * units.scale
    return _solution(_scaled_lines(demands, terms, units), units, mean, (scaled.numerator, scaled.denominator))


def _mean(demands: Sequence[Demand], enveloppe: int) -> Fraction:
    total_contrats = sum(demand.contrats for demand in demands)
    if not total_contrats:
        raise SolverRefusal(
            "aucun_contrat",
            "Aucun contrat n’est retenu : l’enveloppe ne peut être répartie. "
            "Vérifiez la coupure, les conditions d’éligibilité et les organismes écartés.",
        )
    return Fraction(enveloppe, total_contrats)


def _solution(lines: Sequence[_Line], units: _Units, mean: Fraction, base: tuple[int, int]) -> Solution:
    """The amounts at a base given in scaled units, as (numerator, denominator)."""
    numerator, denominator = base
    return Solution(
        base=Fraction(numerator, denominator * units.scale),
        mean=mean,
        denominator=denominator * units.scale,
        green_denominator=units.scale,
        base_unit=numerator,
        weight_unit=units.weight * denominator,
        green_unit=units.green * denominator,
        shares=tuple(_share(line, numerator, denominator) for line in lines),
    )


def _units(demands: Sequence[Demand], mean: Fraction, terms: Terms) -> _Units:
    """One common denominator for every amount, and what one unit of weight and one green contract are over it."""
    rates = lcm(terms.green_rate.denominator, terms.weight_denominator)
    # By identity: hashing a hundred thousand equal Fractions takes longer than solving.
    bounds = {id(bound): bound for demand in demands for bound in (demand.cap, demand.floor) if bound is not None}
    if terms.green_cap is not None:
        bounds[id(terms.green_cap)] = terms.green_cap
    scale = lcm(mean.denominator * rates, *{bound.denominator for bound in bounds.values()})
    return _Units(
        scale=scale,
        weight=(mean * scale / terms.weight_denominator).numerator,  # exact, by choice of the scale; so is the next
        green=(mean * scale * terms.green_rate).numerator,
        bounds={key: (bound * scale).numerator for key, bound in bounds.items()},
    )


def _scaled_lines(demands: Sequence[Demand], terms: Terms, units: _Units) -> list[_Line]:
    scaled = units.bounds
    ceiling = None if terms.green_cap is None else scaled[id(terms.green_cap)]
    lines = []
    for contrats, verts, weight, cap, floor in demands:
        green, capped = verts * units.green, False
        if ceiling is not None and green > ceiling:
            green, capped = ceiling, True
        fixed = weight * units.weight + green
        # By position: twice as fast as by name, a hundred thousand times.
        lines.append(
            _Line(
                contrats,
                fixed,
                green,
                capped,
                None if cap is None else scaled[id(cap)],
                scaled[id(floor)] if contrats else 0,
            )
        )
    return lines


def _refuse_beyond_caps(lines: Sequence[_Line], enveloppe: int, scale: int) -> None:
    """An organisme without cap can take any amount, provided that it has a contract."""
    if any(line.cap is None and line.contrats for line in lines):
        return
    ceiling = Fraction(
        sum(line.cap if line.contrats and line.cap is not None else line.at_zero() for line in lines), scale
    )
    if enveloppe > ceiling:
        raise SolverRefusal(
            "enveloppe_trop_grande",
            f"L’enveloppe de {format_euros(enveloppe)} dépasse la somme des plafonds, {format_exact_euros(ceiling)} "
            f"pour {counted(len(lines), 'organisme')}. Relevez le plafond, baissez l’enveloppe ou retenez "
            "davantage d’organismes.",
        )


def _refuse_below_zero(lines: Sequence[_Line], enveloppe: int, scale: int) -> None:
    taken = Fraction(sum(line.at_zero() for line in lines), scale)
    if taken <= enveloppe:
        return
    floors = Fraction(sum(line.floor for line in lines), scale)
    if floors > enveloppe:
        raise SolverRefusal(
            "enveloppe_sous_les_planchers",
            f"L’enveloppe de {format_euros(enveloppe)} est inférieure à la somme des planchers, "
            f"{format_exact_euros(floors)}. Baissez les planchers ou relevez l’enveloppe.",
        )
    raise SolverRefusal(
        "base_negative",
        f"L’enveloppe de {format_euros(enveloppe)} est trop petite : le bonus vert, les compléments et les planchers "
        f"prennent déjà {format_exact_euros(taken)}, la base par contrat serait négative. Baissez les taux ou les "
        "planchers, ou relevez l’enveloppe.",
    )


def _sweep(lines: Sequence[_Line], target: int) -> tuple[int, int]:
    """The base as (numerator, denominator), in scaled units, by walking the break points upwards from zero."""
    slope, intercept, events = _start(lines)
    events.sort()
    for event in events:
        # F at this break point, times its number of contracts: has the total reached the target here or before?
        if slope * event.amount + intercept * event.contrats >= target * event.contrats:
            break
        slope += event.slope
        intercept += event.intercept
    if intercept == target:
        return 0, 1
    # The refusals above leave a positive slope here: the total is below the target and still grows.
    return target - intercept, slope


def _start(lines: Sequence[_Line]) -> tuple[int, int, list[_Event]]:
    """Slope and intercept of the total just above base zero, and every later break point."""
    slope = intercept = 0
    events: list[_Event] = []
    # Two different fractions over at most `largest` contracts differ by 1 / largest² or more: floor(x × largest²)
    # sorts them exactly, and equal fractions get equal keys.
    largest = max(line.contrats for line in lines) ** 2
    for contrats, fixed, _, _, cap, floor in lines:
        if not contrats or (cap is not None and fixed >= cap):
            intercept += floor if cap is None else min(max(fixed, floor), cap)
            continue
        if floor > fixed:
            intercept += floor
            rise = floor - fixed
            events.append(_Event(rise * largest // contrats, rise, contrats, contrats, fixed - floor))
        else:
            slope += contrats
            intercept += fixed
        if cap is not None:
            rise = cap - fixed
            events.append(_Event(rise * largest // contrats, rise, contrats, -contrats, cap - fixed))
    return slope, intercept, events


def _share(line: _Line, numerator: int, denominator: int) -> Share:
    """The amount of one line at base numerator/denominator, over denominator × scale."""
    amount = line.contrats * numerator + line.fixed * denominator
    floored = capped = False
    if amount < line.floor * denominator:
        amount, floored = line.floor * denominator, True
    if line.cap is not None and amount > line.cap * denominator:
        amount, capped = line.cap * denominator, True
    return Share(amount, line.green, capped, line.green_capped, floored)

"""From the solved base to the lines of the annexe, then back to the share of each formation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bareme.majoration.apportion import Rounded, Spread, largest_remainder, round_lines, spread_residue
from bareme.majoration.candidature import Candidature
from bareme.majoration.entries import ClassWeights, Entry
from bareme.majoration.ranking import identity
from bareme.majoration.result import Counters, FormationLine, OrganismeLine, StatutFormation
from bareme.majoration.solver import Demand, Share, Solution
from bareme.rounding import half_up_ratio

_CENTIMES = 100


class Rounding(NamedTuple):
    """How lines are rounded and put in order.

    `total`: whole euros that they must sum to (None: nothing is spread); `designated`: who bears the residue first;
    `order`: the place of each organisme in the annexe.
    """

    total: int | None
    designated: tuple[str, ...]
    order: Mapping[str, int]


def organisme_lines(
    entries: Sequence[Entry], demands: Mapping[str, Demand], solution: Solution, rounding: Rounding
) -> tuple[int, tuple[OrganismeLine, ...]]:
    """The residue of rounding and one line per organisme, in the order of the annexe.

    An organisme without retained contract has a line only for its majoration exceptionnelle, or a retained formation.
    """
    shares = dict(zip(demands, solution.shares, strict=True))
    exceptional = _exceptional_by_organisme(entries)
    rounded = [
        # Records are made by position here: twice as fast as by name, a hundred thousand times.
        Rounded(
            name,
            share.numerator,
            solution.denominator,
            -(-demand.floor.numerator // demand.floor.denominator),
            None if demand.cap is None else demand.cap.numerator // demand.cap.denominator,
        )
        for (name, demand), share in zip(demands.items(), solution.shares, strict=True)
    ]
    if rounding.total is None:
        spread = Spread(round_lines(rounded), 0, {})
    else:
        spread = spread_residue(rounded, rounding.total, rounding.designated)
    empty_demand, empty_share = Demand(0, 0, 0, None, Fraction(0)), Share(0, 0, False, False, False)
    lines = []
    for name, exceptionnelle in exceptional.items():
        demand, share = demands.get(name, empty_demand), shares.get(name, empty_share)
        numerator, green, capped_total, capped_green, floored = share
        majoration = spread.amounts.get(name, 0)
        # The green part is within the amount, also when the total cap or the residue has cut it.
        dont_vert = min(half_up_ratio(green, solution.green_denominator), majoration)
        lines.append(
            OrganismeLine(
                name,
                demand.contrats,
                demand.contrats_verts,
                numerator,
                solution.denominator,
                green,
                solution.green_denominator,
                capped_total,
                capped_green,
                floored,
                majoration,
                dont_vert,
                spread.moves.get(name, 0),
                exceptionnelle,
            )
        )
    lines.sort(key=lambda line: rounding.order[line.of_cfa])
    return spread.residue, tuple(lines)


def _exceptional_by_organisme(entries: Sequence[Entry]) -> dict[str, int]:
    """Majoration exceptionnelle of each organisme that gets a line. A dropped organisme gets nothing at all.

    It is granted to the organisme, whatever becomes of the formation whose line bears it.
    """
    sums: dict[str, int] = {}
    for entry in entries:
        item = entry.candidature
        if entry.organisme_dropped:
            continue
        if entry.statut is StatutFormation.RETENUE or item.exceptionnelle:
            sums[item.of_cfa] = sums.get(item.of_cfa, 0) + item.exceptionnelle
    return sums


def formation_lines(
    entries: Sequence[Entry], organismes: Sequence[OrganismeLine], solution: Solution, weights: ClassWeights
) -> tuple[FormationLine, ...]:
    """One line per candidature, in the order of the entries; the amounts of an organisme add up to its majoration."""
    groups: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        if entry.statut is StatutFormation.RETENUE:
            groups.setdefault(entry.candidature.of_cfa, []).append(position)
    amounts = [0] * len(entries)
    for line in organismes:
        positions = groups.get(line.of_cfa, ())
        if len(positions) == 1:
            amounts[positions[0]] = line.majoration * _CENTIMES
        elif positions:
            # An order of their own, so that a tie between equal remainders does not depend on the order of the rows.
            ordered = sorted(positions, key=lambda position: identity(entries[position].candidature))
            parts = _share_out(line, [entries[position] for position in ordered], solution, weights)
            for position, part in zip(ordered, parts, strict=True):
                amounts[position] = part
    return tuple(_formation_line(entry, amount) for entry, amount in zip(entries, amounts, strict=True))


def _share_out(line: OrganismeLine, members: Sequence[Entry], solution: Solution, weights: ClassWeights) -> list[int]:
    """Centimes of each formation: in proportion to its amount before the organisme's cap, floor and rounding."""
    if not line.majoration:
        return [0] * len(members)
    raw = [raw_amount(entry.candidature, entry.contrats_verts, (solution, weights), line) for entry in members]
    if not any(raw):
        # A floor over a zero base: nothing distinguishes the contracts.
        raw = [entry.candidature.contrats for entry in members]
    return largest_remainder(line.majoration * _CENTIMES, raw)


def raw_amount(candidature: Candidature, verts: int, scales: tuple[Solution, ClassWeights], line: OrganismeLine) -> int:
    """What a formation brings to its organisme, as an integer comparable within the organisme only.

    The green cap of the organisme weighs on each of its green contracts alike.
    """
    solution, weights = scales
    weight = candidature.contrats * weights.units[candidature.complement]
    amount = candidature.contrats * solution.base_unit + weight * solution.weight_unit
    if not line.capped_green:
        return amount + verts * solution.green_unit
    green = line.vert_numerator * (solution.denominator // solution.green_denominator)
    return amount * line.contrats_verts + verts * green


def _formation_line(entry: Entry, amount: int) -> FormationLine:
    if entry.statut is None:
        raise ValueError(f"candidature {entry.candidature.reference} went through the pipeline without a statut")
    return FormationLine(
        entry.candidature, entry.statut, entry.reason, entry.score, entry.rank, entry.contrats_verts, amount
    )


def count(formations: Sequence[FormationLine], organismes: Sequence[OrganismeLine]) -> Counters:
    """The figures shown on top of the ranking."""
    retained = [line for line in formations if line.statut is StatutFormation.RETENUE]
    return Counters(
        demandes=len(formations),
        contrats_demandes=sum(line.candidature.contrats for line in formations),
        formations_retenues=len(retained),
        contrats_retenus=sum(line.candidature.contrats for line in retained),
        contrats_verts_retenus=sum(line.contrats_verts for line in retained),
        organismes_demandeurs=len({line.candidature.of_cfa for line in formations}),
        organismes_retenus=len({line.candidature.of_cfa for line in retained}),
        majoration=sum(line.majoration for line in organismes),
        dont_bonus_vert=sum(line.dont_bonus_vert for line in organismes),
        exceptionnelle=sum(line.exceptionnelle for line in organismes),
    )

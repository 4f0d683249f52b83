"""Rounding that loses nothing: who takes the euros, or the centimes, left by rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bareme.display import counted, format_euros
from bareme.majoration.solver import SolverRefusal
from bareme.rounding import half_up_ratio


class Rounded(NamedTuple):
    """One organisme before and after rounding. `numerator`/`denominator` is its exact amount in euros.

    `lowest` and `highest` are the whole euros that its floor and cap allow (`highest` None: no cap).
    """

    of_cfa: str
    numerator: int
    denominator: int
    lowest: int
    highest: int | None

    @property
    def nearest(self) -> int:
        """Half up to the euro, kept within floor and cap when these are not whole euros."""
        amount = max(half_up_ratio(self.numerator, self.denominator), self.lowest)
        return amount if self.highest is None else min(amount, self.highest)


class Spread(NamedTuple):
    """Outcome of rounding: whole euros of each organisme, the residue, and the ±1 euro of those that bear it.

    `amounts` already holds the moves.
    """

    amounts: dict[str, int]
    residue: int
    moves: dict[str, int]


def round_lines(lines: Sequence[Rounded]) -> dict[str, int]:
    """Each organisme rounded once, nothing spread."""
    return {line.of_cfa: line.nearest for line in lines}


def spread_residue(lines: Sequence[Rounded], total: int, designated: Iterable[str]) -> Spread:
    """Round each organisme once, then spread what is missing to `total` by one euro per organisme.

    The designated organismes come first, in their order, then those whose rounding went furthest the other way
    (largest remainder), then the alphabet. None moves by more than one euro nor past its floor or cap.
    Raises SolverRefusal when fewer organismes can move than there are euros.
    """
    amounts = round_lines(lines)
    residue = total - sum(amounts.values())
    if not residue:
        return Spread(amounts, 0, {})
    step = 1 if residue > 0 else -1
    movable = {line.of_cfa: line for line in lines if _can_move(line, amounts[line.of_cfa], step)}
    chosen = [name for name in dict.fromkeys(designated) if name in movable][: abs(residue)]
    if len(chosen) < abs(residue):
        taken = set(chosen)
        others = sorted(
            (line for name, line in movable.items() if name not in taken), key=_RemainderOrder(amounts, step)
        )
        chosen += [line.of_cfa for line in others[: abs(residue) - len(chosen)]]
    if len(chosen) < abs(residue):
        raise SolverRefusal(
            "residu_non_repartissable",
            f"Il reste {format_euros(abs(residue))} d’arrondi à répartir à raison d’un euro par organisme, mais sans "
            f"franchir de plafond ni de plancher cela n’est possible que sur {counted(len(movable), 'organisme')}. "
            "Fixez des plafonds et des planchers en euros entiers, ou modifiez l’enveloppe.",
        )
    for name in chosen:
        amounts[name] += step
    return Spread(amounts, residue, dict.fromkeys(chosen, step))


def _can_move(line: Rounded, amount: int, step: int) -> bool:
    if step > 0:
        return line.highest is None or amount < line.highest
    return amount > max(line.lowest, 0)


class _RemainderOrder:
    """Sort key: the organisme whose rounding is furthest from its exact amount, in the direction of the residue."""

    def __init__(self, nearest: dict[str, int], step: int) -> None:
        self._nearest = nearest
        self._step = step

    def __call__(self, line: Rounded) -> tuple[int, str]:
        # All lines share one denominator, so numerators compare as the amounts do.
        rest = line.numerator - self._nearest[line.of_cfa] * line.denominator
        return -self._step * rest, line.of_cfa


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """`total` whole units in proportion to `weights` (not all zero): whole parts that sum exactly to it.

    The units left go to the largest remainders; a tie goes to the earlier weight.
    """
    whole = sum(weights)
    parts, rests = [], []
    for position, weight in enumerate(weights):
        quotient, rest = divmod(total * weight, whole)
        parts.append(quotient)
        rests.append((-rest, position))
    for _, position in sorted(rests)[: total - sum(parts)]:
        parts[position] += 1
    return parts

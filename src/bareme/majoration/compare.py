"""Two allocations side by side: unit amounts, who gains and who loses, formations in and out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bareme.display import french_sort_key
from bareme.majoration.result import Allocation, Counters, FormationLine, OrganismeLine


@dataclass(frozen=True, slots=True)
class UnitAmount:
    """Euros per contract of one complement class, green or not, before any cap; None where the class does not exist."""

    complement: str
    green: bool
    before: Fraction | None
    after: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class OrganismeDifference:
    """One organisme before and after; None when it has no line there. Differences are in whole euros."""

    of_cfa: str
    before: OrganismeLine | None
    after: OrganismeLine | None

    @property
    def majoration_difference(self) -> int:
        return (self.after.majoration if self.after else 0) - (self.before.majoration if self.before else 0)

    @property
    def totale_difference(self) -> int:
        return (self.after.totale if self.after else 0) - (self.before.totale if self.before else 0)

    @property
    def contrats_difference(self) -> int:
        return (self.after.contrats if self.after else 0) - (self.before.contrats if self.before else 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from `before` to `after`. `organismes` is in the order of the annexe.

    `formations_in` are the candidatures retained only after, `formations_out` only before (each as it is on the side
    where it is retained).
    """

    base_before: Fraction
    base_after: Fraction
    mean_before: Fraction
    mean_after: Fraction
    counters_before: Counters
    counters_after: Counters
    unit_amounts: tuple[UnitAmount, ...]
    organismes: tuple[OrganismeDifference, ...]
    formations_in: tuple[FormationLine, ...]
    formations_out: tuple[FormationLine, ...]

    @property
    def base_difference(self) -> Fraction:
        return self.base_after - self.base_before

    @property
    def winners(self) -> tuple[OrganismeDifference, ...]:
        return tuple(line for line in self.organismes if line.totale_difference > 0)

    @property
    def losers(self) -> tuple[OrganismeDifference, ...]:
        return tuple(line for line in self.organismes if line.totale_difference < 0)

    @property
    def unchanged(self) -> tuple[OrganismeDifference, ...]:
        return tuple(line for line in self.organismes if not line.totale_difference)


def compare(before: Allocation, after: Allocation) -> Comparison:
    """Compare two allocations of one campaign; organismes are matched by name, formations by reference."""
    old = {line.of_cfa: line for line in before.organismes}
    new = {line.of_cfa: line for line in after.organismes}
    kept_before = {line.reference for line in before.formations if line.retained}
    kept_after = {line.reference for line in after.formations if line.retained}
    return Comparison(
        base_before=before.base,
        base_after=after.base,
        mean_before=before.mean,
        mean_after=after.mean,
        counters_before=before.counters,
        counters_after=after.counters,
        unit_amounts=_unit_amounts(before, after),
        organismes=tuple(
            OrganismeDifference(name, old.get(name), new.get(name))
            for name in sorted({*old, *new}, key=french_sort_key)
        ),
        formations_in=tuple(line for line in after.formations if line.retained and line.reference not in kept_before),
        formations_out=tuple(line for line in before.formations if line.retained and line.reference not in kept_after),
    )


def _unit_amounts(before: Allocation, after: Allocation) -> tuple[UnitAmount, ...]:
    names = dict.fromkeys([*before.reglement.complements.classes, *after.reglement.complements.classes])
    return tuple(
        UnitAmount(name, green, _unit(before, name, green=green), _unit(after, name, green=green))
        for name in names
        for green in (False, True)
    )


def _unit(allocation: Allocation, name: str, *, green: bool) -> Fraction | None:
    rate = allocation.reglement.complements.classes.get(name)
    if rate is None:
        return None
    bonus = allocation.reglement.bonus_vert.taux if green else Fraction(0)
    return allocation.base + (rate + bonus) * allocation.mean

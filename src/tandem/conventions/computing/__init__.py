"""Compute the indicators that the platform can compute: one registry, one small file per source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tandem.conventions.computing import contrats, majoration
from tandem.conventions.computing.context import Context
from tandem.conventions.computing.flows import ContractFigures, contract_figures
from tandem.conventions.computing.measures import Cell, Line, Measure, missing
from tandem.conventions.enums import Formule, UniteIndicateur

__all__ = [
    "FORMULES",
    "Cell",
    "Context",
    "ContractFigures",
    "Line",
    "Measure",
    "compute",
    "contract_figures",
    "missing",
]


@dataclass(frozen=True)
class Sources:
    """What the formulas read, each source once and only when a formula asks for it."""

    context: Context

    @cached_property
    def majoration(self) -> majoration.Voted:
        return majoration.read(self.context)

    @cached_property
    def contrats(self) -> contrats.Flows:
        return contrats.read(self.context)


class Formula(NamedTuple):
    """A computation: the source that it reads (an attribute of Sources), the function, and what it counts."""

    source: str
    function: Callable[[Any, int], Measure]
    unit: UniteIndicateur


FORMULES = {
    Formule.MAJORATION_CFA: Formula("majoration", majoration.supported_cfa, UniteIndicateur.CFA),
    Formule.MAJORATION_FORMATIONS: Formula("majoration", majoration.formations, UniteIndicateur.FORMATIONS),
    Formule.MAJORATION_CONTRATS: Formula("majoration", majoration.contrats, UniteIndicateur.CONTRATS),
    Formule.CONTRATS_CFA: Formula("contrats", contrats.perimeter_cfa, UniteIndicateur.CFA),
    Formule.CONTRATS_PRISES_EN_CHARGE: Formula("contrats", contrats.prises_en_charge, UniteIndicateur.EUROS),
    Formule.CONTRATS_APPRENTIS: Formula("contrats", contrats.apprentis, UniteIndicateur.APPRENTIS),
    Formule.CONTRATS_ENTREPRISES: Formula("contrats", contrats.entreprises, UniteIndicateur.ENTREPRISES),
    Formule.CONTRATS_RUPTURE: Formula("contrats", contrats.rupture, UniteIndicateur.POURCENTAGE),
}


def compute(context: Context, formules: Iterable[str]) -> dict[tuple[str, int], Measure]:
    """Return the measure of each formula asked for each year of the context.

    The number of queries depends on the sources and on the votes, never on the number of indicators.
    """
    sources, found = Sources(context), {}
    for code in dict.fromkeys(formules):
        formula = FORMULES[Formule(code)]
        source = getattr(sources, formula.source)
        for annee in context.years:
            found[code, annee] = formula.function(source, annee)
    return found

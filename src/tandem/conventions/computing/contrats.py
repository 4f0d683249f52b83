"""Figures of the contracts of the OPCO, and of the CFA of its perimeter (R160, R193, R234)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tandem.conventions.computing.context import Context
from tandem.conventions.computing.flows import ContractFigures, contract_series
from tandem.conventions.computing.measures import (
    UNPLACED,
    Cell,
    Measure,
    hidden_reason,
    missing,
    people,
    plain_cells,
)
from tandem.conventions.enums import UniteIndicateur
from tandem.formats import number
from tandem.small_cells import publishable


@dataclass(frozen=True)
class Flows:
    """What the OPCO transmitted by year, and the context that reads it."""

    context: Context
    by_year: Mapping[int, ContractFigures]

    def reason(self, annee: int) -> str:
        """Say why there is no figure for a year; empty when there is one."""
        if self.context.opco is None:
            return "aucun OPCO n’est partie à cette convention"
        if not self.context.convention.is_signed:
            return "les contrats de l’OPCO se lisent une fois la convention signée"
        return "" if self.by_year[annee] else f"aucun flux transmis pour {annee}"

    def note(self, annee: int) -> str:
        """Name the départements without figures, so that a partial sum is not taken for a whole."""
        known = {one.departement for one in self.by_year[annee].departements}
        absent = [nom for code, nom in self.context.departements.items() if code not in known]
        return f"Total partiel : rien n’a été transmis pour {', '.join(absent)}." if absent else ""

    def counts(self, annee: int, name: str) -> dict[str, int | None]:
        """Return one figure by département; None where nothing was transmitted."""
        found = {one.departement: getattr(one, name) for one in self.by_year[annee].departements}
        return {**dict.fromkeys(self.context.departements), **found}


def read(context: Context) -> Flows:
    """Read the flows of the years asked: one query.

    Nothing before the signature: whoever opens a negotiation names an OPCO, and only its signature is its accord.
    """
    if context.opco is None or not context.convention.is_signed:
        return Flows(context, {annee: ContractFigures(annee) for annee in context.years})
    return Flows(context, contract_series(context.opco, context.departements, context.years))


def perimeter_cfa(flows: Flows, annee: int) -> Measure:
    """OF-CFA that the OPCO declares in its perimeter, by the département of their seat."""
    rows = flows.context.perimetre.get(annee, [])
    if not rows:
        return missing(UniteIndicateur.CFA, f"aucun CFA déclaré dans le périmètre en {annee}")
    counts = Counter(row.of_cfa.departement_id or UNPLACED for row in rows)
    return Measure(
        value=len(rows),
        unit=UniteIndicateur.CFA,
        by_territoire=plain_cells(dict(sorted(counts.items()))),
        is_fictif=any(row.is_fictif for row in rows),
        source=" ; ".join(dict.fromkeys(row.source for row in rows)),
    )


def prises_en_charge(flows: Flows, annee: int) -> Measure:
    """Euros paid for the contracts."""
    return _sum(flows, annee, "amount", UniteIndicateur.EUROS)


def entreprises(flows: Flows, annee: int) -> Measure:
    """Companies that have a contract."""
    return _sum(
        flows,
        annee,
        "entreprises",
        UniteIndicateur.ENTREPRISES,
        note="Somme des départements : une entreprise présente dans deux départements y est comptée deux fois.",
    )


def _sum(flows: Flows, annee: int, name: str, unit, *, note: str = "") -> Measure:
    if reason := flows.reason(annee):
        return missing(unit, reason)
    counts = flows.counts(annee, name)
    return Measure(
        value=sum(value for value in counts.values() if value is not None),
        unit=unit,
        by_territoire=plain_cells(counts),
        note=" ".join(filter(None, (flows.note(annee), note))),
        **_origin(flows, annee),
    )


def apprentis(flows: Flows, annee: int) -> Measure:
    """Apprentices, small counts hidden."""
    unit = UniteIndicateur.APPRENTIS
    if reason := flows.reason(annee):
        return missing(unit, reason)
    counts = flows.counts(annee, "apprentis")
    total = sum(value for value in counts.values() if value is not None)
    shown = people(counts, total=total, threshold=flows.context.threshold)
    return Measure(
        value=shown.total,
        unit=unit,
        reason=hidden_reason(flows.context.threshold) if shown.is_hidden else "",
        is_hidden=shown.is_hidden,
        by_territoire=shown.cells,
        note=flows.note(annee),
        **_origin(flows, annee),
    )


def rupture(flows: Flows, annee: int) -> Measure:
    """Share of the contracts that began in the year and were broken since: its cohort is that of the beginnings (R234).

    A rate is hidden where it would give a small number of broken, or of unbroken, contracts to who knows the others.
    """
    unit, threshold = UniteIndicateur.POURCENTAGE, flows.context.threshold
    if reason := flows.reason(annee):
        return missing(unit, reason)
    rompus, debutes = flows.counts(annee, "rompus"), flows.counts(annee, "debutes")
    begun = {code: value or 0 for code, value in debutes.items()}
    broken, cohort = sum(value or 0 for value in rompus.values()), sum(begun.values())
    if not cohort:
        return missing(unit, f"aucun contrat n’a débuté en {annee}")
    split = publishable(rompus, begun, threshold)
    # Alone, a total is a cell like another.
    whole = publishable({"": broken}, {"": cohort}, threshold)
    is_hidden = split.total.is_hidden or whole.total.is_hidden
    cells = {code: Cell(_rate(count.value, begun[code]), count.is_hidden) for code, count in split.cells.items()}
    return Measure(
        value=None if is_hidden else Fraction(broken, cohort),
        unit=unit,
        reason=hidden_reason(threshold) if is_hidden else "",
        is_hidden=is_hidden,
        by_territoire=cells,
        note=flows.note(annee),
        detail="" if is_hidden else f"{number(broken)} contrats rompus sur {number(cohort)} débutant en {annee}",
        **_origin(flows, annee),
    )


def _rate(broken: int | None, begun: int) -> Fraction | None:
    """Return the share of a cell; None when it is hidden, or when nothing began there."""
    return Fraction(broken, begun) if broken is not None and begun else None


def _origin(flows: Flows, annee: int) -> dict:
    found = flows.by_year[annee]
    return {"is_fictif": found.is_fictif, "source": found.source}

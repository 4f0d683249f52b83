"""Hundreds of reforms over the same contracts: the exact dues of each by CFA and calendar year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bareme.batch.groups import Groups
from bareme.batch.sweep import Codes, Labels, Layout, laid_out, swept
from bareme.batch.sweep_layout import LEVEL, PROBATION
from bareme.contrats.contrats import Contrats
from bareme.legislation import law_table
from bareme.rules.law import Law
from bareme.simulation.measures import LawTable, reformed_columns, reformed_law
from bareme.simulation.reform_tables import Reforms
from bareme.simulation.scenario import Scenario

LEVEL_FIELDS: Final = frozenset(
    {
        "distance_reduction_pour_cent",
        "distance_seuil_pour_cent",
        "distance_plancher",
        "handicap_plafond",
        "handicap_plafond_pour_cent",
        "participation",
        "participation_niveau",
        "participation_rupture_pour_cent",
        "participation_nouvel_employeur",
        "hypothese_plancher_sans_hausse",
        "hypothese_handicap_par_contrat",
        "hypothese_participation_base_modulee",
        "hypothese_nouvel_employeur_proratise",
    }
)
"""What changes a level or a participation: the scenarios of a sweep differ by it at no cost."""

PAYMENT_FIELDS: Final = frozenset(
    {
        "version",
        "avance_pour_cent",
        "septieme_mois_pour_cent",
        "dixieme_mois_pour_cent",
        "solde_au_dixieme_mois",
        "septieme_mois_revolu",
        "avance_courte_pour_cent",
        "delai_paiement_jours",
        "forclusion_mois",
        "participation_jours",
        "hypothese_tranches_fondues",
        "hypothese_report_participation",
        "hypothese_forclusion_maintien",
    }
)
"""What changes when a due is paid, never the due. Any other field of the law changes how days are counted."""

Dues = NDArray[np.int64]


@dataclass(frozen=True)
class Sweep:
    """`dues` is centimes by [scenario, CFA, year].

    `cfa` are the CFAs of the second axis in alphabetical order, None last for the contracts without; `years` the
    calendar years of the first day of the years of execution.
    """

    dues: Dues
    cfa: tuple[str | None, ...]
    years: range


@dataclass
class Prepared:
    """Contracts ready to be swept, again and again. The layout of each way of counting days is kept."""

    contrats: Contrats
    cfa: tuple[str | None, ...]
    cpne: tuple[str | None, ...]
    rncp: tuple[str | None, ...]
    labels: Labels
    threads: int | None = None
    _layouts: dict[Hashable, Layout] = field(default_factory=dict)

    def layout(self, table: LawTable) -> Layout:
        """The contracts under the way of counting days of these laws."""
        key = counting_of(table)
        if key not in self._layouts:
            self._layouts[key] = laid_out(self.contrats.columns, table, self.labels, threads=self.threads)
        return self._layouts[key]


def prepare(contrats: Contrats, *, threads: int | None = None) -> Prepared:
    """Sort contracts by CFA and weigh their years once for all. Raises BatchError on figures out of bounds."""
    cfa, cfa_codes = _coded(contrats.labels["cfa"])
    cpne, cpne_codes = _coded(contrats.labels["cpne"])
    rncp, rncp_codes = _coded(contrats.labels["rncp"])
    prepared = Prepared(contrats, cfa, cpne, rncp, Labels(cfa_codes, cpne_codes, rncp_codes), threads)
    prepared.layout(law_table())
    return prepared


def sweep(contrats: Contrats | Prepared, scenarios: Sequence[Scenario]) -> Sweep:
    """The exact net dues of every scenario, `du_opco` split by year of execution, by CFA and calendar year.

    The participation is deducted from the first euros due. `prepare` the contracts when they are swept more than once.
    Raises SimulationError when a scenario raises a level out of its bounds, BatchError as `prepare`.
    """
    prepared = contrats if isinstance(contrats, Prepared) else prepare(contrats)
    counted: defaultdict[Hashable, list[int]] = defaultdict(list)
    tables = [reformed_law(scenario) for scenario in scenarios]
    for rank, table in enumerate(tables):
        counted[counting_of(table)].append(rank)
    layouts = {key: prepared.layout(tables[ranks[0]]) for key, ranks in counted.items()}
    years = _union([layout.years for layout in layouts.values()])
    if len(counted) == 1:
        layout = next(iter(layouts.values()))
        dues = _swept(prepared, layout, tuple(scenarios))
    else:
        dues = np.zeros((len(prepared.cfa), len(years), len(scenarios)), np.int64)
        for key, ranks in counted.items():
            layout = layouts[key].starting(years)
            dues[:, :, ranks] = _swept(prepared, layout, tuple(scenarios[rank] for rank in ranks))
    return Sweep(dues.transpose(2, 0, 1), prepared.cfa, years)


def _swept(prepared: Prepared, layout: Layout, scenarios: tuple[Scenario, ...]) -> Dues:
    """By [CFA, year, scenario], for scenarios that count days alike."""
    reforms = Reforms(scenarios, prepared.cpne, prepared.rncp)
    for scenario in reforms.too_high(layout.highest):
        reformed_columns(scenario, prepared.contrats)
    return swept(layout, reforms.tables(), reforms.laws, _rare(layout, reforms.laws), threads=prepared.threads)


def _rare(layout: Layout, laws: Sequence[Law]) -> NDArray[np.bool_]:
    """The contracts that some reading of the law takes out of the common form: see `sweep_layout.RARE`."""
    world = layout.world
    rare: NDArray[np.bool_] = np.zeros(len(world.kind), np.bool_)
    if any(law.hypothese_handicap_par_contrat == 1 for law in laws):
        rare |= (world.kind == LEVEL) & (world.majoration > 0)
    if any(law.participation > 0 and law.hypothese_participation_base_modulee == 0 for law in laws):
        rare |= (world.kind == LEVEL) & (world.participation == PROBATION)
    return rare


def counting_of(table: LawTable) -> Hashable:
    """What in these laws decides the days that are funded and their weight, by interval."""
    found: list[tuple[int, tuple[int, ...]]] = []
    for start, law in zip(*table, strict=True):
        counting = tuple(value for name, value in law._asdict().items() if name not in LEVEL_FIELDS | PAYMENT_FIELDS)
        if not found or found[-1][1] != counting:
            found.append((start, counting))
    return tuple(found)


def _union(spans: Sequence[range]) -> range:
    filled = [span for span in spans if len(span)]
    return range(min((span.start for span in filled), default=0), max((span.stop for span in filled), default=0))


def _coded(labels: pl.Series) -> tuple[tuple[str | None, ...], Codes]:
    """The texts in order, None last, and the rank of each row's text."""
    groups = Groups()
    codes = groups.codes(labels)
    order = groups.values.rename("text").to_frame().with_row_index("code").sort("text", nulls_last=True)
    ranks = np.empty(len(order), np.int32)
    ranks[order["code"].to_numpy()] = np.arange(len(order), dtype=np.int32)
    return tuple(order["text"]), ranks[codes.to_numpy()]

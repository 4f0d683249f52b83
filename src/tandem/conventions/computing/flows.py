"""The one door to the contracts of an OPCO: yearly figures by département.

Today they come from `FluxContrats`, that an OPCO transmits once a year (K/T article 3.1). When the platform holds the
contracts themselves, the app of contracts fills `ContractFigures` and only this module changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tandem.conventions.models import FluxContrats
from tandem.organisations.models import Organisation
from tandem.territoires.models import Departement, Region


class DepartementFigures(NamedTuple):
    """Figures of one département in one year. `amount`: prises en charge, in euros.

    `rompus` counts, among the contracts that began in the year (`debutes`), those that were broken since (R234).
    """

    departement: str
    amount: Decimal
    apprentis: int
    entreprises: int
    debutes: int
    rompus: int
    source: str
    is_fictif: bool


@dataclass(frozen=True)
class ContractFigures:
    """What an OPCO transmitted for one year; empty when it transmitted nothing."""

    annee: int
    departements: tuple[DepartementFigures, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.departements)

    @property
    def is_fictif(self) -> bool:
        return any(one.is_fictif for one in self.departements)

    @property
    def source(self) -> str:
        """Where they are read, each source once."""
        return " ; ".join(dict.fromkeys(one.source for one in self.departements))


def contract_figures(opco: Organisation, region: Region, annee: int) -> ContractFigures:
    """Return the figures of the contracts of an OPCO in one région, for one year."""
    codes = Departement.objects.filter(region=region).order_by("code").values_list("code", flat=True)
    return contract_series(opco, list(codes), [annee])[annee]


def contract_series(
    opco: Organisation, departements: Collection[str], annees: Iterable[int]
) -> dict[int, ContractFigures]:
    """Return the same for several years, in one query; every département of the country when none is named."""
    annees = tuple(annees)
    rows = FluxContrats.objects.filter(opco=opco, annee__in=annees).order_by("annee", "departement")
    if departements:
        rows = rows.filter(departement__in=departements)
    found: dict[int, list[DepartementFigures]] = {annee: [] for annee in annees}
    for row in rows:
        found[row.annee].append(
            DepartementFigures(
                departement=row.departement_id,
                amount=row.amount,
                apprentis=row.apprentis,
                entreprises=row.entreprises,
                debutes=row.contrats_debutes,
                rompus=row.contrats_rompus,
                source=row.source,
                is_fictif=row.is_fictif,
            )
        )
    return {annee: ContractFigures(annee, tuple(lines)) for annee, lines in found.items()}

"""What the sources are asked about: the parties, the territories and the CFA of one convention, for some years."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tandem.conventions.enums import RolePartie
from tandem.conventions.models import CfaPerimetre, Convention
from tandem.organisations.models import Organisation
from tandem.territoires.models import Departement

OPCO_ROLES = (RolePartie.OPCO, RolePartie.DELEGANT)
"""Whose contracts a convention is about: the OPCO, or the one that delegates."""
DECLARING_ROLES = (*OPCO_ROLES, RolePartie.DELEGATAIRE)
"""Who says which CFA are in the perimeter."""


@dataclass(frozen=True)
class Context:
    """One convention and the years asked; the rest is read once, when a source needs it."""

    convention: Convention
    years: tuple[int, ...]

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """The organisations by the role they hold, the first of the text when several hold the same."""
        found: dict[str, Organisation] = {}
        for partie in self.convention.parties.select_related("organisation").order_by("rank"):
            found.setdefault(partie.role, partie.organisation)
        return found

    @property
    def region(self) -> Organisation | None:
        """The Région that is party, whose campaigns count."""
        return self.organisations.get(RolePartie.REGION)

    @property
    def opco(self) -> Organisation | None:
        """The OPCO whose contracts count."""
        return next((self.organisations[role] for role in OPCO_ROLES if role in self.organisations), None)

    @cached_property
    def departements(self) -> dict[str, str]:
        """Code and name of the départements of the convention; empty when it covers the whole country."""
        regions = {region.code for region in self.convention.territoires.order_by("code")}
        if not regions and self.region is not None:
            regions = {self.region.region_id}
        found = Departement.objects.filter(region__in=regions).order_by("code")
        return dict(found.values_list("code", "nom"))

    @cached_property
    def perimetre(self) -> dict[int, list[CfaPerimetre]]:
        """The OF-CFA declared in the perimeter, by year in which they were in it."""
        rows = list(
            CfaPerimetre.objects.filter(convention=self.convention)
            .select_related("of_cfa")
            .order_by("of_cfa__nom", "pk")
        )
        by_year: dict[int, list[CfaPerimetre]] = defaultdict(list)
        for annee in self.years:
            seen = set()
            for row in rows:
                begun, over = row.starts_on <= date(annee, 12, 31), row.ends_on and row.ends_on < date(annee, 1, 1)
                if begun and not over and row.of_cfa_id not in seen:
                    seen.add(row.of_cfa_id)
                    by_year[annee].append(row)
        return by_year

    @property
    def threshold(self) -> int:
        return self.convention.seuil_petits_effectifs

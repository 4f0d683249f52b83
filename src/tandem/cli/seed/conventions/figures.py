"""Invented yearly figures of contracts, by département: their totals of 2021 are those that the conventions print."""

import random
from decimal import Decimal

from tandem.conventions.models import FluxContrats
from tandem.organisations.models import Organisation
from tandem.territoires.models import Departement

SEED = 20230705
SOURCE = "Données fictives de démonstration"
YEARS = (2021, 2022, 2023, 2024, 2025)
APPRENTIS_2021 = {"akto": 25_098, "atlas": 31_000}
"""AKTO: 78 % of the 32 177 alternants of 2021 that its convention prints; ATLAS: invented."""
RUPTURE = {"akto": 168, "atlas": 126}
"""Contracts broken out of a thousand that began in the year; 12,6 % is what fiche 2.6 of ATLAS prints for 2021."""
WEIGHTS = {"75": 31, "92": 22, "93": 14, "94": 10, "78": 8, "91": 7, "77": 5, "95": 3}
GROWTH = (100, 119, 131, 138, 136)
MEAN_AMOUNT = 7_150


def load_flux() -> None:
    """Write the invented figures of AKTO and ATLAS in the eight départements of Île-de-France."""
    departements = {one.code: one for one in Departement.objects.filter(code__in=WEIGHTS).order_by("code")}
    rows = []
    for slug, first in APPRENTIS_2021.items():
        opco = Organisation.objects.get(slug=slug)
        for annee, growth in zip(YEARS, GROWTH, strict=True):
            total = first * growth // 100
            for code, apprentis in split(total).items():
                rows.append(_row(opco, annee, departements[code], apprentis))
    FluxContrats.objects.bulk_create(rows)


def split(total: int) -> dict[str, int]:
    """Return a total shared by département: parts that add up to it, the largest one taking the remainder."""
    whole = sum(WEIGHTS.values())
    parts = {code: total * weight // whole for code, weight in WEIGHTS.items()}
    parts[max(WEIGHTS, key=WEIGHTS.__getitem__)] += total - sum(parts.values())
    return parts


def _row(opco, annee, departement, apprentis) -> FluxContrats:
    rng = random.Random(f"{SEED}{opco.slug}{annee}{departement.code}")  # noqa: S311 - reproducible
    debutes = apprentis * rng.randint(52, 58) // 100
    return FluxContrats(
        opco=opco,
        annee=annee,
        departement=departement,
        amount=Decimal(apprentis * MEAN_AMOUNT) + Decimal(rng.randint(0, 99_999)) / 100,
        apprentis=apprentis,
        entreprises=apprentis * rng.randint(38, 46) // 100,
        contrats_debutes=debutes,
        contrats_rompus=debutes * RUPTURE[opco.slug] // 1000,
        source=SOURCE,
        is_fictif=True,
    )

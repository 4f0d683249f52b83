"""Invent, from a fixed seed, the formations behind the 71 lines of the published annexe.

The délibération prints totals per OF-CFA only. What is made here is labelled « données fictives »;
its sums are the printed ones: contrats, contrats verts and complement class of each OF-CFA,
1 167 formations and 39 723 contrats requested, 887 formations and 30 118 contrats retained (R98, R99).
"""

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

SEED = 20230705
FORMATIONS_REQUESTED = 1_167
FORMATIONS_RETAINED = 887
CONTRATS_REQUESTED = 39_723
DEPARTEMENTS = ("75", "77", "78", "91", "92", "93", "94", "95")
WEIGHTS = (24, 11, 10, 11, 14, 13, 9, 8)


class Certification(NamedTuple):
    """A real certification of the Carif-Oref kit (18/12/2023)."""

    domaine: str
    rncp: str
    libelle: str
    niveau: int


class Share(NamedTuple):
    """What the annexe and its analysis say of one OF-CFA for one class of périmètre financier."""

    of_cfa: str
    contrats: int
    contrats_verts: int
    complement: str


@dataclass(frozen=True)
class InventedFormation:
    """One formation of one site; `retained` says on which side of the cut-off it must fall."""

    of_cfa: str
    certification: Certification
    departement: str
    site: str
    contrats: int
    contrats_verts: int
    complement: str
    retained: bool


def read_data(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of this package."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def certifications_of(of_cfa: str) -> list[Certification]:
    """Return the certifications that suit an OF-CFA, all of them for an unknown one."""
    certifications = [
        Certification(row["domaine"], row["rncp"], row["libelle"], int(row["niveau"]))
        for row in read_data("certifications.csv")
    ]
    domaines = {row["of_cfa"]: row["domaines"].split() for row in read_data("domaines.csv")}
    wanted = domaines.get(of_cfa)
    kept = [item for item in certifications if not wanted or item.domaine in wanted]
    return list({item.rncp: item for item in kept}.values())


def apportion(total: int, weights: Sequence[int], minima: Sequence[int]) -> list[int]:
    """Share `total` units in proportion to `weights`, at least `minima`, by largest remainder."""
    left = total - sum(minima)
    whole = sum(weights)
    quotas = [divmod(left * weight, whole) for weight in weights]
    shares = [minimum + quota for minimum, (quota, _) in zip(minima, quotas, strict=True)]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-quotas[i][1], i))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def split(rng: random.Random, total: int, parts: int) -> list[int]:
    """Cut `total` into `parts` positive integers of unequal sizes."""
    weights = [rng.randint(1, 12) for _ in range(parts)]
    return apportion(total, weights, [1] * parts)


class _Catalogue:
    """Deals (certification, site) pairs to an OF-CFA without repeating one."""

    def __init__(self, rng: random.Random, of_cfa: str):
        certifications = certifications_of(of_cfa)
        sites = rng.choices(DEPARTEMENTS, WEIGHTS, k=len(DEPARTEMENTS))
        departements = list(dict.fromkeys(sites)) or ["75"]
        pairs = [
            (certification, departement, f"Site {departement}-{number} (fictif)")
            for number in range(1, 8)
            for departement in departements
            for certification in certifications
        ]
        head = pairs[: max(len(certifications) * 2, 12)]
        rng.shuffle(head)
        self._pairs = iter(head + pairs[len(head) :])

    def deal(self) -> tuple[Certification, str, str]:
        return next(self._pairs)


def _retained(rng: random.Random, shares: Sequence[Share]) -> Iterable[tuple[Share, int, int]]:
    """Yield (share, contrats, contrats verts) of each retained formation."""
    minima = [2 if 0 < share.contrats_verts < share.contrats else 1 for share in shares]
    counts = apportion(FORMATIONS_RETAINED, [share.contrats for share in shares], minima)
    for share, count in zip(shares, counts, strict=True):
        green, plain = share.contrats_verts, share.contrats - share.contrats_verts
        if green and plain:
            green_count = min(max(1, round(count * green / share.contrats)), count - 1, green)
            green_count = max(green_count, count - plain)
        else:
            green_count = count if green else 0
        if green:
            for size in split(rng, green, green_count):
                yield share, size, size
        if plain:
            for size in split(rng, plain, count - green_count):
                yield share, size, 0


def invent(shares: Sequence[Share], others: Sequence[str]) -> list[InventedFormation]:
    """Return the requested formations: those of `shares` retained, and not retained ones.

    `others` are the invented OF-CFA of which no formation is retained.
    """
    rng = random.Random(SEED)  # noqa: S311 - a reproducible demonstration, not a secret
    catalogues = {name: _Catalogue(rng, name) for name in [*(share.of_cfa for share in shares), *others]}
    made = []
    for share, contrats, contrats_verts in _retained(rng, shares):
        certification, departement, site = catalogues[share.of_cfa].deal()
        made.append(
            InventedFormation(
                share.of_cfa,
                certification,
                departement,
                site,
                contrats,
                contrats_verts,
                share.complement,
                retained=True,
            )
        )
    refused = FORMATIONS_REQUESTED - len(made)
    contrats_left = CONTRATS_REQUESTED - sum(item.contrats for item in made)
    classes = {share.of_cfa: share.complement for share in shares}
    names = [*others, *others, *others, *rng.choices(list(classes), k=refused - 3 * len(others))]
    for name, contrats in zip(names, split(rng, contrats_left, refused), strict=True):
        certification, departement, site = catalogues[name].deal()
        contrats_verts = contrats if rng.randrange(5) == 0 else 0
        made.append(
            InventedFormation(
                name,
                certification,
                departement,
                site,
                contrats,
                contrats_verts,
                classes.get(name, "A"),
                retained=False,
            )
        )
    return made

"""Between which bounds 64 bits hold every intermediate amount: those of the readers, checked again before computing.

The largest figure is a share of an exact amount before its rounding: 2 × (level + increase of 1 000 000 euros each, in
hundredths of a centime) × 5 500 days × 100 × twice (+ 10 % overridden to 100 %) × 100 = 4,4 × 10^18, under
2^63 = 9,2 × 10^18.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from bareme.display import format_date
from bareme.rules.contrat import NEVER, RECONVERSION, Contrat
from bareme.rules.funding import MAX_YEARS
from bareme.rules.law import Law
from bareme.rules.period import cycle_start

FIRST_DAY: Final = 10_957  # 2000-01-01
LAST_DAY: Final = 47_116  # 2098-12-31
LONGEST: Final = (MAX_YEARS + 1) * 366
"""Days from the first day at the CFA to the end agreed: the years of a contract and one of prior period."""
MOST_CENTIMES: Final = 100_000_000
MOST_HOURS: Final = 2_000_000
"""Hundredths of an hour."""
HIGHEST_RATE: Final = 1_000_000
"""Centimes an hour."""
HIGHEST_NIVEAU: Final = 8

_EPOCH: Final = date(1970, 1, 1)
_DATE_FIELDS: Final = (
    "conclusion", "debut", "fin", "rupture", "debut_cycle", "fin_session", "nouveau_contrat", "facture_recue_le",
    "pieces_recues_le",
)  # fmt: skip
_ENDLESS: Final = frozenset({"rupture", "fin_session", "nouveau_contrat", "pieces_recues_le"})
_FIGURES: Final = {
    "type": RECONVERSION,
    "niveau": HIGHEST_NIVEAU,
    "npec": MOST_CENTIMES,
    "npec_initial": MOST_CENTIMES,
    "heures_formation": MOST_HOURS,
    "heures_distance": MOST_HOURS,
    "majoration_handicap": MOST_CENTIMES,
    "taux_horaire": HIGHEST_RATE,
    **dict.fromkeys(
        (
            "rupture_probatoire", "formation_commencee", "exempt_distance", "reduction_duree", "titre_ministere_court",
            "maintien_cfa", "suite_rupture",
        ),
        1,
    ),
}  # fmt: skip
"""The highest value of each column that is no date; the lowest is 0."""

_LAW_MONTHS: Final = 12
_LAW_DAYS: Final = 366
_LAW_BASE: Final = 3_660
_DELAYS: Final = ("delai_paiement_jours", "hypothese_facture_annee_suivante", "hypothese_pieces_recues")
"""Days from a receipt to its payment, and those that are presumed before it: a due date stays in the calendar."""


def computable(contrat: Contrat, first: int) -> bool:
    """Whether every figure is within bounds; `first` is the first day of conclusion that has a rule."""
    return (
        max(first, FIRST_DAY) <= contrat.conclusion <= LAST_DAY
        and FIRST_DAY <= contrat.debut <= contrat.fin <= LAST_DAY
        and FIRST_DAY <= contrat.debut_cycle <= LAST_DAY
        and contrat.fin - cycle_start(contrat) < LONGEST
        and contrat.rupture >= contrat.debut
        and _known(contrat.rupture)
        and _known(contrat.fin_session)
        and _known(contrat.nouveau_contrat)
        and _known(contrat.pieces_recues_le)
        and FIRST_DAY <= contrat.facture_recue_le <= LAST_DAY
        and (contrat.decision == 0 or FIRST_DAY <= contrat.decision <= LAST_DAY)
        and _plausible(contrat)
    )


def _known(day: int) -> bool:
    return FIRST_DAY <= day <= LAST_DAY or day == NEVER


def _plausible(contrat: Contrat) -> bool:
    """Whether what is no date is within bounds."""
    return (
        0 <= contrat.npec <= MOST_CENTIMES
        and 0 <= contrat.npec_initial <= MOST_CENTIMES
        and 0 <= contrat.majoration_handicap <= MOST_CENTIMES
        and 0 <= contrat.heures_formation <= MOST_HOURS
        and 0 <= contrat.heures_distance <= MOST_HOURS
        and 0 <= contrat.taux_horaire <= HIGHEST_RATE
        and 0 <= contrat.niveau <= HIGHEST_NIVEAU
        and 0 <= contrat.type <= RECONVERSION
        and _flags(contrat)
    )


def _flags(contrat: Contrat) -> bool:
    early = contrat.rupture_probatoire | contrat.formation_commencee | contrat.maintien_cfa | contrat.suite_rupture
    shape = contrat.exempt_distance | contrat.reduction_duree | contrat.titre_ministere_court
    return early | shape in (0, 1)


def faults(contrat: Contrat, first: int) -> tuple[str, ...]:
    """What `computable` refuses, in French: each field with its value and what was expected."""
    return tuple(_faults(contrat, first))


def _faults(contrat: Contrat, first: int) -> Iterator[str]:
    for name in _DATE_FIELDS:
        day = getattr(contrat, name)
        earliest = max(first, FIRST_DAY) if name == "conclusion" else FIRST_DAY
        if not (earliest <= day <= LAST_DAY or (name in _ENDLESS and day == NEVER)):
            yield f"{name} {_shown(day)} : une date du {_shown(earliest)} au {_shown(LAST_DAY)} était attendue"
    if contrat.decision and not FIRST_DAY <= contrat.decision <= LAST_DAY:
        yield f"decision {_shown(contrat.decision)} : 0, ou une date jusqu’au {_shown(LAST_DAY)}, était attendu"
    if not contrat.debut <= contrat.fin:
        yield f"fin {_shown(contrat.fin)} : une date à compter du début du contrat était attendue"
    if not contrat.rupture >= contrat.debut:
        yield f"rupture {_shown(contrat.rupture)} : une date à compter du début du contrat était attendue"
    if contrat.fin - cycle_start(contrat) >= LONGEST:
        yield f"fin {_shown(contrat.fin)} : moins de {LONGEST} jours depuis debut_cycle étaient attendus"
    for name, most in _FIGURES.items():
        if not 0 <= getattr(contrat, name) <= most:
            yield f"{name} {getattr(contrat, name)} : un entier de 0 à {most} était attendu"


def _shown(day: int) -> str:
    """A day number as people write it; the number itself when it is no date of the calendar."""
    if not -_LAW_BASE * 100 <= day <= NEVER:
        return str(day)
    return format_date(_EPOCH + timedelta(days=day))


def law_faults(law: Law) -> tuple[str, ...]:
    """The figures of a law (a parameter of a scenario, most often) that 64 bits could not hold, in French."""
    limits = _law_limits(law)
    return tuple(
        f"{name} {value} : un entier de {low} à {high} était attendu"
        for name, value in law._asdict().items()
        for low, high in (limits[name],)
        if not low <= value <= high
    )


def _law_limits(law: Law) -> Mapping[str, tuple[int, int]]:
    limits = dict.fromkeys(law._fields, (0, MOST_CENTIMES))
    for name in law._fields:
        if name.endswith("_pour_cent"):
            limits[name] = (0, 100)
        elif name.endswith("_mois") and name not in {"base_mois", "solde_au_dixieme_mois"}:
            limits[name] = (0, _LAW_MONTHS)
    return {
        **limits,
        "base_jours": (1, _LAW_BASE),
        "base_mois": (1, _LAW_BASE),
        **dict.fromkeys(_DELAYS, (0, _LAW_DAYS)),
    }

"""D6332-89 to D6332-91, L6324-10: the période de reconversion, from 2026-02-01."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from bareme.anomalies import Anomalie, error, warning
from bareme.display import format_cents, format_rate
from bareme.dispositifs.inputs import HUNDREDTHS, require_positive, share
from bareme.parametres import get
from bareme.rounding import down, half_up, half_up_ratio


class Forfait(NamedTuple):
    """Centimes. `taux_horaire` is 0 when the branch set the forfait of the period."""

    taux_horaire: int
    montant: int


class Mean(NamedTuple):
    """Centimes: the mean of the files, half up, and the mean to keep to. Never a reason to refuse a file."""

    mean: int
    target: int
    above: bool
    anomalies: tuple[Anomalie, ...]


class Split(NamedTuple):
    """The share of the externes in the dotation, and the least that it may be (None: not applicable)."""

    part_externe: Fraction
    minimum: Fraction | None
    anomalies: tuple[Anomalie, ...]


def forfait(heures: int, conclusion: date, *, forfait_branche: int | None = None) -> Forfait:
    """D6332-89 and D6332-90 I: the forfait of the branch (centimes a period), else 9,15 euros an hour (hundredths).

    Raises ParametreMissingError before 2026-02-01.
    """
    require_positive(heures=heures, forfait_branche=forfait_branche)
    rate = get("reconversion/taux_horaire", on=conclusion).whole
    if forfait_branche is not None:
        return Forfait(0, forfait_branche)
    return Forfait(rate, half_up_ratio(heures * rate, HUNDREDTHS))


def mean_montant(montants: Sequence[int], exercice: date) -> Mean:
    """D6332-90 II: the mean of an OPCO's files (centimes) beside 5 000 euros. An alert, never a refusal.

    Raises ValueError without any file.
    """
    if not montants:
        raise ValueError("au moins un dossier était attendu : une moyenne n’existe pas sans dossier.")
    require_positive(**{f"dossier_{rank}": amount for rank, amount in enumerate(montants, 1)})
    target = get("reconversion/montant_moyen", on=exercice).whole
    mean = Fraction(sum(montants), len(montants))
    if mean <= target:
        return Mean(half_up(mean), target, False, ())
    expected = f"une moyenne d’au plus {format_cents(target)} était attendue"
    remedy = "Aucun dossier n’est refusé pour son montant : revoyez les critères d’attribution"
    alert = warning("moyenne_depassee", expected, remedy, value=format_cents(half_up(mean)))
    return Mean(half_up(mean), target, True, (alert,))


def split_dotation(interne: int, externe: int, exercice: date, *, changed: bool = False) -> Split:
    """D6332-89-1: the dotation split between internes and externes (centimes), at least 12 % for the latter.

    `changed`: changed by the board after an under-consumption seen in the third quarter; the minimum then falls.
    Raises ValueError on an empty dotation.
    """
    require_positive(interne=interne, externe=externe)
    if interne + externe == 0:
        raise ValueError("une dotation était attendue : une répartition n’existe pas sans dotation.")
    part = Fraction(externe, interne + externe)
    if changed:
        return Split(part, None, ())
    least = share("reconversion/part_externe_minimale", exercice)
    if part >= least:
        return Split(part, least, ())
    expected = f"une part externe d’au moins {format_rate(least)} de la dotation était attendue"
    return Split(part, least, (error("part_externe", expected, "Augmentez-la", column="externe"),))


def cpf_mobilisable(droits: int, conclusion: date, *, externe: bool, consent: bool) -> int:
    """L6324-10: the rights of the compte personnel de formation (centimes) that may co-finance a period.

    Half of them, at most, for an interne one; all of them for an externe one; none without the employee's consent.
    """
    require_positive(droits=droits)
    if not consent:
        return 0
    if externe:
        return droits
    return down(droits * share("reconversion/part_cpf_interne", conclusion))

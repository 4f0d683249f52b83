"""D6332-92 and D6332-93: the training and the function of tutors and maîtres d'apprentissage."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bareme.dispositifs.inputs import HUNDREDTHS, require_positive, share
from bareme.parametres import get
from bareme.rounding import half_up, half_up_ratio


class Formation(NamedTuple):
    """Hundredths of an hour and centimes: what is kept of the hours and of the hourly cost, and their product."""

    heures_retenues: int
    taux_retenu: int
    montant: int


class Fonction(NamedTuple):
    """Months and centimes: the ceiling of a month, the months kept, what they allow at most, and what is paid.

    `montant` is None when the cost of a month is not known.
    """

    plafond_mensuel: int
    mois_retenus: int
    maximum: int
    montant: int | None


def formation(heures: int, taux_horaire: int, conclusion: date) -> Formation:
    """D6332-92: hours (hundredths) at a cost (centimes an hour), within 40 hours at 15 euros."""
    require_positive(heures=heures, taux_horaire=taux_horaire)
    kept = min(heures, get("tutorat/formation_duree", on=conclusion).whole * HUNDREDTHS)
    rate = min(taux_horaire, get("tutorat/formation_taux_horaire", on=conclusion).whole)
    return Formation(kept, rate, half_up_ratio(kept * rate, HUNDREDTHS))


def is_formation_open(conclusion: date, *, employeur: bool, effectif: int) -> bool:
    """L6332-14 I 4°: any employee; the employer in person, below 11 employees."""
    require_positive(effectif=effectif)
    return not employeur or effectif < get("tutorat/formation_effectif_employeur", on=conclusion).whole


def fonction_maitre(mois: int, apprentis: int, cout_mensuel: int | None, *, conclusion: date) -> Fonction:
    """D6332-93 al. 3: 230 euros a month and an apprentice, for 12 months.

    `cout_mensuel` is centimes, a month and an apprentice; None when it is not known.
    """
    require_positive(mois=mois, apprentis=apprentis, cout_mensuel=cout_mensuel)
    ceiling = get("tutorat/maitre_plafond_mensuel", on=conclusion).whole
    kept = min(mois, get("tutorat/maitre_duree", on=conclusion).whole)
    return _fonction(ceiling, kept, apprentis, cout_mensuel)


def fonction_tuteur(
    mois: int, salaries: int, cout_mensuel: int | None, *, conclusion: date, age: int, prioritaire: bool = False
) -> Fonction:
    """D6332-93 1°: 230 euros a month and an employee for 6 months.

    Half as much again for a tutor of 45 or more, or a person of L6325-1-1 (`prioritaire`).
    """
    require_positive(mois=mois, salaries=salaries, cout_mensuel=cout_mensuel, age=age)
    ceiling = get("tutorat/tuteur_plafond_mensuel", on=conclusion).whole
    if prioritaire or age >= get("tutorat/tuteur_age", on=conclusion).whole:
        ceiling = half_up(ceiling * (1 + share("tutorat/tuteur_majoration", conclusion)))
    kept = min(mois, get("tutorat/tuteur_duree", on=conclusion).whole)
    return _fonction(ceiling, kept, salaries, cout_mensuel)


def _fonction(ceiling: int, months: int, people: int, cost: int | None) -> Fonction:
    paid = None if cost is None else min(cost, ceiling) * months * people
    return Fonction(ceiling, months, ceiling * months * people, paid)

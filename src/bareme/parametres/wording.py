"""The value of a parameter as a French reader writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from bareme.display import THIN, format_cents, format_number, format_rate

_CHOICES = {0: "non (0)", 1: "oui (1)"}
_COUNTED = {
    "jours": ("jour", "jours"),
    "mois": ("mois", "mois"),
    "annees": ("an", "ans"),
    "heures": ("heure", "heures"),
    "personnes": ("personne", "personnes"),
    "contrats": ("contrat", "contrats"),
}
_PLURAL_FROM = 2
_WRITERS: Mapping[str, Callable[[Fraction], str]] = {
    "taux": format_rate,
    "choix": lambda amount: _CHOICES[int(amount)],
    "centimes": lambda amount: format_cents(int(amount)),
}


def worded(amount: Fraction | None, unit: str) -> str:
    """« 40 % », « 750,00 € », « 30 jours », « oui (1) »; « aucune » where the parameter has no value."""
    if amount is None:
        return "aucune"
    if unit in _WRITERS:
        return _WRITERS[unit](amount)
    number = format_number(amount)
    if unit == "euros":
        return f"{number}{THIN}€"
    if unit in _COUNTED:
        return f"{number} {_COUNTED[unit][amount >= _PLURAL_FROM]}"
    return f"{unit} {number}"

"""L6523-2-3: apprentices overseas, their mobility and the modulation that an OPCO may decide."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from bareme.anomalies import Anomalie, error
from bareme.dispositifs.inputs import known_value, require_positive
from bareme.parametres import get

TERRITOIRES: Final = frozenset({"971", "972", "973", "974", "975", "976", "977", "978"})
"""Guadeloupe, Martinique, Guyane, La Réunion, Saint-Pierre-et-Miquelon, Mayotte, Saint-Barthélemy, Saint-Martin."""


class Mobilite(NamedTuple):
    """Centimes; `refus` is the French reason when nothing is paid."""

    montant: int
    refus: str


class Modulation(NamedTuple):
    """Annual centimes: the level, what the board adds, and their sum; None when the board's decision is not known."""

    npec: int
    modulation: int | None
    npec_module: int | None
    anomalies: tuple[Anomalie, ...]


def mobilite(
    origine: str, destination: str, conclusion: date, *, mobilites_payees: int = 0, contrat_rompu: bool = False
) -> Mobilite:
    """L6523-2-3 2°, at AKTO's amounts: 3 000 euros to the hexagone, 2 000 to another territory overseas.

    `origine` and `destination` are department or collectivity codes (« 971 », « 75 »). One mobility for a contract,
    which must not be broken.
    """
    require_positive(mobilites_payees=mobilites_payees)
    if origine not in TERRITOIRES:
        return Mobilite(0, "L’apprenti ne part pas d’un territoire d’outre-mer.")
    if destination == origine:
        return Mobilite(0, "L’apprenti reste dans son territoire.")
    if contrat_rompu:
        return Mobilite(0, "Le contrat est rompu.")
    if mobilites_payees > 0 and get("outre_mer/mobilite_unique", on=conclusion).whole == 1:
        return Mobilite(0, "Une mobilité a déjà été financée pour ce contrat.")
    key = "outre_mer/mobilite_outre_mer" if destination in TERRITOIRES else "outre_mer/mobilite_hexagone"
    return Mobilite(get(key, on=conclusion).whole, "")


def modulation(npec: int, territoire: str, conclusion: date, *, decision: int | None = None) -> Modulation:
    """L6523-2-3 1°: the annual level (centimes) with what the OPCO's board decided, `decision`, in centimes a year.

    No text gives an amount: without a decision the result is None and says so. Elsewhere than overseas, no modulation.
    """
    require_positive(npec=npec, decision=decision)
    if territoire not in TERRITOIRES:
        return Modulation(npec, 0, npec, ())
    if decision is None:
        value = known_value("outre_mer/modulation_npec", conclusion)
        decision = None if value is None else value.whole
    if decision is None:
        expected = "la décision du conseil d’administration de l’opérateur était attendue"
        missing = error("decision_manquante", expected, "Demandez-la à l’opérateur de compétences", column="decision")
        return Modulation(npec, None, None, (missing,))
    return Modulation(npec, decision, npec + decision, ())

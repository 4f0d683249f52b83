"""D6332-83: frais annexes of an apprentice, on what the CFA really financed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bareme.anomalies import Anomalie, error, information
from bareme.dispositifs.inputs import require_positive
from bareme.parametres import get


@dataclass(frozen=True, slots=True)
class Spending:
    """What the CFA financed for one apprentice: counts, and centimes. None: spent, but the amount is not known."""

    nuitees: int = 0
    cout_nuitee: int | None = None
    repas: int = 0
    cout_repas: int | None = None
    premier_equipement: int | None = 0
    mobilite_internationale: bool = False


@dataclass(frozen=True, slots=True)
class ForfaitsOpco:
    """What D6332-83 leaves to each OPCO, the same for all its CFAs, in centimes. None: not known."""

    premier_equipement: int | None = None
    mobilite_internationale: int | None = None


class FraisAnnexes(NamedTuple):
    """Centimes; None where a figure is missing, and then in the total too. `anomalies` say which."""

    hebergement: int | None
    restauration: int | None
    premier_equipement: int | None
    mobilite_internationale: int | None
    total: int | None
    anomalies: tuple[Anomalie, ...]


def frais_annexes(
    spending: Spending, forfaits: ForfaitsOpco, conclusion: date, *, employeur_public: bool = False
) -> FraisAnnexes:
    """D6332-83 1° to 4°, for a contract concluded on a date (L6332-14 I 3°: the OPCO, so private employers only).

    Nights and meals are paid at their cost within the amount of the arrêté, or at that amount
    (`frais_annexes/au_reel`). Raises ParametreMissingError before the first wording that is known.
    """
    _check(spending, forfaits)
    if employeur_public:
        expected = "un employeur du secteur privé était attendu"
        remedy = "Les frais annexes d’un employeur public ne relèvent pas d’un opérateur de compétences"
        return FraisAnnexes(0, 0, 0, 0, 0, (information("employeur_public", expected, remedy),))
    anomalies: list[Anomalie] = []
    amounts = (
        _by_unit("hebergement", (spending.nuitees, spending.cout_nuitee), conclusion, anomalies),
        _by_unit("restauration", (spending.repas, spending.cout_repas), conclusion, anomalies),
        _premier_equipement(spending, forfaits, conclusion, anomalies),
        _mobilite(spending, forfaits, anomalies),
    )
    known = [amount for amount in amounts if amount is not None]
    total = sum(known) if len(known) == len(amounts) else None
    return FraisAnnexes(*amounts, total, tuple(anomalies))


def _by_unit(name: str, spent: tuple[int, int | None], on: date, anomalies: list[Anomalie]) -> int | None:
    """Quantity × amount of one night or one meal (D6332-83 1° and 2°)."""
    count, cost = spent
    if count == 0 or cost == 0:
        return 0
    amount = get(f"frais_annexes/{name}", on=on).whole
    if get("frais_annexes/au_reel", on=on).whole == 0:
        return count * amount
    if cost is None:
        anomalies.append(_missing(name, "le coût réel pour le CFA", "Donnez le coût unitaire que le CFA a financé"))
        return None
    return count * min(amount, cost)


def _premier_equipement(spending: Spending, forfaits: ForfaitsOpco, on: date, anomalies: list[Anomalie]) -> int | None:
    """D6332-83 3°: the OPCO's forfait, within 500 euros and what the CFA financed."""
    if spending.premier_equipement == 0:
        return 0
    name = "premier_equipement"
    if spending.premier_equipement is None:
        anomalies.append(_missing(name, "le coût réel pour le CFA", "Donnez le coût que le CFA a financé"))
    if forfaits.premier_equipement is None:
        anomalies.append(_missing(name, "le forfait de l’opérateur", "Demandez-le à l’opérateur de compétences"))
    if spending.premier_equipement is None or forfaits.premier_equipement is None:
        return None
    ceiling = get(f"frais_annexes/{name}", on=on).whole
    return min(spending.premier_equipement, forfaits.premier_equipement, ceiling)


def _mobilite(spending: Spending, forfaits: ForfaitsOpco, anomalies: list[Anomalie]) -> int | None:
    """D6332-83 4°: the OPCO's forfait."""
    if not spending.mobilite_internationale:
        return 0
    if forfaits.mobilite_internationale is None:
        expected, remedy = "le forfait de l’opérateur", "Demandez-le à l’opérateur de compétences"
        anomalies.append(_missing("mobilite_internationale", expected, remedy))
    return forfaits.mobilite_internationale


def _missing(column: str, what: str, remedy: str) -> Anomalie:
    return error("montant_manquant", f"{what} était attendu", remedy, column=column)


def _check(spending: Spending, forfaits: ForfaitsOpco) -> None:
    require_positive(
        nuitees=spending.nuitees,
        cout_nuitee=spending.cout_nuitee,
        repas=spending.repas,
        cout_repas=spending.cout_repas,
        premier_equipement=spending.premier_equipement,
        forfait_premier_equipement=forfaits.premier_equipement,
        forfait_mobilite_internationale=forfaits.mobilite_internationale,
    )

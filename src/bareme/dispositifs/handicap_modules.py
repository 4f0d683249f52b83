"""D6332-82 and arrêté of 7 December 2020: the six modules that make the increase for a handicapped apprentice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from bareme.anomalies import Anomalie, error, warning
from bareme.dispositifs.inputs import known_value, require_positive
from bareme.parametres import get
from bareme.rounding import half_up

MODULES: Final[Mapping[str, str]] = {
    "M1": "évaluation des besoins de compensation",
    "M2": "adaptations pédagogiques et aménagement des épreuves",
    "M3": "équipement technique",
    "M4": "soutien en entreprise",
    "M5": "accès aux droits",
    "M6": "accès à l’autonomie",
}


class Module(NamedTuple):
    """Centimes. `plafond` None: the indicative ceiling of the module is not known, and is not applied."""

    code: str
    asked: int
    plafond: int | None
    kept: int


class MajorationHandicap(NamedTuple):
    """Centimes. `majoration` is what the column `majoration_handicap` of a contract holds, in euros a year."""

    modules: tuple[Module, ...]
    total: int
    plafond: int
    majoration: int
    anomalies: tuple[Anomalie, ...]


def majoration_handicap(
    asked_by_module: Mapping[str, int], conclusion: date, *, npec: int | None = None
) -> MajorationHandicap:
    """The sum of the modules within the ceiling of D6332-82, for a contract concluded on a date.

    `asked_by_module` holds the costs borne by the CFA, in centimes, by code (« M1 » to « M6 »). `npec` is the annual
    level in centimes, needed before 2021. An unknown code is an error and counts for nothing. Raises ValueError.
    """
    require_positive(**asked_by_module)
    anomalies = [_unknown(code) for code in asked_by_module if code not in MODULES]
    asked = {code: asked_by_module[code] for code in MODULES if code in asked_by_module}
    modules = tuple(_module(code, amount, conclusion) for code, amount in asked.items())
    if known_value("modulation/handicap_plafond", conclusion) is not None:
        anomalies += [_unchecked(module) for module in modules if module.plafond is None]
    total = sum(module.kept for module in modules)
    ceiling = plafond_handicap(conclusion, npec=npec)
    return MajorationHandicap(modules, total, ceiling, min(total, ceiling), tuple(anomalies))


def plafond_handicap(conclusion: date, *, npec: int | None = None) -> int:
    """D6332-82: 4 000 euros, or half of the annual level (centimes) for contracts concluded before 2021.

    Raises ValueError when the level is needed and missing.
    """
    amount = known_value("modulation/handicap_plafond", conclusion)
    if amount is not None:
        return amount.whole
    share = get("modulation/handicap_plafond_taux", on=conclusion).amount
    if npec is None or share is None:
        raise ValueError("le niveau de prise en charge était attendu : le plafond en est une part avant 2021.")
    require_positive(npec=npec)
    return half_up(npec * share)


def _module(code: str, amount: int, conclusion: date) -> Module:
    value = known_value(f"handicap/module_{code[1:]}", conclusion)
    if value is None:
        return Module(code, amount, None, amount)
    return Module(code, amount, value.whole, min(amount, value.whole))


def _unknown(code: str) -> Anomalie:
    expected = f"un module de {', '.join(MODULES)} était attendu"
    return error("module_inconnu", expected, "Corrigez le code du module", column="modules", value=code)


def _unchecked(module: Module) -> Anomalie:
    expected = f"le plafond indicatif du module {module.code} ({MODULES[module.code]}) était attendu"
    remedy = "Vérifiez le montant dans l’annexe de l’arrêté du 7 décembre 2020 : il est compté tel qu’il est demandé"
    return warning("plafond_inconnu", expected, remedy, column=module.code)

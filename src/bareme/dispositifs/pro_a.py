"""Pro-A, closed: avenants concluded before 2026-01-01 keep the old D6332-89 to D6332-91 (law 2025-989, art. 11 III)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from bareme.anomalies import Anomalie, error
from bareme.display import format_date
from bareme.dispositifs.inputs import HUNDREDTHS, known_value, require_positive
from bareme.dispositifs.professionnalisation import Certification, branch_folder
from bareme.parametres import ParametreValue, get, parametre
from bareme.rounding import half_up_ratio

_ROOT: Final = "pro_a"


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `heures` are hundredths of an hour, `effectif` the employees of the company (None: not known).

    `complement`: one of the goals for which the branch adds to the hour; `renforcee`: under the plan de relance;
    `taux_decide`: centimes an hour decided by the OPCO's board where the branch leaves it a range.
    """

    avenant: date
    heures: int
    idcc: str | int | None = None
    certification: Certification = Certification.AUTRE
    effectif: int | None = None
    complement: bool = False
    renforcee: bool = False
    taux_decide: int | None = None


class ProA(NamedTuple):
    """Centimes and hundredths of an hour. `montant` None: nothing can be computed, `anomalies` say why.

    `base` is the rate on the hours kept, or the forfait of the action; `bonus_pme` and `complement` come above.
    """

    key: str
    taux_horaire: int
    heures_retenues: int
    base: int
    bonus_pme: int
    complement: int
    montant: int | None
    anomalies: tuple[Anomalie, ...]


def pro_a(action: Action) -> ProA:
    """What the OPCO pays for a Pro-A. Its date is that of the avenant, whatever the day the training begins."""
    require_positive(heures=action.heures, effectif=action.effectif, taux_decide=action.taux_decide)
    default = known_value(f"{_ROOT}/taux_horaire", action.avenant)
    if default is None:
        return _nothing(_closed(action.avenant))
    branch = branch_folder(_ROOT, action.idcc)
    lump = _lump_sum(branch, action)
    if lump is not None:
        return ProA(lump[0], 0, action.heures, lump[1].whole, 0, 0, lump[1].whole, ())
    key, value = _rate(branch, action, default)
    highest = known_value(f"{branch}/taux_maximal", action.avenant)
    rate = value.whole if action.taux_decide is None else action.taux_decide
    if action.taux_decide is not None and not _in_range(rate, value, highest):
        return _nothing(_out_of_range(rate))
    return _by_the_hour(branch, action, key, rate)


def _by_the_hour(branch: str, action: Action, key: str, rate: int) -> ProA:
    on = action.avenant
    limit = known_value(f"{branch}/plafond_heures", on)
    kept = action.heures if limit is None else min(action.heures, limit.whole * HUNDREDTHS)
    base = half_up_ratio(kept * rate, HUNDREDTHS)
    added = known_value(f"{branch}/complement", on) if action.complement else None
    complement = 0 if added is None else half_up_ratio(kept * added.whole, HUNDREDTHS)
    bonus = known_value(f"{branch}/bonus_pme", on)
    if bonus is None:
        return ProA(key, rate, kept, base, 0, complement, base + complement, ())
    if action.effectif is None:
        expected, remedy = "l’effectif de l’entreprise était attendu", "Donnez-le : un bonus en dépend"
        missing = error("effectif_manquant", expected, remedy, column="effectif")
        return ProA(key, rate, kept, base, 0, complement, None, (missing,))
    small = action.effectif < get(f"{branch}/effectif_pme", on=on).whole
    extra = half_up_ratio(kept * bonus.whole, HUNDREDTHS) if small else 0
    return ProA(key, rate, kept, base, extra, complement, base + extra + complement, ())


def _rate(branch: str, action: Action, default: ParametreValue) -> tuple[str, ParametreValue]:
    for name in (action.certification, Certification.AUTRE):
        key = f"{branch}/{name}"
        value = known_value(key, action.avenant)
        if value is not None:
            return key, value
    return f"{_ROOT}/taux_horaire", default


def _lump_sum(branch: str, action: Action) -> tuple[str, ParametreValue] | None:
    """The forfait of an action, where the branch set one (IDCC 2120)."""
    key = f"{branch}/forfait_action_renforcee" if action.renforcee else f"{branch}/forfait_action"
    value = known_value(key, action.avenant)
    return None if value is None else (key, value)


def _in_range(rate: int, lowest: ParametreValue, highest: ParametreValue | None) -> bool:
    return highest is not None and lowest.whole <= rate <= highest.whole


def _closed(avenant: date) -> Anomalie:
    values = parametre(f"{_ROOT}/taux_horaire").values
    first, end = (format_date(value.since) for value in (values[0], values[-1]))
    expected = f"un avenant conclu à compter du {first} et avant le {end} était attendu"
    remedy = "Depuis cette fin, une période de reconversion remplace la Pro-A"
    return error("pro_a_close", expected, remedy, column="avenant", value=format_date(avenant))


def _out_of_range(rate: int) -> Anomalie:
    expected = "un taux dans la fourchette de la branche était attendu"
    return error("taux_hors_fourchette", expected, "Vérifiez la décision de l’opérateur", value=str(rate))


def _nothing(anomalie: Anomalie) -> ProA:
    return ProA("", 0, 0, 0, 0, 0, None, (anomalie,))

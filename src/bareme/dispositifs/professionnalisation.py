"""D6332-85 and D6332-86: what an hour of a contrat de professionnalisation is paid, by branch, public and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from bareme.dispositifs.inputs import HUNDREDTHS, known_value, require_positive
from bareme.parametres import ParametreValue, get, parametre
from bareme.rounding import half_up, half_up_ratio

_ROOT: Final = "professionnalisation"
_AT_LEVEL: Final = "au_niveau_apprentissage"


class Certification(StrEnum):
    """What a branch may pay differently. AUTRE: none of the others, or not known."""

    AUTRE = "autre"
    CQP = "cqp"
    TECHNIQUE = "technique"
    CLEA = "clea"
    THEORIQUE = "theorique"
    PRATIQUE = "pratique"


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rate depends on beside the branch and the date.

    `public_prioritaire`: a person of L6325-1-1. `geiq`: in a parcours of a GEIQ. `complement`: one of the goals for
    which the branch adds an amount to the hour.
    """

    public_prioritaire: bool = False
    geiq: bool = False
    certification: Certification = Certification.AUTRE
    complement: bool = False


ORDINARY: Final = Situation()


class HourlyRate(NamedTuple):
    """The rate and where it comes from.

    `taux_horaire` is centimes an hour; 0 with `au_niveau`, when the branch pays the annual level of apprenticeship by
    days, as the kernel reads it (`bareme.rules.hourly`). `key` is the parameter, `value` its dated value with its
    reference, `hypothese` and `note` what its file says of it.
    """

    taux_horaire: int
    au_niveau: bool
    key: str
    value: ParametreValue
    hypothese: bool
    note: str


class Range(NamedTuple):
    """Centimes: a forfait, and between what the CPNE of the branch may move it; all equal where it may not."""

    minimum: int
    montant: int
    maximum: int


def hourly_rate(idcc: str | int | None, conclusion: date, situation: Situation = ORDINARY) -> HourlyRate:
    """The rate of a contract concluded on a date: that of its branch when one is known, else that of D6332-86.

    `idcc` may be written « 0176 », « 176 » or 176; None, an empty text or a branch without a rate give the rate of the
    decree. Raises ParametreMissingError before 2019 and ValueError on an IDCC that is no number.
    """
    branch = branch_folder(_ROOT, idcc)
    if branch:
        at_level = known_value(f"{branch}/{_AT_LEVEL}", conclusion)
        if at_level is not None and at_level.whole == 1:
            return _read_rate(f"{branch}/{_AT_LEVEL}", at_level, 0)
        rate = _branch_rate(branch, conclusion, situation)
        if rate is not None:
            return rate
    return _decree_rate(conclusion, situation)


def forfait(heures: int, rate: HourlyRate) -> int:
    """Centimes for hours (hundredths) at an hourly rate, half up once (D6332-85 II).

    Raises ValueError when the branch pays the level of apprenticeship: see `forfait_au_niveau`.
    """
    require_positive(heures=heures)
    if rate.au_niveau:
        raise ValueError("cette branche paie au niveau de prise en charge, pas à l’heure : donnez-le avec les jours.")
    return half_up_ratio(heures * rate.taux_horaire, HUNDREDTHS)


def forfait_au_niveau(npec: int, jours: int, conclusion: date) -> int:
    """Centimes of an annual level (centimes) for a number of days (IDCC 2264), half up once."""
    require_positive(npec=npec, jours=jours)
    return half_up_ratio(npec * jours, get("prise_en_charge/base_jours", on=conclusion).whole)


def forfait_range(idcc: str | int, heures: int, conclusion: date) -> Range:
    """The forfait of a branch for hours (hundredths), and how far its CPNE may move it (IDCC 2120: 20 % each way)."""
    amount = forfait(heures, hourly_rate(idcc, conclusion))
    variation = known_value(f"{branch_folder(_ROOT, idcc)}/variation", conclusion)
    share = Fraction(0) if variation is None or variation.amount is None else variation.amount
    return Range(half_up(amount * (1 - share)), amount, half_up(amount * (1 + share)))


def excess(cout: int, montant: int, conclusion: date, *, effectif: int) -> int:
    """D6332-88: what the funds for companies below 50 employees may pay above the forfait, in centimes; 0 elsewhere."""
    require_positive(cout=cout, montant=montant, effectif=effectif)
    if effectif >= get("professionnalisation/effectif_developpement", on=conclusion).whole:
        return 0
    return max(0, cout - montant)


def branch_folder(root: str, idcc: str | int | None) -> str:
    """« professionnalisation/idcc_0176 » of 176, « 176 » or « 0176 »; empty without an IDCC. Raises ValueError."""
    if idcc is None or not str(idcc).strip():
        return ""
    return f"{root}/idcc_{int(idcc):04d}"


def _branch_rate(branch: str, conclusion: date, situation: Situation) -> HourlyRate | None:
    """The rate that the branch set: for the public when it named it, else for the certification."""
    own = [name for name, asked in (("geiq", situation.geiq), ("prioritaire", situation.public_prioritaire)) if asked]
    for name in own:
        value = known_value(f"{branch}/{name}", conclusion)
        if value is not None:
            return _read_rate(f"{branch}/{name}", value)
    for name in (situation.certification, Certification.AUTRE):
        value = known_value(f"{branch}/{name}", conclusion)
        if value is not None:
            return _at_least_decree(_with_complement(branch, name, value, situation), value, conclusion, situation)
    return None


def _with_complement(branch: str, name: str, value: ParametreValue, situation: Situation) -> HourlyRate:
    """The rate of a certification with what the branch adds for its goals."""
    added = known_value(f"{branch}/complement", value.since) if situation.complement else None
    return _read_rate(f"{branch}/{name}", value, value.whole + (0 if added is None else added.whole))


def _at_least_decree(rate: HourlyRate, value: ParametreValue, conclusion: date, situation: Situation) -> HourlyRate:
    """A public that the branch does not name keeps the decree's rate when it is higher (hypothesis)."""
    if not (situation.public_prioritaire or situation.geiq) or value.amount is None:
        return rate
    if get("professionnalisation/public_sans_taux_de_branche", on=conclusion).whole == 0:
        return rate
    decree = _decree_rate(conclusion, situation)
    return decree if decree.taux_horaire > rate.taux_horaire else rate


def _decree_rate(conclusion: date, situation: Situation) -> HourlyRate:
    """D6332-86: 15 euros for L6325-1-1 and, from 2020-10-01, for a GEIQ; else 9,15 euros."""
    wanted = (("prioritaire", situation.public_prioritaire), ("geiq", situation.geiq))
    for key in [f"{_ROOT}/taux_horaire_{name}" for name, asked in wanted if asked]:
        value = known_value(key, conclusion)
        if value is not None:
            return _read_rate(key, value)
    key = f"{_ROOT}/taux_horaire"
    return _read_rate(key, get(key, on=conclusion))


def _read_rate(key: str, value: ParametreValue, rate: int | None = None) -> HourlyRate:
    file = parametre(key)
    centimes = value.whole if rate is None else rate
    return HourlyRate(centimes, key.endswith(_AT_LEVEL), key, value, file.hypothese, file.note)

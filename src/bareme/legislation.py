"""The law of one date of conclusion: the dated parameters gathered into the integers that the rules read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from bareme import parametres
from bareme.display import format_date, typography
from bareme.parametres import Parametre, ParametreValue
from bareme.rules.law import Law

Overrides = Mapping[str, int | Fraction]
_Frozen = tuple[tuple[str, Fraction], ...]

_EPOCH: Final = date(1970, 1, 1)
_VERSION: Final = "prise_en_charge/version"
_FIRST_CONTRACTS: Final = "hypotheses/version_2_en_cours"
_AMORCAGE: Final = "amorcage/niveau_"


class LegislationError(Exception):
    """No rule for this date, or an override that the law cannot take. French, says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(typography(message))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure of the law comes from: parameter, date of effect, text.

    `since`, `amount` and `title` are None when the rule does not exist on that date (the field is then 0); `title` and
    `href` are None too when the reference is « manquante ». `amount` is in `unit`, the unit of the parameter.
    """

    key: str
    description: str
    unit: str
    since: date | None
    amount: Fraction | None
    title: str | None
    href: str | None
    hypothese: bool
    note: str


class Field(NamedTuple):
    """How a field of the Law is read: parameter, conversion to the integer, 0 while the rule does not exist."""

    key: str
    conversion: Callable[[Fraction], int]
    optional: bool = False


def _whole(amount: Fraction) -> int:
    if amount.denominator != 1:
        raise ValueError("un nombre entier est attendu")
    return amount.numerator


def _percent(amount: Fraction) -> int:
    if amount > 1:
        raise ValueError("un taux entre 0 et 1 est attendu (20 % : 1/5)")
    percent = amount * 100
    if percent.denominator != 1:
        raise ValueError("un nombre entier de centièmes est attendu (20 % : 1/5)")
    return percent.numerator


def _choice(amount: Fraction) -> int:
    if amount not in {0, 1}:
        raise ValueError("0 ou 1 est attendu")
    return amount.numerator


LAW_FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "version": Field(_VERSION, _whole),
        "par_jour": Field("prise_en_charge/calcul_par_jour", _choice),
        "base_jours": Field("prise_en_charge/base_jours", _whole),
        "base_mois": Field("prise_en_charge/base_mois", _whole),
        "avance_pour_cent": Field("prise_en_charge/avance", _percent),
        "septieme_mois_pour_cent": Field("prise_en_charge/septieme_mois", _percent),
        "dixieme_mois_pour_cent": Field("prise_en_charge/dixieme_mois", _percent, optional=True),
        "solde_au_dixieme_mois": Field("prise_en_charge/solde_au_dixieme_mois", _choice),
        "septieme_mois_revolu": Field("prise_en_charge/septieme_mois_revolu", _choice),
        "avance_courte_pour_cent": Field("prise_en_charge/avance_contrat_court", _percent),
        "majoration_courte_pour_cent": Field("prise_en_charge/majoration_contrat_court", _percent),
        "titre_court_annuel": Field("prise_en_charge/titre_court_annuel", _choice),
        "delai_paiement_jours": Field("prise_en_charge/delai_paiement", _whole),
        "forclusion_mois": Field("prise_en_charge/forclusion_solde", _whole, optional=True),
        "maintien_mois": Field("prise_en_charge/maintien", _whole),
        "distance_reduction_pour_cent": Field("modulation/distance_reduction", _percent, optional=True),
        "distance_seuil_pour_cent": Field("modulation/distance_seuil", _percent, optional=True),
        "distance_plancher": Field("modulation/distance_plancher", _whole, optional=True),
        "handicap_plafond": Field("modulation/handicap_plafond", _whole, optional=True),
        "handicap_plafond_pour_cent": Field("modulation/handicap_plafond_taux", _percent, optional=True),
        "participation": Field("participation/montant", _whole, optional=True),
        "participation_niveau": Field("participation/niveau", _whole, optional=True),
        "participation_rupture_pour_cent": Field("participation/rupture", _percent, optional=True),
        "participation_nouvel_employeur": Field("participation/nouvel_employeur", _whole, optional=True),
        "participation_jours": Field("participation/periode_probatoire", _whole),
        "hypothese_facture_annee_suivante": Field("hypotheses/facture_annee_suivante", _whole),
        "hypothese_pieces_recues": Field("hypotheses/pieces_recues", _whole),
        "hypothese_annee_plafonnee": Field("hypotheses/annee_plafonnee", _choice, optional=True),
        "hypothese_court_par_calendrier": Field("hypotheses/court_par_calendrier", _choice),
        "hypothese_court_par_periode": Field("hypotheses/court_par_periode", _choice),
        "hypothese_annees_du_cycle": Field("hypotheses/annees_du_cycle", _choice),
        "hypothese_tranches_fondues": Field("hypotheses/tranches_fondues", _choice),
        "hypothese_report_participation": Field("hypotheses/report_participation", _choice, optional=True),
        "hypothese_plancher_sans_hausse": Field("hypotheses/plancher_sans_hausse", _choice, optional=True),
        "hypothese_handicap_par_contrat": Field("hypotheses/handicap_par_contrat", _choice, optional=True),
        "hypothese_participation_base_modulee": Field("hypotheses/participation_base_modulee", _choice, optional=True),
        "hypothese_nouvel_employeur_proratise": Field("hypotheses/nouvel_employeur_proratise", _choice, optional=True),
        "hypothese_titre_court_au_prorata": Field("hypotheses/titre_court_au_prorata", _choice),
        "hypothese_maintien_borne": Field("hypotheses/maintien_borne", _choice),
        "hypothese_forfait_horaire_au_prorata": Field("hypotheses/forfait_horaire_au_prorata", _choice),
        "hypothese_forclusion_maintien": Field("hypotheses/forclusion_maintien", _choice, optional=True),
    }
)
"""Each field of the Law and the parameter that gives it."""


def law_on(conclusion: date, overrides: Overrides | None = None) -> Law:
    """The law that a contract concluded on this day meets.

    `overrides` replaces parameters by key, in the unit of the parameter (« participation/montant »: 90000 centimes,
    « modulation/distance_reduction »: Fraction(1, 5)), from the day on which the parameter exists.
    Raises LegislationError: no rule for this date, unknown key, value that the field cannot hold.
    """
    frozen = _checked(overrides)
    starts, laws = _table(frozen)
    position = bisect_right(starts, (conclusion - _EPOCH).days) - 1
    if position < 0:
        raise _too_early(conclusion, frozen)
    return laws[position]


def law_table(overrides: Overrides | None = None) -> tuple[tuple[int, ...], tuple[Law, ...]]:
    """The first day numbers (from 1970-01-01, ascending) of the intervals of constant law, and the law of each.

    Intervals of dates of conclusion: before the first day there is no rule. Raises LegislationError as `law_on`.
    """
    return _table(_checked(overrides))


def amorcage_on(niveau: int, conclusion: date, overrides: Overrides | None = None) -> int:
    """The annual amount, in centimes, paid until the level of a certification is fixed (article D6332-80).

    Raises LegislationError: no amount for this level, or none yet on this date.
    """
    key = f"{_AMORCAGE}{niveau}"
    if key not in _amorcage_keys():
        known = ", ".join(found.removeprefix(_AMORCAGE) for found in _amorcage_keys())
        raise LegislationError(f"Aucun montant d’amorçage pour le niveau {niveau} : niveaux connus : {known}.")
    amount = _amount_on(parametres.parametre(key), conclusion, dict(_checked(overrides)))
    if amount is None:
        first = format_date(parametres.parametre(key).values[0].since)
        raise LegislationError(
            f"Aucun montant d’amorçage au {format_date(conclusion)} : le premier vaut pour les contrats conclus à "
            f"compter du {first}. Donnez le niveau de prise en charge du contrat (colonne « npec »)."
        )
    return _whole(amount)


def value_on(key: str, conclusion: date) -> int:
    """A parameter that is not in the Law, as an integer in its own unit (percents for a rate), read as the law is.

    Raises ParametreUnknownError, ParametreMissingError or LegislationError (no rule for this date).
    """
    parametre = parametres.parametre(key)
    amount = _amount_on(parametre, _reading_day(conclusion), {})
    if amount is None:
        raise parametres.ParametreMissingError(parametre, conclusion)
    return _percent(amount) if parametre.unit == "taux" else _whole(amount)


def source_of(field: str, conclusion: date) -> Source:
    """Where a field of the Law (« avance_pour_cent ») comes from, for a contract concluded on this day.

    Raises KeyError on a name that is no field.
    """
    return source_on(LAW_FIELDS[field].key, conclusion)


def source_on(key: str, conclusion: date) -> Source:
    """The same for any parameter. Raises ParametreUnknownError."""
    parametre = parametres.parametre(key)
    found = _value_on(parametre, _reading_day(conclusion))
    reference = found.reference if found else None
    return Source(
        key=key,
        description=parametre.description,
        unit=parametre.unit,
        since=found.since if found else None,
        amount=found.amount if found else None,
        title=reference.title if reference else None,
        href=reference.href if reference else None,
        hypothese=parametre.hypothese,
        note=parametre.note,
    )


@cache
def overridable_keys() -> tuple[str, ...]:
    """The keys that `overrides` may name: those that change what is computed, sorted."""
    return tuple(sorted({_FIRST_CONTRACTS, *(field.key for field in LAW_FIELDS.values()), *_amorcage_keys()}))


@cache
def _amorcage_keys() -> tuple[str, ...]:
    return tuple(key for key in parametres.keys() if key.startswith(_AMORCAGE))  # noqa: SIM118 - a function


def _checked(overrides: Overrides | None) -> _Frozen:
    """The overrides in a form that can be a cache key. Raises LegislationError with everything wrong."""
    if not overrides:
        return ()
    wrong, conversions = [], {field.key: field.conversion for field in LAW_FIELDS.values()}
    for key, value in overrides.items():
        if key not in overridable_keys():
            wrong.append(_unknown(key))
            continue
        if not isinstance(value, int | Fraction):
            wrong.append(f"{key} : un nombre exact est attendu, pas {value!r}.")
            continue
        try:
            if conversions.get(key, _choice if key == _FIRST_CONTRACTS else _whole)(Fraction(value)) < 0:
                wrong.append(f"{key} : un nombre positif ou nul est attendu, pas {value}.")
        except ValueError as refused:
            wrong.append(f"{key} : {refused}, pas {value}.")
    if wrong:
        raise LegislationError("\n".join(wrong))
    return tuple(sorted((key, Fraction(value)) for key, value in overrides.items()))


def _unknown(key: str) -> str:
    if key in parametres.keys():  # noqa: SIM118 - a function
        return f"{key} : ce paramètre n’entre pas dans le montant d’un contrat, le remplacer ne changerait rien."
    close = get_close_matches(key, overridable_keys(), n=3, cutoff=0.4)
    hint = (
        f" Vouliez-vous dire {' ou '.join(close)} ?" if close else f" Clés connues : {', '.join(overridable_keys())}."
    )
    return f"{key} : paramètre inconnu.{hint}"


@cache
def _table(overrides: _Frozen) -> tuple[tuple[int, ...], tuple[Law, ...]]:
    replaced = dict(overrides)
    first = _first_day(replaced)
    starts: list[int] = []
    laws: list[Law] = []
    for day in _changes(first):
        law = _law(max(day, _first_version()), replaced)
        if not laws or law != laws[-1]:
            starts.append((day - _EPOCH).days)
            laws.append(law)
    return tuple(starts), tuple(laws)


def _changes(first: date) -> Iterable[date]:
    """The first day and each later one on which a parameter of the law takes another value, ascending."""
    later = {
        value.since
        for field in LAW_FIELDS.values()
        for value in parametres.parametre(field.key).values
        if value.since > first
    }
    return sorted({first, *later})


def _law(on: date, replaced: Mapping[str, Fraction]) -> Law:
    figures = {}
    for name, field in LAW_FIELDS.items():
        parametre = parametres.parametre(field.key)
        amount = _amount_on(parametre, on, replaced)
        if amount is None and not field.optional:
            raise parametres.ParametreMissingError(parametre, on)
        figures[name] = 0 if amount is None else field.conversion(amount)
    return Law(**figures)


def _amount_on(parametre: Parametre, on: date, replaced: Mapping[str, Fraction]) -> Fraction | None:
    """The value in force, or the one that replaces it; None before the first value and after the end."""
    found = _value_on(parametre, on)
    if found is None or found.amount is None:
        return None
    return replaced.get(parametre.key, found.amount)


def _value_on(parametre: Parametre, on: date) -> ParametreValue | None:
    position = bisect_right([value.since for value in parametre.values], on) - 1
    return parametre.values[position] if position >= 0 else None


@cache
def _first_version() -> date:
    return parametres.parametre(_VERSION).values[0].since


def _first_day(replaced: Mapping[str, Fraction]) -> date:
    """The first conclusion that has a rule: before the first wording when it is held to rule running contracts."""
    hypothese = parametres.parametre(_FIRST_CONTRACTS).values[0]
    applied = replaced.get(_FIRST_CONTRACTS, hypothese.amount)
    return hypothese.since if applied else _first_version()


def _reading_day(conclusion: date) -> date:
    """The day on which the parameters are read: contracts older than the first wording are read on its first day."""
    first = _first_day({})
    if conclusion < first:
        raise _too_early(conclusion, ())
    return max(conclusion, _first_version())


def _too_early(conclusion: date, overrides: _Frozen) -> LegislationError:
    first = format_date(_first_day(dict(overrides)))
    return LegislationError(
        f"Aucune règle pour un contrat conclu le {format_date(conclusion)} : les rédactions connues valent pour les "
        f"contrats conclus à compter du {first}. Vérifiez la date de conclusion."
    )

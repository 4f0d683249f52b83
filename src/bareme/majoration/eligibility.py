"""Eligibility: the predicates of the règlement, checked one by one on each candidature."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from bareme.display import format_date, format_number, typography
from bareme.majoration.candidature import Candidature
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import Condition, Value

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "parmi": lambda value, wanted: value in wanted,
}
_SPOKEN = {">=": "au moins", ">": "plus de", "<=": "au plus", "<": "moins de", "=": "égal à", "parmi": "parmi"}


def field_value(candidature: Candidature, name: str) -> Value:
    """A field of the candidature or one of its indicators; None when absent."""
    if name in candidature.indicateurs:
        return candidature.indicateurs[name]
    if name in {"contrats", "contrats_verts", "exceptionnelle"}:
        return _whole(getattr(candidature, name))
    if name in {"of_cfa", "formation", "site", "complement"}:
        return str(getattr(candidature, name))
    return None


# The same few counts come back in every list.
@lru_cache
def _whole(count: int) -> Fraction:
    return Fraction(count)


def failed_condition(candidature: Candidature, reglement: Reglement) -> str | None:
    """The French reason why a candidature is not eligible; None when it is."""
    return next(failed_conditions(candidature, reglement), None)


def failed_conditions(candidature: Candidature, reglement: Reglement) -> Iterator[str]:
    """Every French reason why a candidature is not eligible, in the order of the règlement."""
    for condition in reglement.eligibilite:
        value = field_value(candidature, condition.champ)
        if value is None:
            if not condition.si_absent_eligible:
                yield typography(f"{condition.libelle} : donnée absente ({condition.clause.ref})")
        elif not _COMPARISONS[condition.operateur](value, condition.valeur):
            yield _reason(condition, value)


def counted_green(candidature: Candidature, reglement: Reglement) -> int:
    """Green contracts that count: all the declared ones when every threshold is reached, none otherwise.

    A missing figure does not prove a threshold.
    """
    for seuil in reglement.bonus_vert.seuils:
        value = field_value(candidature, seuil.champ)
        if not isinstance(value, Fraction):
            return 0
        # Compared crosswise: two Fractions take three times as long to compare.
        numerator, denominator = value.as_integer_ratio()
        least, parts = seuil.minimum.as_integer_ratio()
        if numerator * parts < least * denominator:
            return 0
    return candidature.contrats_verts


def spoken(value: object) -> str:
    """A value as a French reader writes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Fraction):
        return format_number(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return "absent" if value is None else str(value)


def _reason(condition: Condition, value: Value) -> str:
    wanted = f"{_SPOKEN[condition.operateur]} {spoken(condition.valeur)}"
    return typography(f"{condition.libelle} : {spoken(value)}, attendu {wanted} ({condition.clause.ref})")

"""Age of the apprentice (L6222-1, L6222-2, D6222-1): ground D6224-2 2°.

The base rule is read at the start of execution, the ceiling and the delay of the derogations at the conclusion.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bareme.display import format_date
from bareme.validite.dates import add_months, completed_years
from bareme.validite.facts import Facts
from bareme.validite.trace import Trace
from bareme.validite.verdict import Answer, ok, refuse, unknown

MINIMUM = "validite/age/minimum"
MINIMUM_COLLEGE = "validite/age/minimum_apres_college"
MAXIMUM = "validite/age/maximum"
TEST_DATE = "validite/age/age_test_date"
DEROGATION_MAXIMUM = "validite/age/age_derog_max_completed_years"
DELAY = "validite/age/delai_contrat_precedent"
ECHEC = "validite/age/derogation_echec"

# The grounds of L6222-2 that have neither ceiling nor delay, and the article of each.
_WITHOUT_CEILING = {
    "rqth": "L6222-2, 3°",
    "creation_reprise": "L6222-2, 4°",
    "sportif": "L6222-2, 5°",
}
_WITH_CEILING = {
    "niveau_superieur": "L6222-2, 1°",
    "rupture": "L6222-2, 2°",
    "inaptitude": "L6222-2, 2°",
}
_ECHEC = "echec"
DEROGATIONS = (*_WITH_CEILING, *_WITHOUT_CEILING, _ECHEC)
_FROM_COLUMN = {"rqth": "rqth", "sportif": "sportif"}


class _Read(NamedTuple):
    """The age as it was read: a birth, a date, the sentence that begins every answer."""

    birth: date
    age: int
    phrase: str


def check_age(facts: Facts, trace: Trace) -> Answer:
    """Whether the apprentice has the age required, or a derogation that holds."""
    if facts.date_naissance is None:
        return unknown("L’âge de l’apprenti ne peut pas être vérifié sans sa date de naissance.", "date_naissance")
    at_conclusion = trace.is_on(TEST_DATE, facts.date_conclusion)
    on = facts.date_conclusion if at_conclusion else facts.date_debut
    age = completed_years(facts.date_naissance, on)
    read = _Read(facts.date_naissance, age, f"L’apprenti a {age} ans révolus au {format_date(on)}")
    minimum = trace.whole(MINIMUM, facts.date_conclusion)
    maximum = trace.whole(MAXIMUM, facts.date_conclusion)
    trace.note("âge lu", f"{age} ans révolus au {format_date(on)}")
    trace.note("âges admis", f"{minimum} à {maximum} ans révolus")
    if age < minimum:
        return _too_young(facts, trace, read, reaches=on.year - facts.date_naissance.year)
    if age <= maximum:
        return ok(f"{read.phrase} : il doit en avoir {minimum} à {maximum}.")
    return _too_old(facts, trace, read)


def _too_young(facts: Facts, trace: Trace, read: _Read, *, reaches: int) -> Answer:
    """`reaches`: the age at the end of the calendar year."""
    lowest = trace.whole(MINIMUM_COLLEGE, facts.date_conclusion)
    if read.age < lowest:
        phrase = f"{read.phrase} : il doit en avoir au moins {lowest}."
        if reaches < lowest:
            return refuse(phrase)
        other = f"Il en aura {lowest} dans l’année civile : seule une inscription sous statut scolaire est possible."
        return refuse(f"{phrase} {other}", "L6222-1, R6222-1-1")
    if facts.college_acheve is None:
        phrase = f"{read.phrase} : le contrat n’est possible que s’il a accompli la scolarité du collège."
        return unknown(phrase, "college_acheve")
    if not facts.college_acheve:
        return refuse(f"{read.phrase} et n’a pas accompli la scolarité du collège.", "L6222-1, deuxième alinéa")
    return ok(f"{read.phrase} et a accompli la scolarité du collège.", "L6222-1, deuxième alinéa")


def _too_old(facts: Facts, trace: Trace, read: _Read) -> Answer:
    derogation = _declared(facts)
    if derogation is None:
        maximum = trace.whole(MAXIMUM, facts.date_conclusion)
        return refuse(f"{read.phrase} : au-delà de {maximum} ans, il faut une dérogation (derogation_age).")
    column = _FROM_COLUMN.get(derogation)
    if column is not None and getattr(facts, column) is False:
        phrase = f"{read.phrase} : la dérogation « {derogation} » contredit la colonne « {column} »."
        return unknown(phrase, "derogation_age", column)
    if derogation in _WITHOUT_CEILING:
        return ok(f"{read.phrase}, avec une dérogation sans limite d’âge.", _WITHOUT_CEILING[derogation])
    if derogation == _ECHEC:
        if trace.is_on(ECHEC, facts.date_conclusion):
            return ok(f"{read.phrase}, avec un nouveau contrat chez un autre employeur après un échec.", "D6222-1-2")
        return refuse(f"{read.phrase} : la dérogation après un échec n’était pas en vigueur.", "L6222-2")
    return _with_ceiling(facts, trace, read.birth, _WITH_CEILING[derogation])


def _declared(facts: Facts) -> str | None:
    """The derogation told, or the one that another column gives."""
    if facts.derogation_age is not None:
        return facts.derogation_age
    return next((name for name, column in _FROM_COLUMN.items() if getattr(facts, column)), None)


def _with_ceiling(facts: Facts, trace: Trace, birth: date, article: str) -> Answer:
    conclusion = facts.date_conclusion
    age = completed_years(birth, conclusion)
    highest = trace.whole(DEROGATION_MAXIMUM, conclusion)
    reads = f"L’apprenti a {age} ans révolus à la conclusion, le {format_date(conclusion)}"
    trace.note("plafond de la dérogation", f"{highest} ans révolus à la conclusion")
    if age > highest:
        return refuse(f"{reads} : la dérogation s’arrête à {highest}.", f"{article}, D6222-1, 1°")
    article = f"{article}, D6222-1, 2°"
    delay = trace.whole(DELAY, conclusion)
    if facts.fin_contrat_precedent is None:
        phrase = f"{reads} : la dérogation suppose un contrat précédent, expiré depuis {delay} mois au plus."
        return unknown(phrase, "fin_contrat_precedent", article=article)
    latest = add_months(facts.fin_contrat_precedent, delay)
    trace.note("dernier jour pour conclure", format_date(latest))
    told = f"le contrat précédent a expiré le {format_date(facts.fin_contrat_precedent)}"
    if conclusion > latest:
        return refuse(f"{reads} ; {told} : il fallait conclure au plus tard le {format_date(latest)}.", article)
    return ok(f"{reads} : la dérogation va jusqu’à {highest} ; {told}.", article)

"""Read the calendar of a fiche as its authors wrote it, in French. Units: civil days, months from 1 to 12.

Sources: the calendars of the sources (see schedule.py) and the ways of writing them that are close.
Each reader returns the fields of a schedule, or nothing; a text that says two things at once is read by none.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bareme.display import fold
from tandem.conventions.timing.dates import MOIS, month_end

Fields = dict[str, Any]

_MONTHS = {fold(name): rank for rank, name in enumerate(MOIS, 1)}
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_POINT = rf"(?:(?P<day{{n}}>1er|\d{{{{1,2}}}})\s+)?(?P<month{{n}}>{_MONTH})(?:\s+(?P<year{{n}}>\d{{{{4}}}}))?"
_FIRST, _SECOND = _POINT.format(n=1), _POINT.format(n=2)
_RANGE = re.compile(rf"(?:de |d |du |entre (?:le )?)?{_FIRST}(?P<link>-| a | au | et |/| jusqu'a | jusqu'au ){_SECOND}")
_ALONE = re.compile(rf"(?:en |au mois de |au mois d |le )?{_FIRST}")
_SINCE = re.compile(
    rf"(?:des|a partir de|a partir d |a partir du|a compter de|a compter d |a compter du)(?: le)? ?{_FIRST}"
)
_MONTH_WORD = re.compile(rf"\b{_MONTH}\b")

# A number of times, by its rank.
TIMES = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
_NUMBERS = {word: rank for rank, word in enumerate(TIMES) if word} | {"un": 1}
_NUMBER = rf"(?P<fois>\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_PER = r"(?:par|dans l |chaque|tous les|toutes les)\s*(?P<par>an|annee|semestre|trimestre|mois)s?"
_OFTEN = re.compile(rf"\b{_NUMBER}\b(?: (?:a|ou) (?:\d{{1,2}}|\w+))?(?: \w+){{1,4}}? {_PER}\b")
_EVERY = re.compile(r"\b(?:chaque|tous les|toutes les) (?P<par>an|annee|semestre|trimestre|mois)s?\b")
_ADJECTIVES = re.compile(r"\b(?P<par>annuel|semestriel|trimestriel|mensuel)(?:le)?s?\b")
_ONCE = re.compile(r"\bune (?:seule|unique) fois\b(?! par)|\b(?P<fois>\w+) fois en tout\b")
_PERIODS = {
    "an": (1, "an"),
    "annee": (1, "an"),
    "annuel": (1, "an"),
    "semestre": (1, "semestre"),
    "semestriel": (1, "semestre"),
    "trimestre": (1, "trimestre"),
    "trimestriel": (1, "trimestre"),
    "mois": (12, "an"),
    "mensuel": (12, "an"),
}
# In order: the first phrase found gives the nature.
_SPOKEN = (
    ("tout au long", "tout_au_long"),
    ("toute l annee", "tout_au_long"),
    ("en continu", "tout_au_long"),
    ("en cours d annee", "en_cours_annee"),
    ("dans l annee", "en_cours_annee"),
    ("courant d annee", "en_cours_annee"),
    ("besoin", "selon_besoins"),
    ("opportunite", "selon_besoins"),
    ("necessite", "selon_besoins"),
    ("ad hoc", "selon_besoins"),
    ("sans calendrier", "aucun"),
)
_EARLY_SUMMER = re.compile(r"(?:au )?debut de l ete")


def _plain(text: str) -> str:
    """Lower case, without accents, apostrophes or the full stop; every dash is « - », alone between two words."""
    bare = re.sub(r"\s*[-–—−]\s*", "-", fold(re.sub("[’']", " ", text)))
    return re.sub(r"\s*/\s*", "/", bare).strip(" .;,")


def dated(text: str) -> Fields | None:
    """« Septembre 2023 à Mars 2024 », « Septembre – Décembre », « Juin », « Dès octobre 2023 »: the whole text."""
    plain = _plain(text)
    if _EARLY_SUMMER.fullmatch(plain):
        # Article 4 of the conventions: « au moment de la remontée des besoins des branches (début de l'été) ».
        return {"nature": "fenetre_mois", "mois_debut": 6, "mois_fin": 7}
    try:
        if found := _SINCE.fullmatch(plain):
            return _since(found)
        if found := _RANGE.fullmatch(plain):
            return _range(found)
        found = _ALONE.fullmatch(plain)
        return _alone(found) if found else None
    except ValueError:  # 31 February
        return None


def _since(found: re.Match[str]) -> Fields | None:
    if not found["year1"]:
        return None
    return {"nature": "des", "debut": date(int(found["year1"]), _MONTHS[found["month1"]], _day(found, 1) or 1)}


def _alone(found: re.Match[str]) -> Fields | None:
    month, day = _MONTHS[found["month1"]], _day(found, 1)
    if found["year1"]:
        year = int(found["year1"])
        first = date(year, month, day or 1)
        return {"nature": "intervalle", "debut": first, "fin": first if day else month_end(year, month)}
    return None if day else {"nature": "mois", "mois_debut": month}


def _range(found: re.Match[str]) -> Fields | None:
    first, last = _MONTHS[found["month1"]], _MONTHS[found["month2"]]
    if found["link"] in {" et ", "/"} and (last - first) % 12 != 1 and not found[0].startswith("entre"):
        return None  # « octobre et mars » names two months, not what lies between
    if not (found["year1"] or found["year2"]):
        if found["day1"] or found["day2"]:
            return None
        return {"nature": "fenetre_mois", "mois_debut": first, "mois_fin": last}
    wraps = last < first
    year2 = int(found["year2"]) if found["year2"] else int(found["year1"]) + wraps
    year1 = int(found["year1"]) if found["year1"] else year2 - wraps
    day2 = _day(found, 2)
    debut = date(year1, first, _day(found, 1) or 1)
    fin = date(year2, last, day2) if day2 else month_end(year2, last)
    return {"nature": "intervalle", "debut": debut, "fin": fin} if debut <= fin else None


def _day(found: re.Match[str], rank: int) -> int | None:
    written = found[f"day{rank}"]
    return int(written.removesuffix("er")) if written else None


def recurrent(text: str) -> Fields | None:
    """« Une fois par semestre », « 1 à 2 réunions par an », « base trimestrielle »; nothing beside a month."""
    plain = _plain(text)
    if _MONTH_WORD.search(plain):
        return None
    if found := _ONCE.search(plain):
        fois = _number(found["fois"]) if found["fois"] else 1
        return {"nature": "recurrence", "fois": fois, "par": "unique"} if fois else None
    found = _OFTEN.search(plain)
    fois = _number(found["fois"]) if found else 1
    found = found or _EVERY.search(plain) or _ADJECTIVES.search(plain)
    if not found or not fois:
        return None
    times, par = _PERIODS[found["par"]]
    return {"nature": "recurrence", "fois": fois * times, "par": par}


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def spoken(text: str) -> str | None:
    """The nature of « Tout au long de l'année », « Autant que de besoin »; nothing beside a month."""
    plain = _plain(text)
    if _MONTH_WORD.search(plain):
        return None
    return next((nature for phrase, nature in _SPOKEN if phrase in plain), None)

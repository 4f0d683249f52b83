"""Cells turned into exact values. A cell that cannot be read raises FieldError with its expectation and remedy."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from bareme.display import format_integer

LARGEST_COUNT = 1_000_000
LARGEST_EUROS = 10_000_000_000

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_GROUPED = re.compile(r"[0-9]{1,3}( [0-9]{3})+(,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+([.,][0-9]+)?")
_AMBIGUOUS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
_RATIO = re.compile(r"[0-9]+ ?/ ?[0-9]+")
_ZERO_SIGNS = frozenset({"-", "–", "—", "−"})
_YES = frozenset({"oui", "o", "vrai", "true", "yes", "x", "1"})
_NO = frozenset({"non", "n", "faux", "false", "no", "0"})
_LONGEST_NUMBER = 40


class FieldError(ValueError):
    """A cell that is not what was expected. `expected` and `remedy` are French, `code` is stable."""

    def __init__(self, code: str, expected: str, remedy: str) -> None:
        super().__init__(expected)
        self.code = code
        self.expected = expected
        self.remedy = remedy


def squeeze(text: str) -> str:
    """Text without outer blanks, each inner run of blanks (NBSP and U+202F included) as one space."""
    return _SPACES.sub(" ", text).strip()


def parse_number(text: str) -> Fraction:
    """An exact non-negative number: « 16 510,00 », « 1028 », « 0.5 », « - € » (zero), « 250 € ».

    Raises FieldError on anything else: negative, ambiguous (« 1.470 »), badly grouped, or not a number.
    """
    cleaned = squeeze(text).removesuffix("€").rstrip()
    if cleaned in _ZERO_SIGNS:
        return Fraction(0)
    if not cleaned:
        raise FieldError("vide", "un nombre était attendu, la cellule est vide", "Renseignez la valeur")
    if cleaned[0] in _ZERO_SIGNS or (cleaned[0] == "(" and cleaned[-1] == ")"):
        raise FieldError("negatif", "un nombre positif ou nul était attendu", "Corrigez le signe")
    if _AMBIGUOUS.fullmatch(cleaned):
        raise FieldError(
            "ambigu",
            "un nombre sans ambiguïté était attendu : le point peut séparer des milliers ou des décimales",
            "Écrivez les milliers avec une espace ou sans séparateur, et les décimales avec une virgule",
        )
    if len(cleaned) > _LONGEST_NUMBER or not (_GROUPED.fullmatch(cleaned) or _PLAIN.fullmatch(cleaned)):
        raise FieldError(
            "nombre", "un nombre était attendu, par exemple « 1 028 » ou « 16 510,00 »", "Corrigez la valeur"
        )
    return Fraction(cleaned.replace(" ", "").replace(",", "."))


def parse_count(text: str, *, largest: int = LARGEST_COUNT) -> int:
    """A whole number between 0 and `largest`."""
    number = parse_number(text)
    if number.denominator != 1:
        raise FieldError("entier", "un nombre entier était attendu", "Retirez les décimales")
    return _bounded(number, largest).numerator


def parse_euros(text: str, *, largest: int = LARGEST_EUROS) -> int:
    """A whole number of euros; « 16 510,00 » is 16510, « 16 510,50 » is refused."""
    number = parse_amount(text, largest=largest)
    if number.denominator != 1:
        raise FieldError("euros_entiers", "un montant en euros entiers était attendu", "Retirez les centimes")
    return number.numerator


def parse_amount(text: str, *, largest: int = LARGEST_EUROS) -> Fraction:
    """An exact amount in euros with at most two decimals."""
    number = parse_number(text)
    if (number * 100).denominator != 1:
        raise FieldError("centimes", "un montant avec au plus deux décimales était attendu", "Arrondissez au centime")
    return _bounded(number, largest)


def parse_rate(text: str) -> Fraction:
    """A rate: « 15 % », « 0,15 » or « 3/20 » are the same; refused above 1 unless written with %, and above 100 %."""
    cleaned = squeeze(text)
    if _RATIO.fullmatch(cleaned):
        numerator, denominator = (int(part) for part in cleaned.split("/"))
        if not denominator:
            raise FieldError("taux", "une fraction de dénominateur non nul était attendue", "Corrigez la fraction")
        rate = Fraction(numerator, denominator)
    elif cleaned.endswith("%"):
        rate = parse_number(cleaned[:-1]) / 100
    else:
        rate = parse_number(cleaned)
    if rate > 1:
        raise FieldError("taux", "un taux entre 0 et 100 % était attendu", "Écrivez par exemple « 15 % » ou « 0,15 »")
    return rate


def parse_boolean(text: str) -> bool:
    """« oui » or « non », and their usual spellings."""
    cleaned = squeeze(text).casefold()
    if cleaned in _YES:
        return True
    if cleaned in _NO:
        return False
    raise FieldError("oui_non", "« oui » ou « non » était attendu", "Écrivez « oui » ou « non »")


def parse_date(text: str) -> date:
    """A date written 2022-09-01 or 01/09/2022."""
    cleaned = squeeze(text)
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(cleaned, pattern).date()  # noqa: DTZ007 - a calendar date has no time zone
        except ValueError:
            continue
    raise FieldError("date", "une date JJ/MM/AAAA ou AAAA-MM-JJ était attendue", "Corrigez la date")


def spreadsheet_number(value: float) -> str:
    """The decimal text of a spreadsheet cell: 15 significant digits, as the spreadsheet itself shows and keeps."""
    return format(Decimal(format(value, ".15g")), "f")


def _bounded(number: Fraction, largest: int) -> Fraction:
    if number > largest:
        raise FieldError(
            "trop_grand",
            f"un nombre d’au plus {format_integer(largest)} était attendu",
            "Vérifiez la valeur et son unité",
        )
    return number

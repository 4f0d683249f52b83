"""One cell as an integer or a text, by the parsers of `bareme.tables.fields`: every spelling that people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from bareme.contrats.schema import Column, Kind, date_of, day_number
from bareme.display import fold, format_date, format_number
from bareme.tables.fields import (
    LARGEST_EUROS,
    FieldError,
    parse_amount,
    parse_boolean,
    parse_count,
    parse_date,
    parse_number,
    squeeze,
)
from bareme.tables.writing import restore_formula

OUI = -1
"""The amorçage « oui »: the forfait of the level."""

_LINE_BREAKS = re.compile(r"[\t\r\n]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read_cell(column: Column, cell: str) -> int | str | None:
    """One cell as an integer, or a text; None when it is blank. Raises FieldError with what was expected."""
    text = squeeze(cell)
    if not text:
        return None
    try:
        return _PARSERS[column.kind](cell, column)
    except FieldError as wrong:
        if wrong.code == "nombre" and column.example:
            raise FieldError(
                wrong.code, f"un nombre était attendu, par exemple {column.example}", wrong.remedy
            ) from wrong
        raise


def _read_text(cell: str, _column: Column) -> str:
    text = _LINE_BREAKS.sub(" ", restore_formula(cell)).strip()
    if _CONTROL.search(text):
        raise FieldError("controle", "un texte sans caractère de contrôle était attendu", "Retirez ce caractère")
    return text


def _read_date(cell: str, _column: Column) -> int:
    return day_number(parse_date(cell))


def _read_euros(cell: str, column: Column) -> int:
    return (parse_amount(cell, largest=int(column.maximum or LARGEST_EUROS)) * 100).numerator


def _read_hours(cell: str, _column: Column) -> int:
    hundredths = parse_number(cell) * 100
    if hundredths.denominator != 1:
        raise FieldError(
            "heures", "un nombre d’heures avec au plus deux décimales était attendu", "Arrondissez au centième"
        )
    return min(hundredths.numerator, _LARGEST_HOURS)


# Far above any bound of the schema, and inside a 32-bit integer.
_LARGEST_HOURS = 2**31 - 1


def _read_integer(cell: str, column: Column) -> int:
    largest = int(column.maximum or 100)
    number = parse_number(cell)
    if number > largest or (column.minimum is not None and number < column.minimum):
        raise FieldError("hors_bornes", *bounds_of(column))
    return parse_count(cell, largest=largest)


def _read_boolean(cell: str, _column: Column) -> int:
    return int(parse_boolean(cell))


def _read_choice(cell: str, column: Column) -> int:
    wanted = fold(cell)
    for position, choice in enumerate(column.choices):
        if fold(choice) == wanted:
            return position
    raise FieldError("choix", f"une de ces valeurs était attendue : {', '.join(column.choices)}", "Corrigez la valeur")


def _read_amorcage(cell: str, column: Column) -> int | None:
    try:
        return _read_euros(cell, column)
    except FieldError as no_amount:
        try:
            return OUI if parse_boolean(cell) else None
        except FieldError:
            raise no_amount from None


_PARSERS: Mapping[Kind, Callable[[str, Column], int | str | None]] = {
    Kind.TEXTE: _read_text,
    Kind.DATE: _read_date,
    Kind.EUROS: _read_euros,
    Kind.HEURES: _read_hours,
    Kind.ENTIER: _read_integer,
    Kind.OUI_NON: _read_boolean,
    Kind.CHOIX: _read_choice,
    Kind.AMORCAGE: _read_amorcage,
}


def bounds_of(column: Column) -> tuple[str, str]:
    """The French expectation and remedy of a cell out of its bounds."""
    if column.kind in {Kind.EUROS, Kind.AMORCAGE} and column.minimum:
        most = _shown(column, column.maximum)
        return f"un montant supérieur à zéro, et d’au plus {most} euros, était attendu", "Corrigez la valeur"
    low, high = (_shown(column, bound) for bound in (column.minimum, column.maximum))
    noun = {Kind.DATE: "une date", Kind.EUROS: "un montant en euros", Kind.AMORCAGE: "un montant en euros"}.get(
        column.kind, "un nombre"
    )
    agreed = "attendue" if column.kind is Kind.DATE else "attendu"
    return f"{noun} entre {low} et {high} était {agreed}", "Corrigez la valeur"


def _shown(column: Column, bound: Fraction | None) -> str:
    if bound is None:
        return "0"
    return format_date(date_of(int(bound))) if column.kind is Kind.DATE else format_number(bound)

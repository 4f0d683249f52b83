"""Figures behind the criteria, between the text that a person types and the exact text that the database keeps."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from bareme.majoration.candidature_cells import indicator_parsers
from bareme.majoration.reglement.parts import IndicateurType
from bareme.tables.fields import FieldError
from tandem.campagnes.engine import reglement_for


class FiguresError(Exception):
    """Figures that cannot be read: `errors` is {code: French sentence}."""

    def __init__(self, errors: dict[str, str]):
        super().__init__("\n".join(errors.values()))
        self.errors = errors


def asked_figures(reglement) -> list[str]:
    """Return the codes of the figures that an OF-CFA gives itself, in the order of the règlement."""
    return [code for code, kind in reglement.column_types.items() if kind is not IndicateurType.QUALITATIF]


def stored_figures(campagne, typed: Mapping[str, str]) -> dict[str, str | None]:
    """Return every figure asked as the database keeps it; an empty text stays missing. Raises FiguresError."""
    reglement = reglement_for(campagne)
    codes = asked_figures(reglement)
    parsers = indicator_parsers(reglement, codes)
    stored: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    for code in codes:
        text = (typed.get(code) or "").strip()
        try:
            stored[code] = exact_text(parsers[code](text)) if text else None
        except FieldError as broken:
            errors[code] = f"{broken.expected[0].upper()}{broken.expected[1:]}. {broken.remedy}."
    if errors:
        raise FiguresError(errors)
    return stored


def exact_text(value) -> str | None:
    """Return a figure as the exact text that the database keeps: « 3/20 », « oui », « 2022-09-01 », None."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def typed_text(stored: str | bool | None, kind: IndicateurType) -> str:
    """Return a kept figure as a person types it again: « 15 % », « 16 510,5 », « 2022-09-01 »."""
    if stored is None:
        return ""
    if isinstance(stored, bool):
        return "oui" if stored else "non"
    if kind in {IndicateurType.TAUX, IndicateurType.PART}:
        return f"{_decimal(Fraction(stored) * 100)} %"
    if kind in {IndicateurType.EFFECTIF, IndicateurType.MONTANT}:
        return _decimal(Fraction(stored))
    return str(stored)


def _decimal(value: Fraction) -> str:
    """An exact decimal with a comma; a fraction that has none is left as a fraction."""
    scaled = value * 10**6
    if scaled.denominator != 1:
        return str(value)
    whole, rest = divmod(scaled.numerator, 10**6)
    return f"{whole},{rest:06d}".rstrip("0").rstrip(",")

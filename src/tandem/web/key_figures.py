"""Key figures and printed ratios as the pages show them: each at its date, with its source; nothing is corrected."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from bareme.display import french_sort_key
from tandem.conventions.printed import gap, is_in_words
from tandem.formats import number, percentage
from tandem.organisations.enums import KeyRatioKind
from tandem.organisations.models import KeyFigure, KeyRatio


def figure_rows(figures: Iterable[KeyFigure]) -> list[dict[str, Any]]:
    """Return each figure with its statements, the latest first: two dates are two facts (R264, R265)."""
    ordered = sorted(figures, key=lambda one: (french_sort_key(one.label), one.code, -one.date.toordinal()))
    found = []
    for _code, group in groupby(ordered, key=lambda one: one.code):
        statements = [{"figure": one, "text": statement_words(one)} for one in group]
        found.append({"label": statements[0]["figure"].label, "statements": statements, "count": len(statements)})
    return found


def statement_words(figure: KeyFigure) -> str:
    """« plus de 76 000 », « 12,6 % », « 7 h »: the words of the source, then its number."""
    value = figure.number if isinstance(figure.number, int) else figure.number.normalize()
    unit = f"\u202f{figure.unit}" if figure.unit else ""
    return " ".join(filter(None, (figure.qualifier, f"{number(value)}{unit}")))


def ratio_rows(ratios: Iterable[KeyRatio]) -> list[dict[str, Any]]:
    """Return each printed ratio beside what its two printed figures give (R221, R266)."""
    ordered = sorted(ratios, key=lambda one: (-one.date.toordinal(), french_sort_key(one.label)))
    return [_ratio_row(one) for one in ordered]


def _ratio_row(ratio: KeyRatio) -> dict[str, Any]:
    found, difference = ratio.recomputed, gap(ratio)
    signed = ratio.kind == KeyRatioKind.EVOLUTION and found is not None and found > 0
    return {
        "ratio": ratio,
        "recomputed": "" if found is None else f"{'+' if signed else ''}{percentage(found)}",
        "terms": _terms(ratio),
        "has_gap": difference is not None and not is_in_words(ratio),
        "is_rough": difference is not None and is_in_words(ratio),
        "gap": "" if difference is None else points(difference),
    }


def points(difference) -> str:
    """A difference of percentages: « +1,0 point »."""
    sign = "+" if difference > 0 else ""
    value = number(difference * 100, 1)
    return f"{sign}{value} point{'s' if abs(difference) * 100 >= 2 else ''}"


def _terms(ratio: KeyRatio) -> str:
    """The two figures that the ratio compares, or the one that is missing."""
    if ratio.recomputed is None:
        return "La source n’imprime pas les deux chiffres : rien n’est recalculé."
    joint = "contre" if ratio.kind == KeyRatioKind.EVOLUTION else "sur"
    return f"{statement_words(ratio.numerator)} {joint} {statement_words(ratio.denominator)}"


PAIRS = (("entreprises", "etablissements"), ("conseillers", "developpeurs"))
"""Codes that look alike and count different things (R214, R230)."""
WARNINGS = {
    "entreprises": "Deux unités : une entreprise a un ou plusieurs établissements. Ces chiffres ne se comparent pas.",
    "conseillers": "Les seconds sont peut-être parmi les premiers : ces chiffres ne s’additionnent pas.",
}


def unit_warnings(figures: Iterable[KeyFigure]) -> list[dict[str, Any]]:
    """Name the figures that a reader would wrongly compare or add up: same territory and date, two units."""
    known = {(one.code, one.date): one for one in figures}
    found = []
    for (code, day), figure in sorted(known.items(), key=lambda item: (item[0][0], item[0][1])):
        for first, second in PAIRS:
            stem, _, territory = code.partition("-")
            other = known.get((f"{second}-{territory}" if territory else second, day)) if stem == first else None
            if other is not None:
                found.append({"figures": (figure, other), "words": WARNINGS[first]})
    return [
        {**one, "texts": [f"{statement_words(figure)} {figure.label}" for figure in one["figures"]]} for one in found
    ]

"""Figures that the sources print beside an indicator, and ratios beside what their own figures give (R221, R266)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from tandem.conventions.models import Indicateur
from tandem.organisations.models import KeyFigure, KeyRatio


class Printed(NamedTuple):
    """What a source prints about one indicator."""

    figures: list[KeyFigure]
    ratios: list[KeyRatio]

    def __bool__(self) -> bool:
        return bool(self.figures or self.ratios)


def gap(ratio: KeyRatio) -> Fraction | None:
    """Return printed − recomputed, as a share of 1, when the printed percentage is not its rounding; else None.

    « 41 % » for 41,3 % is a rounding; « 23 % » for 22,0 % is a gap, shown and never corrected.
    """
    found = ratio.recomputed
    if found is None or ratio.printed_value is None:
        return None
    decimals = 2 if ratio.printed_value * 10 % 1 else 1 if ratio.printed_value % 1 else 0
    half_step = Fraction(1, 2 * 100 * 10**decimals)
    left = Fraction(ratio.printed_value) / 100 - found
    return left if abs(left) > half_step else None


def is_in_words(ratio: KeyRatio) -> bool:
    """Whether the source prints the ratio in words (« un salarié sur deux »): an order of magnitude, not a figure."""
    return "%" not in ratio.printed


def printed_beside(indicateurs: Iterable[Indicateur]) -> dict[int, Printed]:
    """Return, by indicator, the figures and ratios of the responsible party that bear its code (two queries).

    They bear it alone (`part-contrats-franciliens`) or followed by their territory (`taux-rupture-idf`).
    """
    wanted = [one for one in indicateurs if one.responsable_id]
    organisations = {one.responsable.organisation_id for one in wanted}
    figures = _by_organisation(KeyFigure.objects.filter(organisation__in=organisations).order_by("code", "date"))
    ratios = _by_organisation(
        KeyRatio.objects.filter(organisation__in=organisations)
        .select_related("numerator", "denominator")
        .order_by("code", "date")
    )
    found = {}
    for one in wanted:
        owner = one.responsable.organisation_id
        rows = [[row for row in kept[owner] if _bears(row.code, one.code)] for kept in (figures, ratios)]
        if any(rows):
            found[one.pk] = Printed(*rows)
    return found


def _bears(code: str, wanted: str) -> bool:
    return code == wanted or code.startswith(f"{wanted}-")


def _by_organisation(rows) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(row)
    return found

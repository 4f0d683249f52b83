"""The indicators of a convention over its life: what is computed, typed, due, printed. Constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from tandem.conventions.computing import Context, compute
from tandem.conventions.computing.measures import Measure, missing
from tandem.conventions.enums import SIGNED, NatureIndicateur
from tandem.conventions.models import Convention, Indicateur, Partie, Valeur
from tandem.conventions.periods import Period, periods_between
from tandem.conventions.printed import Printed, printed_beside
from tandem.conventions.typed import NOTHING, Typed, exact, measure_of, typed_of

FILLED_BY_HAND = (NatureIndicateur.SAISI, NatureIndicateur.DOCUMENT)


@dataclass(frozen=True)
class Point:
    """One period of a series: its measure, and the values behind it when a partner typed it."""

    period: Period
    measure: Measure
    typed: Typed = NOTHING

    @property
    def is_filled(self) -> bool:
        """Whether something is known of this period, even hidden, a document or words."""
        return self.measure.value is not None or self.measure.is_hidden or bool(self.typed.all)

    @property
    def last(self) -> Valeur | None:
        """The value typed last: its author and its evidence."""
        return self.typed.last

    @property
    def pieces(self) -> list[Valeur]:
        """The values that carry an evidence."""
        return [valeur for valeur in self.typed.all if valeur.piece]


@dataclass(frozen=True)
class Series:
    """One indicator over the life of its convention, the oldest period first."""

    indicateur: Indicateur
    points: tuple[Point, ...]
    printed: Printed | None
    due: tuple[Period, ...]
    """The past periods that its party has not filled, the oldest first."""

    @property
    def last(self) -> Point | None:
        """The last period of which something is known."""
        return next((point for point in reversed(self.points) if point.is_filled), None)

    @property
    def is_late(self) -> bool:
        """Whether an older period than the last one is missing too."""
        return len(self.due) > 1

    @property
    def is_fictif(self) -> bool:
        return any(point.measure.is_fictif for point in self.points)

    @property
    def reaches_cible(self) -> bool | None:
        """Whether the last known value reaches the target; None without a target or a number."""
        point, cible = self.last, self.indicateur.cible
        if cible is None or point is None or point.measure.value is None:
            return None
        return point.measure.value >= exact(cible, self.indicateur.unite)


def life_of(convention: Convention, on: date) -> tuple[date, date]:
    """Return the first day that indicators count and the last one known on a day: today, or the end.

    They count from the signature; until then, from the opening of the convention, for what computes itself.
    """
    first = convention.signed_on or timezone.localdate(convention.created_at)
    return first, min(convention.end or on, on)


def indicateurs_of(convention: Convention, *, user=None) -> QuerySet[Indicateur]:
    """Return the indicators that the person sees; without a person, those that both sides see."""
    found = Indicateur.objects.visible_to(user) if user else Indicateur.objects.shared()
    return (
        found.filter(convention=convention)
        .select_related("fiche", "action", "responsable__organisation")
        .order_by("rank", "pk")
    )


def series_of(
    convention: Convention, *, user=None, on: date | None = None, indicateurs: Iterable[Indicateur] | None = None
) -> list[Series]:
    """Return the series of every indicator, or of those given, as a person may see them.

    Without a person, only what both sides see: this is what a shared document prints.
    """
    on = on or timezone.localdate()
    wanted = list(indicateurs_of(convention, user=user) if indicateurs is None else indicateurs)
    first, last = life_of(convention, on)
    owed = (first, last) if convention.etat in SIGNED else None
    typed = _typed(wanted, user)
    computed = _computed(convention, wanted, first, last)
    printed = printed_beside(wanted)
    found = []
    for one in wanted:
        points = tuple(
            Point(period, computed[one.formule, period.annee])
            if one.nature == NatureIndicateur.CALCULE
            else _typed_point(one, period, typed.get(one.pk, {}), convention.seuil_petits_effectifs)
            for period in periods_between(one.periode, first, last)
        )
        due = tuple(_missing_periods(one, {point.period.key for point in points if point.typed.all}, owed, on))
        found.append(Series(one, points, printed.get(one.pk), due))
    return found


def _typed(indicateurs, user) -> Mapping[int, Mapping[tuple, list[Valeur]]]:
    """Return the current values by indicator and period (one query)."""
    rows = Valeur.objects.visible_to(user) if user else Valeur.objects.filter(is_shared=True)
    rows = (
        rows.current()
        .filter(indicateur__in=[one.pk for one in indicateurs])
        .select_related("actor", "partie", "departement")
        .order_by("annee", "semestre", "pk")
    )
    found: dict[int, dict[tuple, list[Valeur]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.indicateur_id][row.annee, row.semestre].append(row)
    return found


def _computed(convention, indicateurs, first: date, last: date) -> Mapping[tuple[str, int], Measure]:
    formules = [one.formule for one in indicateurs if one.nature == NatureIndicateur.CALCULE]
    years = tuple(range(first.year, last.year + 1))
    return compute(Context(convention, years), formules) if formules else {}


def _typed_point(one: Indicateur, period: Period, typed, threshold: int) -> Point:
    if one.nature == NatureIndicateur.NON_MESURABLE:
        return Point(period, missing(one.unite, "non mesurable : à reformuler"))
    found = typed_of(typed.get(period.key, ()))
    return Point(period, measure_of(one, found, threshold), found)


class Due(NamedTuple):
    """An indicator that a party must still fill: the last past period, and every one that is missing."""

    indicateur: Indicateur
    partie: Partie
    period: Period
    missing: tuple[Period, ...]

    @property
    def is_late(self) -> bool:
        """Whether an older period is missing too."""
        return len(self.missing) > 1


def due_indicators(convention: Convention, on: date) -> list[Due]:
    """Return what both sides still wait for, of the past periods of the convention, in the order of the dictionary.

    What a party typed without sharing it is waited for: a common list that left it out would tell that it is there.
    """
    return due_by_convention([convention], on, shared_only=True)[convention.pk]


def due_by_convention(
    conventions: Iterable[Convention], on: date, *, shared_only: bool = False
) -> dict[int, list[Due]]:
    """Return what each party must still fill in several conventions, for itself.

    What it typed without sharing it is filled, unless `shared_only`. Two queries, and what `Convention.end` reads
    unless prefetched.
    """
    conventions = {one.pk: one for one in conventions}
    found: dict[int, list[Due]] = {pk: [] for pk in conventions}
    wanted = list(
        Indicateur.objects.shared()
        .filter(convention__in=conventions, nature__in=FILLED_BY_HAND, responsable__isnull=False)
        .select_related("responsable__organisation", "fiche", "action")
        .order_by("convention", "rank", "pk")
    )
    filled = defaultdict(set)
    rows = Valeur.objects.current().filter(indicateur__in=[one.pk for one in wanted]).order_by("pk")
    rows = rows.filter(is_shared=True) if shared_only else rows
    for indicateur, annee, semestre in rows.values_list("indicateur", "annee", "semestre"):
        filled[indicateur].add((annee, semestre))
    lives = {pk: life_of(one, on) if one.etat in SIGNED else None for pk, one in conventions.items()}
    for one in wanted:
        pk = one.convention_id
        absent = _missing_periods(one, filled[one.pk], lives[pk], on)
        if absent:
            found[pk].append(Due(one, one.responsable, absent[-1], tuple(absent)))
    return found


def _missing_periods(one: Indicateur, filled, life, on: date) -> list[Period]:
    """Return the past periods that a party had to fill and nobody did; `life` None before the signature."""
    if life is None or one.nature not in FILLED_BY_HAND or one.responsable_id is None:
        return []
    return [period for period in periods_between(one.periode, *life) if period.is_past(on) and period.key not in filled]

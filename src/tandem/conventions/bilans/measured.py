"""The indicators of a bilan: their series, read once by `series.py`, over the period of the bilan."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from bareme.display import typography
from tandem.conventions.bilans.facts import Covered, Figure, Measured, Named
from tandem.conventions.bilans.figures import cell_figure, figure_of, missing, splits_of, words
from tandem.conventions.bilans.forms import Coverage, form_of
from tandem.conventions.bilans.periods import BilanPeriod
from tandem.conventions.enums import RolePartie
from tandem.conventions.printed import gap
from tandem.conventions.series import Point, Series
from tandem.conventions.typed import exact
from tandem.formats import number, percentage
from tandem.organisations.models import KeyFigure
from tandem.territoires.models import Departement

OUTSIDE = "hors de la durée de la convention"
ONGOING = "en cours"


def points_of(series: Series, period: BilanPeriod) -> list[Point]:
    """Return the periods of a series that a bilan reports: those that end in it, else the one going on at its end.

    At term, the last one of which something is known.
    """
    if period.annee is None:
        return [point for point in (series.last or (series.points[-1] if series.points else None),) if point]
    last = period.calendar_ends_on
    ended = [point for point in series.points if period.starts_on <= point.period.ends_on <= last]
    return ended or [point for point in series.points if point.period.starts_on <= last < point.period.ends_on]


def measured(series: Sequence[Series], period: BilanPeriod) -> tuple[Measured, ...]:
    """Return the indicators of a bilan, in the order of the dictionary."""
    departements = _departements()
    return tuple(_measured(one, period, departements) for one in series)


def _departements() -> dict[str, str]:
    return dict(Departement.objects.order_by("code").values_list("code", "nom"))


def _measured(series: Series, period: BilanPeriod, departements) -> Measured:
    one = series.indicateur
    awaited_from = str(one.responsable.organisation) if one.responsable else ""
    points = points_of(series, period)
    past = [point for point in series.points if point.period.starts_on <= period.ends_on]
    shown = points[-1] if points else None
    values = tuple(Named(_label(point, period), figure_of(point, awaited_from=awaited_from)) for point in points) or (
        Named(period.label, missing(OUTSIDE)),
    )
    return Measured(
        code=one.code,
        libelle=one.libelle,
        fiche=one.fiche.numero if one.fiche else "",
        nature=str(one.get_nature_display()),
        unite=one.unite,
        values=values,
        series=tuple(Named(point.period.label, figure_of(point, awaited_from=awaited_from)) for point in past),
        splits=splits_of(shown.measure, departements) if shown else (),
        cible=_cible(one),
        reaches=_reaches(one, shown),
        printed=_printed(series),
        hidden=sum(point.measure.hidden + point.measure.is_hidden for point in points),
        note=" ".join(filter(None, (shown.measure.detail, shown.measure.note))) if shown else "",
        source=(shown.measure.source if shown else "") or one.source,
        is_fictif=any(point.measure.is_fictif for point in past),
        is_deduit=one.is_deduit,
    )


def _label(point: Point, period: BilanPeriod) -> str:
    if period.annee is not None and point.period.ends_on > period.calendar_ends_on:
        return f"{point.period.label}, {ONGOING}"
    return point.period.label


def _cible(one) -> str:
    return words(exact(one.cible, one.unite), one.unite) if one.cible is not None else one.cible_texte


def _reaches(one, point: Point | None) -> str:
    if one.cible is None or point is None or point.measure.value is None:
        return ""
    return "atteinte" if point.measure.value >= exact(one.cible, one.unite) else "non atteinte"


def _printed(series: Series) -> tuple[str, ...]:
    """Return what the source prints beside the indicator: figures, then ratios with what they give, never corrected."""
    if not series.printed:
        return ()
    found = [
        f"{' '.join(filter(None, (one.qualifier, number(one.number), one.unit)))} imprimé ({one.source})"
        for one in series.printed.figures
    ]
    for ratio in series.printed.ratios:
        given = f", {percentage(ratio.recomputed)} recalculé" if ratio.recomputed is not None else ""
        apart = " : les deux diffèrent" if gap(ratio) is not None else ""
        found.append(f"{ratio.printed} imprimé{given}{apart} ({ratio.source})")
    return tuple(typography(one) for one in found)


def covered(convention, series: Sequence[Series], period: BilanPeriod, on: date) -> tuple[Covered, ...]:
    """Return how much of the printed base population was reached; nothing for a convention without a base."""
    by_code = {one.indicateur.code: one for one in series}
    places = list(Departement.objects.filter(region__in=convention.territoires.all()).order_by("nom"))
    found = []
    for wanted in form_of(convention.type).coverage:
        base = _base(convention, wanted, on)
        if base is not None and wanted.indicateur in by_code:
            found.append(_covered(by_code[wanted.indicateur], base, period, label=wanted.label, places=places))
    return tuple(found)


def _base(convention, wanted: Coverage, on: date) -> KeyFigure | None:
    owner = next((one for one in convention.parties.all() if one.role == RolePartie.DELEGANT), None)
    figures = (
        KeyFigure.objects.known_on(on).filter(organisation=owner.organisation_id) if owner else KeyFigure.objects.none()
    )
    return figures.filter(code=wanted.base).last()


def _covered(
    series: Series, base: KeyFigure, period: BilanPeriod, *, label: str, places: Sequence[Departement]
) -> Covered:
    one = series.indicateur
    responsable = str(one.responsable.organisation) if one.responsable else ""
    points = points_of(series, period)
    point = points[-1] if points else None
    value = point.measure.value if point else None
    total = int(base.number)
    reached = figure_of(point, awaited_from=responsable) if point else missing(OUTSIDE)
    share = (
        Figure(str(Fraction(value) / total), percentage(Fraction(value) / total))
        if value is not None
        else Figure("", reached.words, reached.reason, reached.is_hidden)
    )
    cells = point.measure.by_territoire if point else {}
    return Covered(
        label=label,
        period=_label(point, period) if point else period.label,
        reached=reached,
        base=Figure(str(total), " ".join(filter(None, (base.qualifier, words(total, one.unite))))),
        share=share,
        territoires=tuple(
            Named(place.nom, cell_figure(cells.get(place.code), one.unite, absent="valeur non saisie"))
            for place in places
        ),
        source=base.source,
    )

"""The page of one indicator, ready for its template: series, chart, detail, history, printed figures."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.safestring import SafeString

from tandem.conventions.bilans.figures import splits_of, words
from tandem.conventions.computing.measures import Line, Measure
from tandem.conventions.enums import NatureIndicateur, PublicCible
from tandem.conventions.models import Valeur
from tandem.conventions.periods import Period, period_of
from tandem.conventions.perms import can_type_value
from tandem.conventions.series import FILLED_BY_HAND, Point, Series
from tandem.conventions.typed import exact
from tandem.formats import long_date, long_moment
from tandem.territoires.models import Departement
from tandem.web.charts import Bar, bar_chart
from tandem.web.conventions.access import Place
from tandem.web.conventions.indicateur_rows import (
    NATURE_TONES,
    NATURES,
    STANDING_TONES,
    place_words,
    point_words,
    standing_of_series,
    target_words,
)
from tandem.web.frame import frame_of
from tandem.web.key_figures import figure_rows, ratio_rows
from tandem.web.tables import Column, Filter, Kind, Options, Table
from tandem.web.templatetags.components import Event


@dataclass(frozen=True)
class Sheet:
    """What the page shows of one indicator."""

    series: Series
    facts: list[dict[str, str]]
    nature: tuple[str, str]
    standing: tuple[str, str]
    periods: list[dict[str, Any]]
    point: Point | None
    """The period whose detail is shown."""
    detail_tabs: list[dict[str, Any]]
    splits: list[dict[str, Any]]
    chart: SafeString | str
    gauge: dict[str, Any] | None
    events: list[Event]
    figures: list[dict[str, Any]]
    ratios: list[dict[str, Any]]
    type_url: str


def sheet_of(request, place: Place, series: Series) -> Sheet:
    """Gather the page of a series; `?periode=` chooses the period whose detail is shown."""
    one = series.indicateur
    may_type = bool(can_type_value(place.standing, place.convention.etat, one.responsable_id))
    may_type = may_type and one.nature in FILLED_BY_HAND
    type_url = place.url("convention_valeur", one.code) if may_type else ""
    point = _asked(request, series)
    printed = series.printed
    standing = standing_of_series(series)
    return Sheet(
        series=series,
        facts=_facts(place, one),
        nature=(NATURES[NatureIndicateur(one.nature)], NATURE_TONES[NatureIndicateur(one.nature)]),
        standing=(str(standing.label), STANDING_TONES[standing]),
        periods=[_period_row(place, found, type_url) for found in reversed(series.points)],
        point=point,
        detail_tabs=_detail_tabs(request, series, point),
        splits=_splits(point),
        chart=_chart(request, series),
        gauge=_gauge(series),
        events=_events(request, place, series),
        figures=figure_rows(_beside(printed)) if printed else [],
        ratios=ratio_rows(printed.ratios) if printed else [],
        type_url=type_url,
    )


def _beside(printed) -> list:
    """The printed figures that no ratio tells already."""
    told = {(ratio.code, ratio.date) for ratio in printed.ratios}
    return [figure for figure in printed.figures if (figure.code, figure.date) not in told]


def _facts(place: Place, one) -> list[dict[str, str]]:
    """The definition, in the order of a reader's questions; what is not said stays out."""
    detail = [word for word, asked in (("par territoire", one.by_territoire), ("par public", one.by_public)) if asked]
    given_by = "Données de" if one.nature == NatureIndicateur.CALCULE else "Renseigné par"
    facts = (
        ("Rattaché à", place_words(one) or "la convention dans son ensemble"),
        ("Ce qui est compté", one.numerateur),
        ("Rapporté à", one.denominateur),
        ("Population", one.population),
        ("Calcul", one.get_formule_display() if one.formule else ""),
        ("Unité", one.get_unite_display()),
        ("Période", one.get_periode_display()),
        ("Détail", " et ".join(detail) or "aucun"),
        ("Cible", target_words(one)),
        (given_by, str(one.responsable.organisation) if one.responsable else ""),
        ("Petits effectifs", _secrecy(one)),
        ("Source", one.source),
    )
    fiche = place.url("convention_fiche", one.fiche.numero) if one.fiche is not None else ""
    return [
        {"label": label, "value": value, "url": fiche if label == "Rattaché à" else ""}
        for label, value in facts
        if value
    ]


def _secrecy(one) -> str:
    if one.formule.startswith("majoration."):
        return "contrats et montants votés, publics : jamais masqués"
    return "masqués, ainsi que ce qui permettrait de les retrouver" if one.is_sensible else ""


def _asked(request, series: Series) -> Point | None:
    wanted = request.GET.get("periode", "")
    return next((p for p in series.points if _code(p.period) == wanted and p.is_filled), series.last)


def _code(period: Period) -> str:
    return f"{period.annee}-{period.semestre}" if period.semestre else str(period.annee)


def _detail_tabs(request, series: Series, current: Point | None) -> list[dict[str, Any]]:
    """One link per period that has something to detail."""
    found = [point for point in series.points if point.measure.by_territoire or point.measure.by_public]
    if len(found) < 2:
        return []
    return [
        {"label": p.period.label, "url": f"?{urlencode({'periode': _code(p.period)})}#detail", "current": p is current}
        for p in found
    ]


def _period_row(place: Place, point: Point, type_url: str) -> dict[str, Any]:
    """One line of the series; the newest period comes first."""
    last, today = point.last, timezone.localdate()
    query = urlencode({"annee": point.period.annee, **_semestre(point.period)})
    return {
        "label": point.period.label,
        "is_current": not point.period.is_past(today),
        "text": point_words(point),
        "is_known": point.measure.value is not None,
        "detail": point.measure.detail,
        "note": point.measure.note,
        "is_fictif": point.measure.is_fictif,
        "texts": [one.texte for one in point.typed.all if one.texte],
        "by": f"{last.actor or last.partie}, {long_moment(last.at)}" if last else "",
        "on": long_date(last.date) if last else "",
        "source": point.measure.source,
        "is_private": any(not one.is_shared for one in point.typed.all),
        "pieces": [{"name": one.piece_nom, "url": place.url("convention_piece", one.pk)} for one in point.pieces],
        "url": f"{type_url}?{query}" if type_url else "",
        "is_filled": bool(point.typed.all),
        "has_origin": bool(last or point.measure.source),
    }


def _semestre(period: Period) -> dict[str, int]:
    return {"semestre": period.semestre} if period.semestre else {}


def _splits(point: Point | None) -> list[dict[str, Any]]:
    """The detail of a period: territories, then publics, hidden cells counted."""
    if point is None:
        return []
    measure, names = point.measure, {}
    if measure.by_territoire:
        codes = list(measure.by_territoire)
        names = dict(Departement.objects.filter(pk__in=codes).order_by("code").values_list("code", "nom"))
    found = []
    for title, label, name in (
        ("Par territoire", "Territoire", "by_territoire"),
        ("Par public", "Public", "by_public"),
    ):
        cells = getattr(measure, name)
        if cells:
            alone = Measure(value=None, unit=measure.unit, **{name: cells})
            found.append({"title": title, "label": label, "rows": splits_of(alone, names), "hidden": alone.hidden})
    return found


def _chart(request, series: Series) -> SafeString | str:
    """Bars of the known periods, in their order; nothing for what is not a number."""
    known = [point for point in series.points if point.measure.value is not None]
    if not known:
        return ""
    bars = [
        Bar(
            point.period.label,
            int(Fraction(point.measure.value) * 10_000),
            words(point.measure.value, point.measure.unit),
        )
        for point in known
    ]
    label = str(series.indicateur.get_unite_display()).capitalize()
    title = "De période en période" if label == "%" else f"{label}, de période en période"
    return bar_chart(title, bars, value_label=label, colour=frame_of(request).palette.brand, size=15)


def _gauge(series: Series) -> dict[str, Any] | None:
    """The last value against the target; nothing without one of the two."""
    one, point = series.indicateur, series.last
    if series.reaches_cible is None or point is None:
        return None
    target = exact(one.cible, one.unite)
    reached = "cible atteinte" if series.reaches_cible else "cible non atteinte"
    text = f"{words(point.measure.value, one.unite)} pour une cible de {words(target, one.unite)} : {reached}."
    return {"label": f"Cible, {point.period.label}", "used": point.measure.value, "total": target, "text": text}


def _events(request, place: Place, series: Series) -> list[Event]:
    """Every value typed, the last first. Counts of people are told to their own side only: they may be small."""
    one = series.indicateur
    rows = (
        Valeur.objects.visible_to(request.user)
        .filter(indicateur=one)
        .select_related("actor", "partie__organisation", "departement", "corrige")
        .order_by("-at", "-pk")
    )
    groups: dict[tuple, list[Valeur]] = {}
    for row in rows:
        groups.setdefault((row.at, row.actor_id, row.corrige_id), []).append(row)
    return [
        _event(one, group[::-1], tells=not one.is_sensible or group[0].partie_id in place.standing.parties)
        for group in groups.values()
    ]


def _event(one, rows: list[Valeur], *, tells: bool) -> Event:
    """One act: a value, or the whole of a period typed at once."""
    row = rows[0]
    period = period_of(one.periode, row.annee, row.semestre)
    verb = "Valeur saisie"
    if row.corrige_id:
        verb = "Valeur partagée" if row.is_shared and not row.corrige.is_shared else "Valeur corrigée"
    elif len(rows) > 1:
        verb = f"{len(rows)} valeurs saisies"
    where = [period.label, _where(row) if len(rows) == 1 else ""]
    private = "" if row.is_shared else " (non partagée)"
    return Event(
        title=f"{verb} : {', '.join(filter(None, where))}{private}",
        moment=long_moment(row.at),
        actor=f"{row.actor or 'chargement des données'}, pour {row.partie.organisation}",
        reason=row.motif,
        before=_told(one, row.corrige) if tells and row.corrige_id else "",
        after=" ; ".join(_part(one, found, named=len(rows) > 1) for found in rows) if tells else "",
    )


def _part(one, row: Valeur, *, named: bool) -> str:
    return f"{_where(row) or 'ensemble'} : {_told(one, row)}" if named else _told(one, row)


def _where(row: Valeur) -> str:
    public = str(PublicCible(row.public).label) if row.public else ""
    return row.departement.nom if row.departement else public


def _told(one, row: Valeur) -> str:
    said = "" if row.value is None else words(exact(row.value, one.unite), one.unite)
    return " – ".join(filter(None, (said, row.texte, row.piece_nom)))


def lines_table(request, point: Point | None) -> Table | None:
    """The formations behind a voted figure, each with its contracts, its amount and where it is read (R188, R192)."""
    if point is None or not point.measure.lines:
        return None
    return Table(
        request,
        "convention_indicateur_lignes",
        caption=f"Détail par formation et par contrat, {point.period.label}",
        columns=LINES,
        rows=list(point.measure.lines),
        prefix="l_",
        options=Options(
            noun=("formation", "formations"),
            cards=True,
            page_size=50,
            file_name=f"formations-majorees-{point.period.annee}",
            note="Montants et contrats votés : publics, jamais masqués. La majoration exceptionnelle n’y est pas.",
        ),
    )


def _per_contract(line: Line) -> Fraction | None:
    return Fraction(line.amount, 100 * line.contrats) if line.contrats else None


LINES = (
    Column(key="of_cfa", label="OF-CFA", search=True, fixed=True, filter=Filter.CHOICE),
    Column(key="formation", label="Formation", search=True),
    Column(key="site", label="Site", search=True, visible=False),
    Column(key="departement", label="Département", filter=Filter.CHOICE),
    Column(key="contrats", label="Contrats", kind=Kind.INT, total=True),
    Column(key="amount", label="Majoration", kind=Kind.CENTIME, total=True),
    Column(key="per_contract", label="Par contrat", kind=Kind.EURO, decimals=2, value=_per_contract),
    Column(key="source", label="Source", search=True),
)

"""Write a measure in words: its value, or « non renseigné » and why. Never 0 for what nobody gave."""

from decimal import Decimal
from fractions import Fraction

from tandem.conventions.bilans.facts import Figure, Named
from tandem.conventions.computing.measures import SPECIAL_LABELS, Cell, Exact, Measure
from tandem.conventions.enums import PublicCible, UniteIndicateur
from tandem.conventions.series import Point
from tandem.conventions.typed import ABSENT
from tandem.formats import euros, number, percentage

MISSING = "non renseigné"
HIDDEN = "masqué"
TWO = 2


def missing(reason: str) -> Figure:
    """Return a figure that nobody gave."""
    return Figure("", MISSING, reason)


def figure(value: Exact, unit: str) -> Figure:
    """Return a known value: exact, then in words."""
    return Figure(_exact(value), words(value, unit))


def _exact(value: Exact) -> str:
    return str(Fraction(value)) if isinstance(value, Fraction) else str(value)


def words(value: Exact, unit: str) -> str:
    """« 12 entreprises », « 1 réunion », « 20 140 000 € », « 15,0 % »."""
    if unit == UniteIndicateur.EUROS:
        return euros(Decimal(value) if not isinstance(value, Fraction) else value)
    if unit == UniteIndicateur.POURCENTAGE:
        return percentage(value)
    plural = "documents" if unit == UniteIndicateur.DOCUMENT else str(UniteIndicateur(unit).label)
    if abs(value) >= TWO:
        return f"{number(value)} {plural}"
    return f"{number(value)} {' '.join(word.removesuffix('s') for word in plural.split())}"


def figure_of(point: Point, *, awaited_from: str) -> Figure:
    """Return what one period of a series says; `awaited_from` is who should have given it."""
    measure = point.measure
    if measure.value is not None:
        return figure(measure.value, measure.unit)
    if measure.is_hidden:
        return Figure("", measure.reason or HIDDEN, is_hidden=True)
    said = _said(point)
    if said:
        return Figure("", said)
    if measure.reason in {"", ABSENT}:
        return missing(f"à donner par {awaited_from}" if awaited_from else "aucune partie n’en est chargée")
    return missing(measure.reason)


def _said(point: Point) -> str:
    """Return the words or the documents given instead of a number."""
    texts = [one.texte.strip() for one in point.typed.all if one.texte.strip()]
    pieces = [f"document remis : {one.piece_nom}" for one in point.pieces if one.piece_nom]
    return " ; ".join(texts or pieces)


def cell_figure(cell: Cell | None, unit: str, *, absent: str) -> Figure:
    """Return one cell of a split; `absent` says why nothing is known of it."""
    if cell is None:
        return missing(absent)
    if cell.is_hidden:
        return Figure("", HIDDEN, is_hidden=True)
    return missing(absent) if cell.value is None else figure(cell.value, unit)


def splits_of(measure: Measure, departements: dict[str, str]) -> tuple[Named, ...]:
    """Return the cells of a measure, by territory then by public, in the order of their names."""
    publics = {one.value: str(one.label) for one in PublicCible}
    found = []
    for cells, names in ((measure.by_territoire, departements), (measure.by_public, publics)):
        labelled = [(SPECIAL_LABELS.get(key) or names.get(key, key), key in SPECIAL_LABELS, key) for key in cells]
        found += [
            Named(label, cell_figure(cells[key], measure.unit, absent="valeur non saisie"))
            for label, _is_last, key in sorted(labelled, key=lambda one: (one[1], one[0]))
        ]
    return tuple(found)

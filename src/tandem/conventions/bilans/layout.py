"""What a bilan is laid out in: tables, charts and words, for the page, the Word document and the PDF alike."""

from datetime import date
from typing import NamedTuple

from bareme.display import THIN
from tandem.conventions.enums import EtatAction
from tandem.formats import long_date, number, short_date
from tandem.pictures import DrawnBar

NOTHING = "—"
ACTION_TONES = {
    EtatAction.PREVUE: "info",
    EtatAction.EN_COURS: "brand",
    EtatAction.AMENDEE: "accent",
    EtatAction.ARRETEE: "danger",
    EtatAction.TERMINEE: "success",
}


class Mark(NamedTuple):
    """A cell that is a state: its words, and the tone of its badge on a page."""

    words: str
    tone: str

    def __str__(self) -> str:
        return self.words


Cell = str | Mark


class Grid(NamedTuple):
    """A table: its caption, its headers, its rows; `widths` share the page, `numeric` are the columns of figures."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    numeric: tuple[int, ...] = ()


class Picture(NamedTuple):
    """A bar chart, and what it shows in one sentence; its values are in the table of its block."""

    title: str
    alternative: str
    bars: tuple[DrawnBar, ...]
    value_label: str


class Block(NamedTuple):
    """What stands under a heading: an optional sub-heading, words, then tables and charts."""

    heading: str = ""
    words: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def data(self) -> Grid | None:
        """The values of every chart, in one table; None without a chart."""
        if not self.pictures:
            return None
        if len(self.pictures) == 1:
            (one,) = self.pictures
            rows = tuple((bar.label, bar.text) for bar in one.bars)
            return Grid(f"Données du graphique{THIN}: {one.title}", ("Libellé", one.value_label), rows, (5, 3), (1,))
        rows = tuple((one.title, bar.label, bar.text) for one in self.pictures for bar in one.bars)
        return Grid("Données des graphiques", ("Graphique", "Libellé", "Valeur"), rows, (8, 4, 4), (2,))


def etat_mark(etat: str) -> Mark:
    """Return the state of a fiche or of an action."""
    return Mark(str(EtatAction(etat).label), ACTION_TONES[EtatAction(etat)])


def day(iso: str) -> str:
    """« 5 juillet 2023 »."""
    return long_date(date.fromisoformat(iso))


def short(iso: str) -> str:
    """« 05/07/2023 »."""
    return short_date(date.fromisoformat(iso)) if iso else NOTHING


def hours(minutes: int) -> str:
    """« 4 h 30 », « 2 h »."""
    whole, rest = divmod(minutes, 60)
    return f"{number(whole)}{THIN}h{THIN}{rest:02d}" if rest else f"{number(whole)}{THIN}h"


def picture(title: str, bars: tuple[DrawnBar, ...], value_label: str) -> Picture:
    """Return a chart with its alternative text."""
    said = f"{THIN}; ".join(f"{bar.label}, {bar.text}" for bar in bars)
    return Picture(
        title,
        f"Diagramme en barres, {title.lower()}{THIN}: {said}.",
        bars,
        value_label,
    )

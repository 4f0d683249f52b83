"""A cell of the matrix, in words and icons: never by its colour alone."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from bareme.display import counted, typography
from tandem.conventions.matrix import Cell, SecteurCount
from tandem.conventions.timing.cadences import Etat, YearCell
from tandem.formats import number
from tandem.web.templatetags.components import Tone, badge


class State(NamedTuple):
    """How a state is said and shown."""

    label: str
    tone: Tone
    icon: str


STATES: dict[Etat, State] = {
    "faite": State("Fait", Tone.SUCCESS, "circle-check"),
    "planifiee": State("Planifié", Tone.INFO, "calendar-event"),
    "en_cours": State("À faire", Tone.WARNING, "hourglass"),
    "a_venir": State("À venir", Tone.NEUTRAL, "clock"),
    "manquante": State("Manquant", Tone.DANGER, "alert-circle"),
    "sans_objet": State("Rien n’est dû", Tone.NEUTRAL, "minus"),
}
NOTHING = mark_safe('<span class="missing" aria-hidden="true">—</span><span class="sr-only">rien n’est dû</span>')


def etat_label(etat: Etat) -> str:
    """The word of a state."""
    return STATES[etat].label


def etat_badge(etat: Etat) -> SafeString:
    """The badge of a state."""
    state = STATES[etat]
    return badge(state.label, state.tone, state.icon)


def counts_words(counts: YearCell) -> str:
    """« 1 sur 2 », or « 3 » when nothing was due."""
    return f"{number(counts.done)} sur {number(counts.due)}" if counts.due else number(counts.done)


def details_of(cell: Cell) -> list[str]:
    """What the count does not say: what is planned and what then remains, what is above the maximum or unassigned."""
    counts = cell.counts
    remains = "manquante" if cell.etat == "manquante" else "restante"
    return [
        words
        for words, number_of in (
            (counted(counts.planned, "planifiée"), counts.planned),
            (counted(counts.missing, remains), counts.planned and counts.missing),
            (f"{number(counts.excess)} au-delà du maximum", counts.excess),
            (f"{number(cell.unassigned)} sans secteur reconnu", cell.unassigned),
        )
        if number_of
    ]


def is_empty(cell: Cell) -> bool:
    """Whether there is nothing to say: nothing due, nothing done."""
    return cell.etat == "sans_objet" and not (cell.counts.done or cell.counts.planned or cell.unassigned)


def cell_text(cell: Cell) -> str:
    """A cell for files: « Manquant : 1 sur 3, 1 planifiée, 1 manquante »."""
    if is_empty(cell):
        return ""
    return typography(f"{etat_label(cell.etat)} : {', '.join([counts_words(cell.counts), *details_of(cell)])}")


def cell_html(cell: Cell, secteurs: Iterable[SecteurCount] = ()) -> SafeString:
    """A cell for the screen; the detail by sector opens on demand."""
    if is_empty(cell):
        return NOTHING
    return format_html(
        '<div class="cell">{} <span class="amount">{}</span>{}{}</div>',
        etat_badge(cell.etat),
        counts_words(cell.counts),
        format_html_join("", '<span class="line hint">{}</span>', ((words,) for words in details_of(cell))),
        _secteurs(list(secteurs)),
    )


def _secteurs(found: list[SecteurCount]) -> SafeString:
    if not found:
        return mark_safe("")
    lacking = sum(bool(one.counts.missing) for one in found)
    title = f"{counted(len(found), 'secteur')}, {number(lacking)} à compléter" if lacking else "Secteurs complets"
    return format_html(
        '<details class="cell-more"><summary>{}</summary><ul>{}</ul></details>',
        title,
        format_html_join(
            "",
            "<li>{}\u202f: {}, {}</li>",
            ((one.secteur, counts_words(one.counts), etat_label(one.counts.etat).lower()) for one in found),
        ),
    )


def short_cell(etat: Etat, done: int, due: int) -> str:
    """A cell of the portfolio, where hundreds are shown: every part is ours, or a number."""
    count = f"{number(done)}/{number(due)}" if due else number(done)
    return f'<div class="cell">{_written_badge(etat)} <span class="amount">{count}</span></div>'


@cache
def _written_badge(etat: Etat) -> str:
    return str(etat_badge(etat))

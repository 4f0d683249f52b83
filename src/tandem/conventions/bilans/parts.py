"""Lay a bilan out: parts with a heading, words, tables and charts, in the order that the type wants."""

from collections.abc import Callable
from typing import NamedTuple

from bareme.display import counted, typography
from tandem.conventions.bilans import done, results
from tandem.conventions.bilans.content import BilanContent
from tandem.conventions.bilans.facts import Text
from tandem.conventions.bilans.forms import ENGAGEMENTS, Plan, form_of
from tandem.conventions.bilans.layout import NOTHING, Block, Grid, Mark, day, etat_mark, hours
from tandem.conventions.enums import EtatAction, EtatDecisionComite
from tandem.formats import number

TO_WRITE = "Ce texte n’est pas encore écrit."


class Written(NamedTuple):
    """A qualitative section as it is shown; `is_missing` when nobody has written it yet."""

    heading: str
    quote: str
    mark: Mark | None
    texte: str
    is_missing: bool


class Part(NamedTuple):
    """A part of the bilan: its heading, the sections written by the partners, then the facts."""

    heading: str
    written: tuple[Written, ...]
    blocks: tuple[Block, ...]


class Tile(NamedTuple):
    """A key figure of the first page."""

    label: str
    value: str
    note: str


def state_of(content: BilanContent) -> str:
    """« Publié le … », « Projet au … »: what a bilan says of itself."""
    if content.published_on:
        return f"Publié le {day(content.published_on)}"
    return f"Projet au {day(content.on)}"


def tiles_of(content: BilanContent) -> tuple[Tile, ...]:
    """Return the key figures of a bilan."""
    due = [one for one in content.owed if one.due]
    met = sum(one.met for one in due)
    meetings = content.meetings
    states = [action.etat for axe in content.axes for fiche in axe.fiches for action in (fiche, *fiche.actions)]
    settled = sum(one.etat == EtatDecisionComite.FAITE for one in content.decided)
    filled = sum(any(value.figure.exact for value in one.values) for one in content.measured)
    return (
        Tile("Échéances tenues", f"{number(met)} sur {number(sum(one.due for one in due))}", _missing_words(due)),
        Tile("Réunions tenues", number(len(meetings.held)), hours(meetings.total_minutes)),
        Tile("Transmissions", number(len(content.sendings)), "dans les deux sens"),
        Tile("Fiches et actions", number(len(states)), counted(states.count(EtatAction.TERMINEE), "terminée")),
        Tile("Indicateurs chiffrés", f"{number(filled)} sur {number(len(content.measured))}", _hidden_words(content)),
        Tile("Décisions de comité", number(len(content.decided)), counted(settled, "faite")),
    )


def _missing_words(owed) -> str:
    missing = sum(one.lost for one in owed)
    return counted(missing, "manquante") if missing else "rien ne manque"


def _hidden_words(content: BilanContent) -> str:
    hidden = content.hidden_cells
    return f"{counted(hidden, 'petit effectif masqué')}" if hidden else "aucun effectif masqué"


def identity_grid(content: BilanContent) -> Grid:
    """Return who is bound, since when and where, as a table of two columns."""
    identity = content.identity
    signed = day(identity.signed_on) if identity.signed_on else "date non renseignée"
    rows = [
        ("Convention", identity.titre),
        ("Nature", identity.type_label),
        *((party.role, _party(party)) for party in identity.parties),
        ("Signée", signed),
        ("Terme", day(identity.end) if identity.end else "non renseigné (la source n’imprime pas de durée)"),
        ("Territoires", ", ".join(identity.territoires) or NOTHING),
        ("Période", f"du {day(content.starts_on)} au {day(content.ends_on)}"),
        ("Demandé par", " ; ".join(identity.asked_by) or "aucune clause : bilan d’initiative"),
    ]
    return Grid(
        "La convention", ("Rubrique", "Contenu"), tuple((label, typography(text)) for label, text in rows), (3, 10)
    )


def _party(party) -> str:
    delegation = f", délégation : {party.delegation}" if party.delegation else ""
    people = f" ; signe : {' ; '.join(party.people)}" if party.people else ""
    return f"{party.nom}{delegation}{people}"


def parts_of(content: BilanContent) -> tuple[Part, ...]:
    """Return the parts in the order that the type of the convention wants; those with nothing to say are left out."""
    found = (_part(content, plan) for plan in form_of(content.identity.type).plans)
    return tuple(part for part in found if part.written or part.blocks)


def _part(content: BilanContent, plan: Plan) -> Part:
    by_code = content.text_of
    texts = [by_code[code] for code in plan.sections if code in by_code]
    if ENGAGEMENTS in plan.sections:
        texts = [text for text in content.texts if text.quote]
    alone = len(texts) == 1 and texts[0].label == plan.heading
    blocks = tuple(block for name in plan.shows for block in SHOWN[name](content))
    return Part(plan.heading, tuple(_written(text, alone=alone) for text in texts), blocks)


def _written(text: Text, *, alone: bool) -> Written:
    mark = etat_mark(text.etat) if text.etat else None
    return Written("" if alone else text.label, text.quote, mark, text.texte or TO_WRITE, not text.texte)


SHOWN: dict[str, Callable[[BilanContent], list[Block]]] = {
    "obligations": done.obligations,
    "comptes_rendus": done.reports,
    "reunions": done.meetings_held,
    "transmissions": done.sendings_made,
    "fiches": results.fiches,
    "indicateurs": results.indicators,
    "couverture": results.coverage,
    "decisions": results.decisions,
    "evenements": results.events,
    "restrictions": results.restrictions,
    "manques": results.lacks,
}
"""What each plan may show, by the code that forms.py gives it."""

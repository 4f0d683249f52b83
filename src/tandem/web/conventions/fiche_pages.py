"""What the pages of the fiches show: rows already read, dressed for the templates."""

from dataclasses import dataclass, field
from itertools import groupby

from bareme.display import counted
from tandem.conventions.champs import calendar_champ, champs_of
from tandem.conventions.completeness import GAP_LABELS, Gap
from tandem.conventions.diff import passages
from tandem.conventions.documents.blocks import Block, blocks_of
from tandem.conventions.enums import ACTION_TRANSITIONS, EtatAction, NatureCalendrier, PublicCible
from tandem.conventions.fiche_content import champs_of_row
from tandem.conventions.models import Action, Fiche
from tandem.conventions.timing.schedule import words
from tandem.formats import long_moment
from tandem.web.conventions.tones import ACTION_TONES
from tandem.web.templatetags.components import Tone

GAP_TONES = {"sans_indicateur": Tone.NEUTRAL, "non_mesurable": Tone.NEUTRAL, "champ_vide": Tone.NEUTRAL}
MOVES = {
    EtatAction.EN_COURS: ("Démarrer", "Reprendre", "player-play"),
    EtatAction.AMENDEE: ("Amender", "Amender", "pencil"),
    EtatAction.ARRETEE: ("Arrêter", "Arrêter", "ban"),
    EtatAction.TERMINEE: ("Terminer", "Terminer", "check"),
}
"""The verb of each move, the one of coming back to it, and its icon."""
SHORT = 120
"""Beyond this many characters, the change of a text is read paragraph by paragraph."""


@dataclass
class Card:
    """A fiche, or an action, as a page shows it."""

    row: Fiche | Action
    gaps: list[Gap] = field(default_factory=list)
    indicateurs: int = 0
    actions: list = field(default_factory=list)

    @property
    def numero(self) -> str:
        return str(self.row.numero)

    @property
    def etat_tone(self) -> str:
        return ACTION_TONES[EtatAction(self.row.etat)].value

    @property
    def badges(self) -> list[dict]:
        """The gaps of the row itself, one badge for each kind."""
        codes = {gap.code: gap.label for gap in self.gaps}
        return [{"label": label, "tone": gap_tone(code)} for code, label in codes.items()]

    @property
    def calendar_text(self) -> str:
        return " ".join(self.row.calendrier_texte.split())

    @property
    def calendar_words(self) -> str:
        """What the platform keeps of the calendar; "" when there is nothing to keep."""
        return "" if self.row.calendrier_nature == NatureCalendrier.AUCUN else words(self.row.schedule)

    @property
    def indicator_words(self) -> str:
        return counted(self.indicateurs, "indicateur")

    @property
    def bearers(self) -> str:
        return ", ".join(short_name(porteur) for porteur in self.row.porteurs.all())


def short_name(organisation) -> str:
    """Return the name that people say."""
    return organisation.sigle or organisation.nom


def gap_tone(code: str) -> str:
    """Return the tone of a kind of gap."""
    return GAP_TONES.get(code, Tone.WARNING).value


def cards_of(sources, found: list[Gap]) -> dict:
    """Return the fiches dressed, by axis."""
    counts: dict[int, int] = {}
    for indicateur in sources.indicateurs:
        if not indicateur.is_deduit:
            counts[indicateur.fiche_id] = counts.get(indicateur.fiche_id, 0) + 1
    cards: dict = {axe.pk: [] for axe in sources.axes}
    for fiche in sources.fiches:
        own = [gap for gap in found if gap.fiche is fiche]
        actions = [
            Card(action, [gap for gap in own if gap.action and gap.action.pk == action.pk])
            for action in fiche.actions.all()
        ]
        cards[fiche.axe_id].append(
            Card(fiche, [gap for gap in own if gap.action is None], counts.get(fiche.pk, 0), actions)
        )
    return cards


def agenda_of(place, found: list[Gap]) -> list[dict]:
    """Return what is to be put on the agenda, by kind, each with the pages to open."""
    rank = list(GAP_LABELS)
    ordered = sorted(found, key=lambda gap: rank.index(gap.code))
    return [
        {
            "label": GAP_LABELS[code],
            "tone": gap_tone(code),
            "items": [
                {"short": short_gap(gap), "sentence": gap.sentence, "url": place.url(*gap.url_target)} for gap in items
            ],
        }
        for code, items in ((code, list(items)) for code, items in groupby(ordered, key=lambda gap: gap.code))
    ]


def short_gap(gap: Gap) -> str:
    """Return the few words that tell a gap among those of its kind."""
    if gap.fiche is None:
        return gap.sentence.partition(" «")[0]
    return f"{gap.fiche.numero}, action {gap.action.numero}" if gap.action else gap.fiche.numero


@dataclass(frozen=True)
class Text:
    """A field of the template with its words, as paragraphs and lists."""

    label: str
    blocks: tuple[Block, ...]
    is_required: bool = False


def texts_of(row: Fiche | Action) -> list[Text]:
    """Return the fields of the template in their order, with the words written; the calendar has its own place."""
    champs = champs_of_row(row)
    calendar = calendar_champ(champs)
    return [Text(champ.label, blocks_of(_written(row, champ)), champ.required) for champ in champs if champ != calendar]


def _written(row, champ) -> str:
    value = row.contenu.get(champ.code) or ""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def calendar_label(row: Fiche | Action) -> str:
    """Return the label under which the calendar is printed."""
    champ = calendar_champ(champs_of_row(row))
    return champ.label if champ else "Calendrier"


def has_action_fields(fiche: Fiche) -> bool:
    """Tell whether the template of a fiche describes actions."""
    return bool(champs_of(fiche.modele.champs_action))


def publics_of(fiche: Fiche) -> str:
    """Return the publics, in words."""
    return ", ".join(str(PublicCible(public).label) for public in fiche.publics)


def moves_of(row: Fiche | Action, *, may_amend: bool) -> list[dict]:
    """Return the moves that the state of a row allows, in the order of the states."""
    start = EtatAction(row.etat)
    allowed = [etat for etat in EtatAction if etat in ACTION_TRANSITIONS[start]]
    return [
        {
            "to": etat.value,
            "label": str(etat.label),
            "verb": MOVES[etat][start in {EtatAction.ARRETEE, EtatAction.AMENDEE}],
            "icon": MOVES[etat][2],
            "needs_reason": etat in {EtatAction.AMENDEE, EtatAction.ARRETEE},
            "is_danger": etat == EtatAction.ARRETEE,
        }
        for etat in allowed
        if may_amend or etat != EtatAction.AMENDEE
    ]


@dataclass(frozen=True)
class Past:
    """One line of the history of a fiche; a long text is told by what changed in it."""

    title: str
    moment: str
    actor: str
    reason: str
    before: str
    after: str
    passages: list
    is_draft: bool


def past_of(changes) -> list[Past]:
    """Return the history of a fiche, most recent first."""
    return [_past(change) for change in changes]


def _past(change) -> Past:
    is_long = max(len(change.before), len(change.after)) > SHORT
    who = str(change.actor or "le calendrier")
    return Past(
        title=change.sentence,
        moment=long_moment(change.at),
        actor=f"{who} ({short_name(change.organisation)})" if change.organisation else who,
        reason=change.reason,
        before="" if is_long else change.before,
        after="" if is_long else change.after,
        passages=passages(change.before, change.after) if is_long else [],
        is_draft=change.draft_of_id is not None,
    )

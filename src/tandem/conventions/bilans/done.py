"""What was owed, held and sent, as tables."""

from bareme.display import THIN, counted, typography
from tandem.conventions.bilans.content import BilanContent
from tandem.conventions.bilans.facts import Owed
from tandem.conventions.bilans.forms import form_of
from tandem.conventions.bilans.layout import NOTHING, Block, Cell, Grid, Mark, Picture, hours, picture, short
from tandem.conventions.enums import NatureObligation
from tandem.conventions.wording import clause_words
from tandem.formats import number
from tandem.pictures import DrawnBar

OBLIGATION_ETATS = {
    "faite": ("Faite", "success"),
    "planifiee": ("Planifiée", "info"),
    "en_cours": ("En cours", "info"),
    "a_venir": ("À venir", "neutral"),
    "manquante": ("Manquante", "danger"),
    "sans_objet": ("Sans objet", "neutral"),
}
OWED_GROUPS = (
    (NatureObligation.REUNION, "Réunions dues"),
    (NatureObligation.TRANSMISSION, "Transmissions dues"),
    (NatureObligation.LIVRABLE, "Livrables dus"),
)
OWED_HEADERS = ("Obligation", "Clause et cadence", "Due par", "Dû", "Fait", "Prévu", "À faire", "Manque", "État")


def obligations(content: BilanContent) -> list[Block]:
    """What was due, by nature; what nothing asked in the period is only named."""
    asked = [one for one in content.owed if one.due or one.done or one.planned]
    grids = [
        Grid(
            caption, OWED_HEADERS, tuple(_owed_row(one) for one in rows), (13, 11, 8, 3, 3, 4, 4, 5, 7), (3, 4, 5, 6, 7)
        )
        for nature, caption in OWED_GROUPS
        if (rows := [one for one in asked if one.nature == nature])
    ]
    idle = [f"{one.libelle} ({clause_words(one.clause)})" for one in content.owed if one not in asked]
    words = []
    if idle:
        named = " ; ".join(idle)
        words.append(typography(f"Rien d’attendu pendant la période : {named}."))
    if any(one.is_deduit for one in asked):
        words.append("* La source n’imprime pas cette cadence, que la plateforme propose.")
    if not grids and not words:
        return []
    return [Block("Obligations", tuple(words), tuple(grids), _owed_picture(content))]


def _owed_row(one: Owed) -> tuple[Cell, ...]:
    label, tone = OBLIGATION_ETATS[one.etat]
    return (
        one.libelle,
        f"{clause_words(one.clause)}, {one.cadence}{'*' if one.is_deduit else ''}",
        one.debiteur,
        number(one.due),
        number(one.done),
        number(one.planned),
        number(one.left),
        number(one.lost),
        Mark(label, tone),
    )


def _owed_picture(content: BilanContent) -> tuple[Picture, ...]:
    due = [one for one in content.owed if one.due]
    if not due:
        return ()
    total = sum(one.due for one in due)
    counts = (
        ("Faites", sum(one.met for one in due)),
        ("Planifiées", sum(one.waiting for one in due)),
        ("Encore à faire", sum(one.left for one in due)),
        ("Manquantes", sum(one.lost for one in due)),
    )
    bars = tuple(DrawnBar(label, value, f"{number(value)} sur {number(total)}") for label, value in counts)
    return (picture("Ce qui était dû, et ce qui a été fait", bars, "Obligations"),)


def reports(content: BilanContent) -> list[Block]:
    """The two obligations of the law that the delegate answers."""
    codes = form_of(content.identity.type).reports
    rows = [one for one in content.owed if one.code in codes]
    if not rows:
        return []
    sent = {code: [one for one in content.sendings if one.code == code] for code in codes}
    grid = Grid(
        "Comptes rendus que la loi demande au délégataire",
        ("Obligation", "Clause", "Période", "Remis", "État"),
        tuple(
            (
                one.libelle,
                clause_words(one.clause),
                ", ".join(one.periods) or NOTHING,
                " ; ".join(f"{short(item.date)}, {item.note}" for item in sent[one.code]) or "non remis",
                Mark(*OBLIGATION_ETATS[one.etat]),
            )
            for one in rows
        ),
        (8, 8, 4, 10, 5),
    )
    return [Block("Ce que la loi demande", (f"«{THIN}{rows[0].quote}{THIN}»",), (grid,))]


def meetings_held(content: BilanContent) -> list[Block]:
    meetings = content.meetings
    if not meetings.held:
        others = f" Encore à tenir : {counted(meetings.planned, 'réunion planifiée')}." if meetings.planned else ""
        none = f"Aucune réunion n’a été enregistrée comme tenue pendant la période.{others}"
        return [Block("Réunions", (typography(none),))]
    known = meetings.participants
    people = f"{number(known)} participations" if known is not None else "participants non renseignés"
    if known is not None and meetings.uncounted:
        people += f" ({counted(meetings.uncounted, 'réunion')} sans effectif)"
    grid = Grid(
        "Réunions tenues",
        ("Date", "Comité", "Objet", "Durée", "Participants", "Compte pour"),
        tuple(
            (
                short(one.date),
                one.comite,
                one.objet,
                hours(one.minutes),
                number(one.participants) if one.participants is not None else "non renseigné",
                " ; ".join(one.obligations) or NOTHING,
            )
            for one in meetings.held
        ),
        (5, 8, 9, 4, 5, 12),
        (3, 4),
    )
    words = f"{counted(len(meetings.held), 'réunion')} pour {hours(meetings.total_minutes)} de travail, {people}."
    return [Block("Réunions", (typography(words),), (grid,))]


def sendings_made(content: BilanContent) -> list[Block]:
    ways = list(dict.fromkeys((one.sender, one.receiver) for one in content.sendings))
    if not ways:
        return [Block("Transmissions", ("Aucune transmission n’a été enregistrée pendant la période.",))]
    return [Block("Transmissions", (), tuple(_way(content, *way) for way in sorted(ways)))]


def _way(content: BilanContent, sender: str, receiver: str) -> Grid:
    return Grid(
        f"Envoyé par {sender} à {receiver}",
        ("Date", "Ce qui a été transmis", "Clause", "Contenu", "Pièce"),
        tuple(
            (
                short(one.date),
                f"{one.libelle}, {one.secteur}" if one.secteur else one.libelle,
                clause_words(one.clause),
                one.note,
                one.piece or NOTHING,
            )
            for one in content.sendings
            if (one.sender, one.receiver) == (sender, receiver)
        ),
        (5, 10, 6, 14, 6),
    )

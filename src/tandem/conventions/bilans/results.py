"""What changed, was measured and was decided, as tables and charts."""

from collections.abc import Sequence
from fractions import Fraction

from bareme.display import THIN, counted, typography
from tandem.conventions.bilans.content import BilanContent
from tandem.conventions.bilans.facts import Change, Measured, Named
from tandem.conventions.bilans.layout import NOTHING, Block, Cell, Grid, Mark, Picture, day, etat_mark, picture, short
from tandem.conventions.enums import EtatDecisionComite, UniteIndicateur
from tandem.conventions.wording import clause_words
from tandem.pictures import DrawnBar

DECISION_TONES = {
    EtatDecisionComite.A_FAIRE: "warning",
    EtatDecisionComite.FAITE: "success",
    EtatDecisionComite.ABANDONNEE: "neutral",
}


def fiches(content: BilanContent) -> list[Block]:
    grids = tuple(
        Grid(
            f"Axe {axe.numero}{THIN}: {axe.titre}",
            ("Fiche ou action", "Porteurs", "État en fin de période", "Changements de la période"),
            tuple(row for fiche in axe.fiches for row in _fiche_rows(fiche)),
            (16, 8, 6, 13),
        )
        for axe in content.axes
        if axe.fiches
    )
    return [Block("Fiches et actions", (), grids)] if grids else []


def _fiche_rows(fiche) -> list[tuple[Cell, ...]]:
    first = (f"Fiche {fiche.numero} – {fiche.titre}", ", ".join(fiche.porteurs) or NOTHING)
    found = [(*first, etat_mark(fiche.etat), _changes(fiche.changes))]
    return found + [
        (f"Action {fiche.numero}.{one.numero} – {one.titre}", NOTHING, etat_mark(one.etat), _changes(one.changes))
        for one in fiche.actions
    ]


def _changes(changes: Sequence[Change]) -> str:
    return (
        " ; ".join(
            typography(
                f"{short(one.date)} : {one.before.lower()} → {one.after.lower()}"
                f"{f' ({one.reason})' if one.reason else ''}"
            )
            for one in changes
        )
        or "aucun"
    )


MIN_POINTS = 2
"""A chart needs two known values."""
SCALE = 10_000
"""Bars are drawn to whole units: what is not whole keeps four decimals."""


def indicators(content: BilanContent) -> list[Block]:
    if not content.measured:
        return [Block("Indicateurs", ("La convention n’a pas d’indicateur.",))]
    grid = Grid(
        "Indicateurs de la période",
        ("Indicateur", "Fiche", "Valeur", "Cible", "À savoir"),
        tuple(_measured_row(one) for one in content.measured),
        (14, 3, 12, 6, 14),
    )
    words = []
    if content.hidden_cells:
        words.append(f"{counted(content.hidden_cells, 'petit effectif masqué')} pour protéger les personnes.")
    splits = [one for one in content.measured if one.splits]
    detail = Grid(
        "Détail par territoire et par public",
        ("Indicateur", "Territoire ou public", "Valeur"),
        tuple((one.libelle, cell.label, cell.figure.told) for one in splits for cell in one.splits),
        (10, 6, 6),
    )
    pictures = tuple(_series_picture(one) for one in content.measured if len(_known(one)) >= MIN_POINTS)
    return [Block("Indicateurs", tuple(words), (grid, detail) if splits else (grid,), pictures)]


def _measured_row(one: Measured) -> tuple[Cell, ...]:
    cible = " – ".join(filter(None, (one.cible, one.reaches))) or NOTHING
    known = [one.nature + (", déduit du texte" if one.is_deduit else ""), *one.printed, one.note]
    if one.is_fictif:
        known.append("données fictives")
    values = " ; ".join(f"{value.label} : {value.figure.told}" for value in one.values)
    return (one.libelle, one.fiche or NOTHING, typography(values), cible, typography(" ; ".join(filter(None, known))))


def _known(one: Measured) -> list[Named]:
    return [point for point in one.series if point.figure.exact]


def _series_picture(one: Measured) -> Picture:
    whole = one.unite not in {UniteIndicateur.EUROS, UniteIndicateur.POURCENTAGE}
    bars = tuple(
        DrawnBar(
            point.label,
            int(Fraction(point.figure.exact) * (1 if whole else SCALE)) if point.figure.exact else 0,
            point.figure.words,
        )
        for point in one.series
    )
    return picture(one.libelle, bars, "Valeur")


def coverage(content: BilanContent) -> list[Block]:
    if not content.covered:
        return []
    whole = Grid(
        "Population de base et population touchée",
        ("Population", "Période", "Touchée", "Base imprimée par la source", "Part"),
        tuple((one.label, one.period, one.reached.told, one.base.words, one.share.words) for one in content.covered),
        (8, 5, 9, 8, 4),
        (4,),
    )
    places = tuple(place.label for place in content.covered[0].territoires)
    by_place = Grid(
        "Par territoire",
        ("Population", *places),
        tuple((one.label, *(place.figure.told for place in one.territoires)) for one in content.covered),
        (6, *(5 for _place in places)),
    )
    source = content.covered[0].source
    words = typography(
        f"Base : {source}. La source n’imprime pas la base de chaque territoire : la part par territoire est inconnue."
    )
    return [Block("", (words,), (whole, by_place) if places else (whole,))]


def decisions(content: BilanContent) -> list[Block]:
    if not content.decided:
        return [Block("Décisions des comités", ("Aucune décision n’a été enregistrée pendant la période.",))]
    grid = Grid(
        "Décisions et suites",
        ("Décision", "Confiée à", "Pour le", "État", "Suite donnée"),
        tuple(
            (
                f"{one.comite}, {short(one.date)}, n°\u00a0{one.numero}{THIN}: {one.texte}",
                f"{one.partie} ({one.owner})",
                short(one.due_on),
                Mark(str(EtatDecisionComite(one.etat).label), DECISION_TONES[EtatDecisionComite(one.etat)]),
                f"{short(one.suivi_on)}{THIN}: {one.suivi}" if one.suivi else "aucune",
            )
            for one in content.decided
        ),
        (16, 8, 5, 5, 10),
    )
    return [Block("Décisions des comités", (), (grid,))]


def events(content: BilanContent) -> list[Block]:
    if not content.happened:
        return [Block("Avenants, prolongations et courriers", ("Aucun pendant la période.",))]
    grid = Grid(
        "Avenants, prolongations, courriers, changements d’état",
        ("Date", "Nature", "Objet"),
        tuple((short(one.date), one.nature, one.texte or NOTHING) for one in content.happened),
        (4, 9, 20),
    )
    return [Block("Avenants, prolongations et courriers", (), (grid,))]


def restrictions(content: BilanContent) -> list[Block]:
    if not content.bounds:
        return []
    grid = Grid(
        "Restrictions décidées par les instances",
        ("Organisation", "Clause", "Depuis le", "Restriction"),
        tuple(
            (one.organisation, clause_words(one.clause) or NOTHING, short(one.date), one.texte)
            for one in content.bounds
        ),
        (6, 4, 4, 18),
    )
    return [Block("Restrictions", (), (grid,))]


def lacks(content: BilanContent) -> list[Block]:
    if not content.lacks:
        return []
    grid = Grid(
        "Ce que le texte laisse ouvert",
        ("Manque", "À mettre à l’ordre du jour"),
        tuple((one.label, one.sentence) for one in content.lacks),
        (5, 20),
    )
    return [Block("", (f"Relevé le {day(content.on)}.",), (grid,))]

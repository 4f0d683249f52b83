"""The rows of the ranking: one per candidature, its points computed only when a column shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from urllib.parse import quote, urlencode

from bareme.display import format_number, typography
from bareme.majoration.ranking import cut_rule
from bareme.majoration.reglement.parts import CoupureMode
from bareme.majoration.result import AllocationMode, FormationLine, StatutFormation
from bareme.majoration.scoring import Score, Scorer
from tandem import formats
from tandem.campagnes.engine import Simulation
from tandem.web.classement.access import Place
from tandem.web.tables import Column, Filter, Kind
from tandem.web.templatetags.components import Tone

CONTEXT = 4
"""Rows shown above the cut-off line by the link that leads to it."""
STATUTS = {
    StatutFormation.RETENUE: ("Retenue", Tone.SUCCESS),
    StatutFormation.NON_RETENUE: ("Non retenue", Tone.NEUTRAL),
    StatutFormation.INELIGIBLE: ("Inéligible", Tone.DANGER),
    StatutFormation.INCOMPLETE: ("Incomplète", Tone.WARNING),
    StatutFormation.ECARTEE: ("Écartée", Tone.WARNING),
}


@dataclass(frozen=True)
class Row:
    """One candidature of the ranking, with what the database knows of it beside the engine."""

    line: FormationLine
    rncp: str
    slug: str
    departement: str
    score_of: Callable[[FormationLine], Score]

    @cached_property
    def detail(self) -> Score:
        return self.score_of(self.line)

    def note(self, index: int) -> Fraction | None:
        """Note of the criterion at this place in the règlement; None when it was not scored."""
        return self.detail.criteres[index].note if self.line.score is not None else None

    @property
    def formation(self) -> str:
        return self.line.formation

    @property
    def contrats(self) -> int:
        return self.line.contrats

    @property
    def amount(self) -> int | None:
        """Its share in centimes; None when it receives nothing because it is not retained."""
        return self.line.amount if self.line.retained else None


def rows_of(simulation: Simulation) -> list[Row]:
    """Return one row per candidature, in the order of the ranking."""
    scorer = Scorer(simulation.reglement, simulation.allocation.evaluations)
    known = simulation.inputs.by_reference
    return [
        Row(
            line,
            known[line.reference].rncp,
            known[line.reference].slug,
            known[line.reference].departement,
            lambda line: scorer.detail(line.candidature),
        )
        for line in simulation.allocation.formations
    ]


def columns_of(place: Place, simulation: Simulation, numero: int | None) -> list[Column]:
    """Return the columns of the ranking; the notes of the criteria are there on demand."""
    suffix = f"&{urlencode({'scenario': numero})}" if numero else ""
    # Two links a row: one address per OF-CFA is worked out, not one per link.
    address = cache(lambda slug: place.url("campagne_pourquoi", of_slug=slug))

    def why(row: Row) -> str:
        return f"{address(row.slug)}?formation={quote(row.line.reference)}{suffix}"

    columns = [
        Column(key="rang", label="Rang", kind=Kind.INT, path="line.rank", fixed=True),
        Column(
            key="formation", label="Formation", path="line.formation", search=True, fixed=True, css="wide", link=why
        ),
        Column(key="rncp", label="RNCP", search=True, visible=False),
        Column(key="of_cfa", label="OF-CFA", path="line.of_cfa", search=True, filter=Filter.CHOICE, css="wide"),
        Column(key="site", label="Site", path="line.site", search=True, visible=False),
        Column(key="departement", label="Département", filter=Filter.CHOICE, visible=False),
        Column(key="contrats", label="Contrats", kind=Kind.INT, total=True),
        Column(
            key="verts",
            label="Dont verts",
            kind=Kind.INT,
            path="line.contrats_verts",
            total=True,
            help="Contrats qui ouvrent droit au bonus vert selon le règlement.",
        ),
        Column(key="complement", label="Complément", path="line.complement"),
        Column(
            key="score",
            label="Score",
            kind=Kind.DECIMAL,
            decimals=2,
            path="line.score",
            help=typography(
                f"Somme des notes, sur {format_number(simulation.reglement.points_max)} : ajoutez les "
                "colonnes des critères pour en voir le détail."
            ),
        ),
    ]
    if simulation.allocation.mode is AllocationMode.CLASSEMENT:
        columns += _critere_columns(simulation)
    return columns + _outcome_columns(why)


def _outcome_columns(why: Callable[[Row], str]) -> list[Column]:
    """What became of the candidature, why, and its amount."""
    return [
        Column(
            key="statut",
            label="Statut",
            kind=Kind.BADGE,
            path="line.statut.value",
            choices=[(statut.value, label) for statut, (label, _) in STATUTS.items()],
            filter=Filter.CHOICE,
            tone=lambda row: STATUTS[row.line.statut][1],
        ),
        Column(key="motif", label="Motif", path="line.reason", visible=False, sortable=False, css="wide"),
        Column(
            key="montant",
            label="Montant",
            kind=Kind.CENTIME,
            path="amount",
            total=True,
            link=lambda row: why(row) if row.line.retained else None,
            help="Part de la formation dans le montant de son OF-CFA ; suivez le lien pour savoir pourquoi.",
        ),
    ]


def _critere_columns(simulation: Simulation) -> list[Column]:
    """The note of each criterion, shown on demand."""
    return [
        Column(
            key=f"c_{critere.code}",
            label=f"{index + 1}. {critere.libelle}",
            kind=Kind.DECIMAL,
            decimals=2,
            value=lambda row, index=index: row.note(index),
            visible=False,
            mark=f"sur {format_number(critere.poids)}",
        )
        for index, critere in enumerate(simulation.reglement.criteres)
    ]


def cut_words(simulation: Simulation) -> str:
    """The line drawn where the ranking is cut: the rule, what it keeps, and how ties on the line were settled."""
    allocation, coupure = simulation.allocation, simulation.reglement.coupure
    ranked = [line for line in allocation.formations if line.rank is not None]
    counters = allocation.counters
    words = (
        f"Coupure : {cut_rule(coupure, len(ranked))} – {formats.number(counters.contrats_retenus)} contrats retenus "
        f"sur {formats.number(counters.contrats_demandes)}"
    )
    return typography(words + _ties(simulation, ranked))


def _ties(simulation: Simulation, ranked: list[FormationLine]) -> str:
    last = last_kept_rank(simulation)
    if not 0 < last < len(ranked) or ranked[last - 1].score != ranked[last].score:
        return ""
    score = ranked[last].score
    equal = sum(line.score == score for line in ranked)
    return (
        f" ; {formats.number(equal)} formations ont le score de la coupure, {format_number(score, 2)}, "
        f"départagées par la règle « {simulation.reglement.departage.nom} »"
    )


def last_kept_rank(simulation: Simulation) -> int:
    """The last rank that the rule keeps, choices made by hand apart; 0 when none is."""
    chosen = {choice.reference for choice in simulation.reglement.selections_manuelles}
    kept = (
        line.rank or 0 for line in simulation.allocation.formations if line.retained and line.reference not in chosen
    )
    return max(kept, default=0)


def shortly_before_the_cut(simulation: Simulation) -> FormationLine | None:
    """A formation a few ranks above the cut-off: where a reader who looks for the line wants to land."""
    last = last_kept_rank(simulation)
    ranked = [line for line in simulation.allocation.formations if line.rank is not None]
    return ranked[max(0, last - CONTEXT)] if 0 < last < len(ranked) else None


def cut_between(simulation: Simulation, *, is_by_rank: bool) -> Callable[[Row | None, Row], str | None] | None:
    """The function that says where the line falls, or None when the order shown is not the ranking."""
    if not is_by_rank or simulation.reglement.coupure.mode in {CoupureMode.MANUEL, CoupureMode.AUCUNE}:
        return None
    last, words = last_kept_rank(simulation), cut_words(simulation)

    def between(previous: Row | None, row: Row) -> str | None:
        if previous is None or previous.line.rank is None:
            return None
        beyond = row.line.rank is None or row.line.rank > last
        return words if previous.line.rank <= last and beyond else None

    return between if last else None

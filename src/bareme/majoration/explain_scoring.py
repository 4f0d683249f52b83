"""The steps of a score: each figure, the threshold it reached, its points, the note, the rank and the cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bareme.display import format_integer, format_number, format_rate, typography
from bareme.majoration.eligibility import spoken
from bareme.majoration.ranking import cut_rule
from bareme.majoration.reglement.parts import IndicateurType, Lineaire, Notation
from bareme.majoration.result import Allocation, AllocationMode, FormationLine
from bareme.majoration.scoring import CritereScore, IndicateurScore, Score, Scorer
from bareme.majoration.steps import Input, Step

_RATES = {IndicateurType.TAUX, IndicateurType.PART}


def score_of(allocation: Allocation, formation: FormationLine) -> Score | None:
    """The detailed score of a ranked formation; None when nothing was scored."""
    if formation.score is None:
        return None
    return Scorer(allocation.reglement, allocation.evaluations).detail(formation.candidature)


def scoring_steps(allocation: Allocation, formation: FormationLine) -> Iterator[Step]:
    """Nothing for a list already retained."""
    score = score_of(allocation, formation)
    if allocation.mode is not AllocationMode.CLASSEMENT or score is None:
        return
    for critere in score.criteres:
        yield _critere_step(critere)
    rules = allocation.reglement
    yield Step(
        code="score",
        label="Score",
        formula="somme des notes des critères",
        inputs=(Input("score maximal", format_number(rules.points_max)),),
        value=score.total,
        displayed=f"{format_number(score.total)} points",
        unit="points",
        clause=rules.clauses.get("classement"),
    )
    ranked = sum(line.rank is not None for line in allocation.formations)
    rank = formation.rank or 0
    yield Step(
        code="rang",
        label="Rang et coupure",
        formula="ordre décroissant des scores, puis règle de départage",
        inputs=(
            Input("formations classées", format_integer(ranked)),
            Input("départage", rules.departage.nom),
            Input("coupure", typography(cut_rule(rules.coupure, ranked))),
        ),
        value=Fraction(rank),
        displayed=format_integer(rank),
        unit="rang",
        clause=rules.coupure.clause,
    )


def _critere_step(score: CritereScore) -> Step:
    critere = score.critere
    noted = score.note is not None
    return Step(
        code=f"critere_{critere.code}",
        label=critere.libelle,
        formula=f"poids {format_number(critere.poids)} × points ÷ {format_number(critere.points_max)}",
        inputs=tuple(_indicateur_input(item) for item in score.indicateurs),
        value=score.note if score.note is not None else Fraction(0),
        displayed=f"{format_number(score.note)} points" if score.note is not None else "non noté",
        unit="points" if noted else "non_note",
        clause=critere.clause,
    )


def _indicateur_input(item: IndicateurScore) -> Input:
    if item.points is None:
        return Input(item.indicateur.libelle, "donnée absente")
    gained = f"{format_number(item.points)} / {format_number(item.indicateur.bareme.points_max)} points"
    return Input(item.indicateur.libelle, typography(f"{_value(item, item.value)}{_reached(item)} : {gained}"))


def _value(item: IndicateurScore, value: object) -> str:
    if isinstance(value, Fraction) and item.indicateur.type in _RATES:
        return format_rate(value)
    if isinstance(item.indicateur.bareme, Notation):
        return "note de l’instructeur"
    unit = f" {item.indicateur.unite}" if item.indicateur.unite else ""
    return f"{spoken(value)}{unit}"


def _reached(item: IndicateurScore) -> str:
    if isinstance(item.indicateur.bareme, Lineaire):
        scale = item.indicateur.bareme
        return f" (de {_value(item, scale.de)} à {_value(item, scale.a)})"
    return "" if item.threshold is None else f" (à partir de {_value(item, item.threshold)})"

"""The allocation: the order of calculation, in one readable list.

    eligibility → scoring → ranking → cut-off → solver → majoration exceptionnelle → aggregation by organisme

A list without any criteria column is the list already retained: neither scoring, threshold nor cut-off applies, and a
warning says so, unless the règlement has none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from bareme.anomalies import Anomalie, error, has_errors, warning
from bareme.collection import paused_collection
from bareme.display import format_integer, french_sort_key, typography
from bareme.majoration.aggregation import Rounding, count, formation_lines, organisme_lines
from bareme.majoration.batch_scoring import score_all
from bareme.majoration.candidature import Candidature
from bareme.majoration.checks import AllocationError, check_candidatures, check_choices
from bareme.majoration.eligibility import counted_green, failed_condition
from bareme.majoration.entries import Entry, class_weights, demands_by_organisme
from bareme.majoration.ranking import Ranked, cut, identity, rank
from bareme.majoration.refusals import all_incomplete, refuse_empty
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import CoupureMode, Decision, IncompletRegle, Notation
from bareme.majoration.result import Allocation, AllocationMode, OrganismeLine, StatutFormation
from bareme.majoration.scoring import Evaluations
from bareme.majoration.solver import SolverRefusal, Terms, at_base, solve
from bareme.rounding import exact

__all__ = ["Allocation", "AllocationError", "OrganismeLine", "SolverRefusal", "allocate"]

RawEvaluations = Mapping[tuple[str, str], int | Fraction | Decimal | str]


def allocate(
    candidatures: Iterable[Candidature],
    reglement: Reglement,
    evaluations: RawEvaluations | None = None,
    *,
    base: Fraction | None = None,
) -> Allocation:
    """Allocate the envelope of the règlement to the candidatures.

    `evaluations` holds the points given by hand: {(reference, criterion code): points}. The order of the candidatures
    changes nothing. `base` imposes the amount per contract instead of solving it: what is then spent is not the
    envelope, and `Allocation.reste` says the difference.

    Raises AllocationError (impossible input, with every anomaly) or SolverRefusal (no base exists).
    """
    items = list(candidatures)
    given = {key: exact(points) for key, points in (evaluations or {}).items()}
    with paused_collection():
        return _allocate(items, reglement, given, base)


def _allocate(
    items: Sequence[Candidature],
    reglement: Reglement,
    given: Mapping[tuple[str, str], Fraction],
    base: Fraction | None,
) -> Allocation:
    _refuse_errors([*check_candidatures(items, reglement), *_check_evaluations(items, reglement, given)])
    anomalies = check_choices(items, reglement)

    # Names in the order of the annexe, worked out once: it is the costly part of sorting.
    names = sorted({item.of_cfa for item in items}, key=french_sort_key)
    order = {name: position for position, name in enumerate(names)}
    mode = _mode(items, reglement, given)
    entries = [Entry(item, item.contrats_verts) for item in items]
    _drop_organismes(entries, reglement)
    if mode is AllocationMode.CLASSEMENT:
        anomalies += _classify(entries, reglement, given)
        entries = _by_rank(entries)
    else:
        anomalies += _retained_list_warning(reglement)
        _retain_all(entries, reglement)
        entries.sort(key=lambda entry: (order[entry.candidature.of_cfa], identity(entry.candidature)))

    retained = [entry for entry in entries if entry.statut is StatutFormation.RETENUE]
    refuse_empty(entries, reglement)
    weights = class_weights(reglement)
    demands = demands_by_organisme(retained, reglement, weights)
    terms = Terms(reglement.enveloppe, reglement.bonus_vert.taux, reglement.plafonds.dont_vert, weights.denominator)
    wanted = list(demands.values())
    solution = solve(wanted, terms) if base is None else at_base(wanted, terms, base)
    rounding = Rounding(None if base is not None else reglement.enveloppe, reglement.arrondi.lignes, order)
    residu, organismes = organisme_lines(entries, demands, solution, rounding)
    formations = formation_lines(entries, organismes, solution, weights)
    return Allocation(
        reglement=reglement,
        mode=mode,
        base_imposed=base is not None,
        base=solution.base,
        mean=solution.mean,
        residu=residu,
        organismes=organismes,
        formations=formations,
        counters=count(formations, organismes),
        evaluations=given,
        anomalies=tuple(anomalies),
    )


def _mode(
    items: Sequence[Candidature], reglement: Reglement, given: Mapping[tuple[str, str], Fraction]
) -> AllocationMode:
    """A single figure behind a criterion, or a single evaluation, is enough for the list to be one to classify."""
    scored = {indicateur.code for indicateur in reglement.indicateurs}
    if reglement.criteres and (given or any(not scored.isdisjoint(item.indicateurs) for item in items)):
        return AllocationMode.CLASSEMENT
    return AllocationMode.LISTE_RETENUE


def _drop_organismes(entries: Iterable[Entry], reglement: Reglement) -> None:
    dropped = {item.of_cfa: item.motif for item in reglement.organismes_ecartes}
    for entry in entries:
        motif = dropped.get(entry.candidature.of_cfa)
        if motif is not None:
            entry.settle(StatutFormation.ECARTEE, typography(f"organisme écarté : {motif}"))
            entry.organisme_dropped = True


def _classify(entries: Sequence[Entry], reglement: Reglement, given: Evaluations) -> list[Anomalie]:
    """Eligibility, scoring, ranking and cut-off; each entry comes out with its statut, score, rank and reason."""
    open_entries = [entry for entry in entries if entry.statut is None]
    scores, wrong = score_all([entry.candidature for entry in open_entries], reglement, given)
    _refuse_errors(wrong)
    anomalies: list[Anomalie] = []
    scored: dict[str, Entry] = {}
    to_rank: list[Ranked] = []
    lacking: dict[str, tuple[str, ...]] = {}
    exact_scores: dict[int | Fraction, Fraction] = {}
    for entry in open_entries:
        candidature = entry.candidature
        failure = failed_condition(candidature, reglement)
        if failure is not None:
            entry.settle(StatutFormation.INELIGIBLE, failure)
            continue
        notes = scores.notes[candidature.reference]
        missing = notes.missing
        if missing:
            lacking[candidature.reference] = missing
            anomalies.append(_incomplete_warning(candidature, missing))
            if reglement.recevabilite.incomplet is IncompletRegle.ECARTER:
                entry.settle(
                    StatutFormation.INCOMPLETE, typography(f"candidature incomplète, manque : {', '.join(missing)}")
                )
                continue
        entry.contrats_verts = counted_green(candidature, reglement)
        score = exact_scores.get(notes.total)
        if score is None:
            score = exact_scores[notes.total] = Fraction(notes.total, scores.scale)
        entry.score = score
        scored[candidature.reference] = entry
        to_rank.append(Ranked(candidature, notes, score))
    eligible = sum(entry.statut is not StatutFormation.INELIGIBLE for entry in open_entries)
    _refuse_errors(all_incomplete(lacking, eligible, reglement))
    ranked = rank(to_rank, reglement, scores)
    for position, (item, decision) in enumerate(zip(ranked, cut(ranked, reglement), strict=True), start=1):
        entry = scored[item.candidature.reference]
        entry.rank = position
        refused = StatutFormation.ECARTEE if decision.by_hand else StatutFormation.NON_RETENUE
        entry.settle(StatutFormation.RETENUE if decision.kept else refused, decision.reason)
    return anomalies


def _retain_all(entries: Iterable[Entry], reglement: Reglement) -> None:
    by_hand = {choice.reference: choice for choice in reglement.selections_manuelles}
    for entry in entries:
        if entry.statut is not None:
            continue
        choice = by_hand.get(entry.candidature.reference)
        if choice is not None and choice.decision is Decision.ECARTER:
            entry.settle(StatutFormation.ECARTEE, typography(f"écartée par choix manuel : {choice.motif}"))
        else:
            entry.settle(StatutFormation.RETENUE, "figure dans la liste déjà retenue")


def _by_rank(entries: Iterable[Entry]) -> list[Entry]:
    """The ranked entries in their order, then the others by identity."""
    ranked: dict[int, Entry] = {}
    others: list[Entry] = []
    for entry in entries:
        if entry.rank is None:
            others.append(entry)
        else:
            ranked[entry.rank] = entry
    others.sort(key=lambda entry: identity(entry.candidature))
    return [*(ranked[position] for position in sorted(ranked)), *others]


def _refuse_errors(anomalies: list[Anomalie]) -> None:
    if has_errors(anomalies):
        raise AllocationError(anomalies)


def _check_evaluations(
    items: Sequence[Candidature], reglement: Reglement, given: Mapping[tuple[str, str], Fraction]
) -> list[Anomalie]:
    if not given:
        return []
    references = {item.reference for item in items}
    qualitative = {
        critere.code: indicateur.bareme.points_max
        for critere in reglement.criteres
        for indicateur in critere.indicateurs
        if isinstance(indicateur.bareme, Notation)
    }
    found = []
    for (reference, critere), points in given.items():
        most = qualitative.get(critere)
        if reference not in references or most is None or not 0 <= points <= most:
            found.append(
                error(
                    "evaluation",
                    "une note d’un critère qualitatif du règlement était attendue, pour une candidature de la liste, "
                    "entre 0 et le maximum du critère",
                    "Corrigez ou retirez cette évaluation",
                    column=f"{reference} / {critere}",
                    value=str(points),
                )
            )
    return found


def _incomplete_warning(candidature: Candidature, missing: Sequence[str]) -> Anomalie:
    return warning(
        "indicateur_absent",
        f"une valeur était attendue pour {', '.join(missing)} ({candidature.reference}) : le critère est non noté",
        "Complétez la candidature",
        line=candidature.line,
        column=missing[0],
    )


def _retained_list_warning(reglement: Reglement) -> list[Anomalie]:
    """What the règlement holds and the list, taken as retained, leaves unused; nothing when it leaves nothing."""
    columns = len(list(reglement.indicateurs))
    if columns:
        expected = f"aucune des {format_integer(columns)} colonnes de critères du règlement n’a été trouvée"
        remedy = "Ajoutez les colonnes de critères si les candidatures doivent être classées"
    elif reglement.eligibilite or reglement.coupure.mode is not CoupureMode.AUCUNE:
        expected = "le règlement ne définit aucun critère"
        remedy = "Ajoutez-lui des critères si les candidatures doivent être classées, ou retirez seuils et coupure"
    else:
        return []
    whole = f"{expected} : la liste est traitée comme déjà retenue, sans notation, sans seuil et sans coupure"
    return [warning("liste_retenue", whole, remedy)]

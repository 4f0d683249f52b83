"""What the sheet of a candidature shows, ready for its template."""

from fractions import Fraction
from typing import Any

from django.utils import timezone

from bareme.majoration.eligibility import spoken
from bareme.majoration.reglement.parts import Notation
from bareme.majoration.scoring import Score, Scorer, off_scale
from bareme.tables.fields import FieldError
from tandem.campagnes.actions.evaluations import SCORABLE
from tandem.campagnes.enums import NaturePiece, StatutCandidature
from tandem.campagnes.facts import DepotReader, engine_candidature, notation_of
from tandem.campagnes.models import Candidature, CandidatureTransition, Evaluation
from tandem.campagnes.perms import can_instruct_of, can_validate_evaluation
from tandem.formats import long_moment, number
from tandem.web.campagnes.changes import changes_of
from tandem.web.campagnes.tones import STATUT_TONES
from tandem.web.instruction.forms import EvaluationForm
from tandem.web.templatetags.components import Event

_S = StatutCandidature
UNTOLD = ("statut", "dossier", "is_fictif")
"""Fields whose changes the history tells otherwise, or that are of no use to the reader."""
NOTE_UNTOLD = ("candidature", "critere", "evaluated_at", "validated_at")
"""Fields of a note whose changes go with those of its author or of its validation."""


def sheet_of(place, candidature, bound: dict[str, EvaluationForm]) -> dict[str, Any]:
    """Return the context of the sheet; `bound` holds the forms that were refused, by criterion."""
    reader = DepotReader(place.campagne)
    pieces = list(
        candidature.dossier.pieces.filter(withdrawn_at__isnull=True).select_related("added_by").order_by("nature", "pk")
    )
    return {
        "tone": STATUT_TONES[_S(candidature.statut)].value,
        "constat": reader.constat(candidature, timezone.now()) if candidature.statut == _S.DEPOSEE else None,
        "eligibility": _eligibility(reader, candidature),
        "conditions": reader.reglement.eligibilite,
        "score": ScoreSheet(place, reader, candidature, bound).context(),
        "pieces": [_piece(reader, piece) for piece in pieces],
        "missing": reader.depot(candidature).missing_pieces,
        "events": _events(candidature),
    }


def _eligibility(reader, candidature) -> dict[str, Any]:
    try:
        return {"reasons": reader.ineligibilities(candidature), "unreadable": ""}
    except FieldError as broken:
        return {"reasons": [], "unreadable": broken.expected}


class ScoreSheet:
    """The notes of one candidature, criterion by criterion, with the steps of the engine and the forms to note."""

    def __init__(self, place, reader: DepotReader, candidature, bound: dict[str, EvaluationForm]) -> None:
        self.place, self.candidature, self.bound = place, candidature, bound
        self.reglement = reader.reglement
        given = candidature.evaluations.select_related("instructeur", "valideur", "piece").order_by("critere")
        self.evaluations = {evaluation.critere: evaluation for evaluation in given}

    def context(self) -> dict[str, Any]:
        """Return what the template shows; what cannot be read is told instead of a score."""
        detail, problems = self._detail()
        scored = {item.critere.code: item for item in detail.criteres} if detail else {}
        return {
            "total": _written(detail.total) if detail else None,
            "maximum": _written(self.reglement.points_max),
            "is_complete": detail.complete if detail else False,
            "problems": problems,
            "criteres": [self._critere(critere, scored.get(critere.code)) for critere in self.reglement.criteres],
        }

    def _detail(self) -> tuple[Score | None, list[str]]:
        validated = {
            (self.candidature.reference, code): Fraction(evaluation.points)
            for code, evaluation in self.evaluations.items()
            if evaluation.validated_at
        }
        try:
            asked = engine_candidature(self.candidature, self.reglement)
        except FieldError as broken:
            return None, [f"Une donnée ne peut être lue : {broken.expected}."]
        problems = [
            f"{indicateur.libelle} : {expected}."
            for indicateur in self.reglement.indicateurs
            if (expected := off_scale(indicateur.bareme, asked.indicateurs.get(indicateur.code)))
        ]
        return (None if problems else Scorer(self.reglement, validated).detail(asked)), problems

    def _critere(self, critere, scored) -> dict[str, Any]:
        evaluation = self.evaluations.get(critere.code)
        return {
            "critere": critere,
            "note": _written(scored.note) if scored and scored.note is not None else None,
            "poids": _written(critere.poids),
            "steps": [_step(step) for step in scored.indicateurs if not _is_note(step)] if scored else [],
            "is_qualitative": notation_of(critere) is not None,
            "evaluation": evaluation,
            "points": _written(Fraction(evaluation.points)) if evaluation else "",
            "form": self._form(critere, evaluation),
            "may_validate": evaluation is not None and self._may_validate(evaluation),
        }

    def _form(self, critere, evaluation) -> EvaluationForm | None:
        """The form to score a criterion, for those who may and while it may be."""
        if notation_of(critere) is None or self.candidature.statut not in SCORABLE:
            return None
        of_cfa_id = self.candidature.dossier.of_cfa_id
        if not can_instruct_of(self.place.standing, self.place.campagne.etat, of_cfa_id):
            return None
        if evaluation and evaluation.valideur_id:
            return None
        return self.bound.get(critere.code) or evaluation_form(self.candidature, critere, evaluation)

    def _may_validate(self, evaluation) -> bool:
        decision = can_validate_evaluation(
            self.place.standing,
            self.place.campagne.etat,
            of_cfa_id=self.candidature.dossier.of_cfa_id,
            instructeur_id=evaluation.instructeur_id,
        )
        return bool(decision)


def _is_note(step) -> bool:
    """Whether this figure is the note that a person gives, told with its justification."""
    return isinstance(step.indicateur.bareme, Notation)


def _step(step) -> dict[str, str | None]:
    return {
        "label": step.indicateur.libelle,
        "value": None if step.value is None else f"{spoken(step.value)} {step.indicateur.unite}".strip(),
        "threshold": None if step.threshold is None else _written(step.threshold),
        "points": None if step.points is None else _written(step.points),
        "maximum": _written(step.indicateur.bareme.points_max),
    }


def evaluation_form(candidature, critere, evaluation, data=None) -> EvaluationForm:
    """Return the form of a criterion, filled with the note that exists."""
    initial = {"vue": evaluation.evaluated_at.isoformat() if evaluation else ""}
    if evaluation:
        initial |= {
            "points": evaluation.points.normalize() if evaluation.points else evaluation.points,
            "justification": evaluation.justification,
            "piece": evaluation.piece_id,
        }
    return EvaluationForm(
        data,
        initial=initial,
        prefix=critere.code,
        pieces=candidature.dossier.pieces.filter(withdrawn_at__isnull=True),
        highest=notation_of(critere).points_max,
    )


def _piece(reader, piece) -> dict[str, Any]:
    labels = {item.code: item.libelle for item in reader.reglement.recevabilite.pieces}
    label = labels.get(piece.nature) or dict(NaturePiece.choices).get(piece.nature, piece.nature)
    return {"piece": piece, "label": label}


def _events(candidature) -> list[Event]:
    """The changes of state and of data, the latest first."""
    transitions = CandidatureTransition.objects.filter(candidature=candidature).select_related("actor")
    found = [
        (
            row.at,
            Event(
                title=row.get_to_statut_display(),
                moment=long_moment(row.at),
                actor=str(row.actor),
                reason=row.reason,
                before=row.get_from_statut_display(),
                after=row.get_to_statut_display(),
            ),
        )
        for row in transitions.order_by("pk")
    ]
    found += [
        (
            change.at,
            Event(
                title=f"{change.label[0].upper()}{change.label[1:]}",
                moment=long_moment(change.at),
                actor=change.actor,
                before=change.before,
                after=change.after,
            ),
        )
        for change in changes_of(Candidature, candidature.pk, skip=UNTOLD)
    ]
    found += _note_events(candidature)
    return [event for _, event in sorted(found, key=lambda item: item[0], reverse=True)]


def _note_events(candidature):
    """The changes of the notes, each with its criterion."""
    for pk, critere in candidature.evaluations.order_by("pk").values_list("pk", "critere"):
        for change in changes_of(Evaluation, pk, skip=NOTE_UNTOLD):
            title = f"Note « {critere} », {change.label}"
            moment = long_moment(change.at)
            yield (
                change.at,
                Event(title=title, moment=moment, actor=change.actor, before=change.before, after=change.after),
            )


def _written(value: Fraction) -> str:
    return number(value, 0 if value.denominator == 1 else 2)

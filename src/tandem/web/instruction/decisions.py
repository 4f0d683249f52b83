"""The decisions of the instruction that apply to many candidatures: what each is called, previews and does."""

from collections.abc import Callable
from dataclasses import dataclass

from tandem.campagnes.actions import instruction as actions
from tandem.campagnes.enums import StatutCandidature
from tandem.campagnes.preflight import Preflight

_S = StatutCandidature


@dataclass(frozen=True)
class Decision:
    """`starts` are the states it may concern; `preview(place, rows, reason)` and `run(actor, place, rows, reason)`."""

    code: str
    label: str
    all_label: str
    explanation: str
    starts: tuple[StatutCandidature, ...]
    preview: Callable[..., Preflight]
    run: Callable[..., Preflight]
    asks_reason: bool = False

    def preflight(self, place, rows, reason: str) -> Preflight:
        """Return what the decision would do to these rows, nothing written."""
        return self.preview(place, rows, reason)

    def apply(self, actor, place, chosen, reason: str) -> Preflight:
        """Decide on a queryset. Raises ValidationError when the reason is missing."""
        return self.run(actor, place, chosen, reason)


def _about(place, rows) -> dict:
    return {"campagne": place.campagne, "candidatures": rows, "standing": place.standing}


def _by(actor, place, rows) -> dict:
    return {"actor": actor, "campagne": place.campagne, "candidatures": rows}


_ALL = (
    Decision(
        code="recevabilite",
        label="Confirmer la recevabilité",
        all_label="toutes les candidatures déposées",
        explanation="Le règlement dit, pour chaque dossier complet, incomplet ou hors délai, s’il est recevable.",
        starts=(_S.DEPOSEE,),
        preview=lambda place, rows, reason: actions.preflight_recevabilite(**_about(place, rows), motive=reason),
        run=lambda actor, place, rows, reason: actions.confirm_recevabilite(**_by(actor, place, rows), motive=reason),
    ),
    Decision(
        code="eligibilite",
        label="Confirmer l’éligibilité",
        all_label="toutes les candidatures recevables",
        explanation="Les conditions du règlement sont vérifiées une à une sur les données de chaque candidature.",
        starts=(_S.RECEVABLE,),
        preview=lambda place, rows, _reason: actions.preflight_eligibilite(**_about(place, rows)),
        run=lambda actor, place, rows, _reason: actions.confirm_eligibilite(**_by(actor, place, rows)),
    ),
    Decision(
        code="irrecevable",
        label="Déclarer irrecevables",
        all_label="toutes les candidatures déposées",
        explanation="Pour une raison que le règlement ne peut constater seul. Le motif figurera au courrier de refus.",
        starts=(_S.DEPOSEE,),
        preview=lambda place, rows, _reason: actions.preflight_irrecevable(**_about(place, rows)),
        run=lambda actor, place, rows, reason: actions.declare_irrecevable(**_by(actor, place, rows), reason=reason),
        asks_reason=True,
    ),
    Decision(
        code="reprise",
        label="Revenir sur la décision",
        all_label="toutes les candidatures déjà instruites",
        explanation="La dernière décision d’instruction est annulée ; son historique reste.",
        starts=tuple(actions.STEPS_BACK),
        preview=lambda place, rows, _reason: actions.preflight_step_back(**_about(place, rows)),
        run=lambda actor, place, rows, reason: actions.step_back(**_by(actor, place, rows), reason=reason),
        asks_reason=True,
    ),
)
DECISIONS = {decision.code: decision for decision in _ALL}

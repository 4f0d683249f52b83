"""Ranking by formation with a named tie rule, and the cut-off of the ranked list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from bareme.display import (
    THIN,
    format_decimal,
    format_integer,
    format_number,
    format_rate,
    french_sort_key,
    typography,
)
from bareme.majoration.batch_scoring import Notes, Scores
from bareme.majoration.candidature import Candidature
from bareme.majoration.eligibility import field_value
from bareme.majoration.reglement.model import Reglement
from bareme.majoration.reglement.parts import Coupure, CoupureMode, Decision, SelectionManuelle
from bareme.rounding import half_up

_CRITERE = "critere:"
_COUNTS = frozenset({"contrats", "contrats_verts"})


class Ranked(NamedTuple):
    """One candidature to rank, with its exact score."""

    candidature: Candidature
    notes: Notes
    score: Fraction


def identity(candidature: Candidature) -> tuple[str, str, str, str]:
    """What ends every order: two candidatures never share it."""
    return candidature.of_cfa, candidature.formation, candidature.site, candidature.reference


def rank(entries: Sequence[Ranked], reglement: Reglement, scores: Scores) -> list[Ranked]:
    """Highest score first; equal scores are settled by the keys of the règlement, then by identity.

    The outcome does not depend on the order of the entries.
    """
    ordered = sorted(entries, key=lambda entry: identity(entry.candidature))
    ordered.sort(key=_total, reverse=True)
    ranked: list[Ranked] = []
    for _, group in groupby(ordered, key=_total):
        tied = list(group)
        # A stable sort by the last key first leaves the first key in command.
        for key in reversed(reglement.departage.cles if len(tied) > 1 else ()):
            tied.sort(key=_tie_key(key.cle, descending=key.decroissant, scores=scores), reverse=key.decroissant)
        ranked += tied
    return ranked


def _total(entry: Ranked) -> int | Fraction:
    return entry.notes.total


def _tie_key(name: str, *, descending: bool, scores: Scores) -> Callable[[Ranked], tuple[bool, Any]]:
    """Sort key of one tie rule. A missing figure comes last in both directions."""

    def key(entry: Ranked) -> tuple[bool, Any]:
        value = _tie_value(entry, name, scores)
        missing = value is None
        return missing != descending, "" if missing else value

    return key


def _tie_value(entry: Ranked, name: str, scores: Scores) -> Any:
    if name == "score":
        return entry.notes.total
    if name.startswith(_CRITERE):
        return entry.notes.by_critere[scores.critere_positions[name.removeprefix(_CRITERE)]]
    if name in _COUNTS:
        return getattr(entry.candidature, name)
    value = field_value(entry.candidature, name)
    if isinstance(value, date):
        return value.toordinal()
    return french_sort_key(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Cut:
    """Outcome of the cut-off for one reference: kept or not, and the French reason."""

    kept: bool
    by_hand: bool
    reason: str


def cut(ranked: Sequence[Ranked], reglement: Reglement) -> dict[str, Cut]:
    """What the cut-off, the minimum score and the choices made by hand decide for each ranked candidature."""
    by_hand = {choice.reference: choice for choice in reglement.selections_manuelles}
    kept = kept_count(ranked, reglement.coupure)
    rule = typography(cut_rule(reglement.coupure, len(ranked)))
    minimum = reglement.coupure.score_minimum
    outcome, count = {}, format_integer(len(ranked))
    for position, entry in enumerate(ranked, start=1):
        choice = by_hand.get(entry.candidature.reference)
        place = f"rang {format_integer(position)} sur {count}, score {format_decimal(entry.score, 2)}"
        if choice is not None:
            decided = _by_hand(choice, place)
        elif minimum is not None and entry.score < minimum:
            decided = Cut(False, False, f"score inférieur au minimum de {format_number(minimum)} ({place})")
        elif position <= kept:
            decided = Cut(True, False, f"{place}{THIN}: {rule}")
        else:
            decided = Cut(False, False, f"{place}, au-delà de la coupure{THIN}: {rule}")
        outcome[entry.candidature.reference] = decided
    return outcome


def _by_hand(choice: SelectionManuelle, place: str) -> Cut:
    kept = choice.decision is Decision.RETENIR
    verb = "retenue" if kept else "écartée"
    return Cut(kept, True, typography(f"{verb} par choix manuel : {choice.motif} ({place})"))


def kept_count(ranked: Sequence[Ranked], coupure: Coupure) -> int:
    """How many of the first ranks the cut-off keeps."""
    value = coupure.valeur
    if coupure.mode is CoupureMode.AUCUNE:
        return len(ranked)
    if value is None:
        return 0
    if coupure.mode is CoupureMode.SCORE:
        return sum(entry.score >= value for entry in ranked)
    if coupure.mode is CoupureMode.PART:
        return half_up(value * len(ranked))
    return _within_contrats(ranked, value)


def _within_contrats(ranked: Sequence[Ranked], most: Fraction) -> int:
    """Ranks are kept in order as long as their contracts fit; the first that does not fit ends the list."""
    total = 0
    for position, entry in enumerate(ranked):
        total += entry.candidature.contrats
        if total > most:
            return position
    return len(ranked)


def cut_rule(coupure: Coupure, count: int) -> str:
    """The cut-off in one French phrase."""
    value = coupure.valeur if coupure.valeur is not None else Fraction(0)
    share = format_integer(half_up(value * count))
    phrases: Mapping[CoupureMode, str] = {
        CoupureMode.SCORE: f"score d’au moins {format_number(value)}",
        CoupureMode.PART: f"{format_rate(value)} des formations classées, soit {share}",
        CoupureMode.CONTRATS: f"au plus {format_integer(half_up(value))} contrats, dans l’ordre du classement",
        CoupureMode.MANUEL: "choix manuels seulement",
        CoupureMode.AUCUNE: "aucune coupure",
    }
    return phrases[coupure.mode]

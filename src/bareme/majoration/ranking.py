"""Ranking by formation with a named tie rule, and the cut-off of the ranked list."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from operator import attrgetter
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
from bareme.majoration.reglement.parts import CleDepartage, Coupure, CoupureMode, Decision, SelectionManuelle, Value
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
    names = cache(french_sort_key)
    rules = [_Rule(_total, True)]
    rules += [_Rule(_tie_key(key, scores, names), key.decroissant) for key in reglement.departage.cles]
    return _settle(entries, rules)


class _Rule(NamedTuple):
    key: Callable[[Ranked], Hashable]
    descending: bool


def _settle(tied: Sequence[Ranked], rules: Sequence[_Rule]) -> list[Ranked]:
    """The entries in the order of the rules. A rule is only asked about those that the rules before left equal."""
    if not rules or len(tied) < 2:
        return sorted(tied, key=_entry_identity)
    rule, *others = rules
    equals: dict[Any, list[Ranked]] = {}
    for entry in tied:
        equals.setdefault(rule.key(entry), []).append(entry)
    settled: list[Ranked] = []
    for key in sorted(equals, reverse=rule.descending):
        group = equals[key]
        settled += group if len(group) == 1 else _settle(group, others)
    return settled


def _entry_identity(entry: Ranked) -> tuple[str, str, str, str]:
    return identity(entry.candidature)


def _total(entry: Ranked) -> int | Fraction:
    return entry.notes.total


def _tie_key(cle: CleDepartage, scores: Scores, names: Callable[[str], Hashable]) -> Callable[[Ranked], Hashable]:
    """Sort key of one tie rule. A missing figure comes last in both directions."""
    value_of = _tie_value(cle.cle, scores)
    missing = (not cle.decroissant, "")

    def key(entry: Ranked) -> Hashable:
        value = value_of(entry)
        if value is None:
            return missing
        return cle.decroissant, names(value) if isinstance(value, str) else value

    return key


def _tie_value(name: str, scores: Scores) -> Callable[[Ranked], Hashable]:
    if name == "score":
        return _total
    if name.startswith(_CRITERE):
        position = scores.critere_positions[name.removeprefix(_CRITERE)]
        return lambda entry: entry.notes.by_critere[position]
    if name in _COUNTS:
        count = attrgetter(name)
        return lambda entry: count(entry.candidature)
    return lambda entry: _ordinal(field_value(entry.candidature, name))


def _ordinal(value: Value) -> Hashable:
    return value.toordinal() if isinstance(value, date) else value


class Cut(NamedTuple):
    """Outcome of the cut-off for one candidature: kept or not, and the French reason."""

    kept: bool
    by_hand: bool
    reason: str


def cut(ranked: Sequence[Ranked], reglement: Reglement) -> list[Cut]:
    """What the cut-off, the minimum score and the choices made by hand decide, in the order of the ranking."""
    by_hand = {choice.reference: choice for choice in reglement.selections_manuelles}
    kept = kept_count(ranked, reglement.coupure)
    rule = typography(cut_rule(reglement.coupure, len(ranked)))
    minimum = reglement.coupure.score_minimum
    count = format_integer(len(ranked))
    outcome: list[Cut] = []
    shown: dict[int | Fraction, str] = {}
    for position, entry in enumerate(ranked, start=1):
        choice = by_hand.get(entry.candidature.reference)
        total = entry.notes.total
        score = shown.get(total)
        if score is None:
            score = shown[total] = format_decimal(entry.score, 2)
        place = f"rang {format_integer(position)} sur {count}, score {score}"
        if choice is not None:
            decided = _by_hand(choice, place)
        elif minimum is not None and entry.score < minimum:
            decided = Cut(False, False, f"score inférieur au minimum de {format_number(minimum)} ({place})")
        elif position <= kept:
            decided = Cut(True, False, f"{place}{THIN}: {rule}")
        else:
            decided = Cut(False, False, f"{place}, au-delà de la coupure{THIN}: {rule}")
        outcome.append(decided)
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

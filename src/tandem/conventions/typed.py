"""Read what partners typed for a period as a measure: total, splits, hidden cells, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tandem.conventions.computing.measures import (
    WHOLE_UNITS,
    Cell,
    Exact,
    Measure,
    hidden_reason,
    missing,
    people,
    plain_cells,
    with_rest,
)
from tandem.conventions.enums import NatureIndicateur, UniteIndicateur
from tandem.conventions.models import Indicateur, Valeur

ABSENT = "non renseigné"
UNKNOWN_BASES = "Le détail d’un pourcentage de personnes n’est pas affiché : les effectifs qu’il cache sont inconnus."
INCOHERENT = "La somme du détail dépasse l’ensemble : l’un des deux est à corriger."


class Typed(NamedTuple):
    """The current values of one period: the one for the whole, those by département, those by public."""

    whole: Valeur | None
    territoires: Sequence[Valeur]
    publics: Sequence[Valeur]

    @property
    def all(self) -> list[Valeur]:
        """Every current value, the whole first."""
        return [*([self.whole] if self.whole else []), *self.territoires, *self.publics]

    @property
    def last(self) -> Valeur | None:
        """The value typed last."""
        return max(self.all, key=lambda valeur: (valeur.at, valeur.pk), default=None)


NOTHING = Typed(None, (), ())


def typed_of(valeurs: Iterable[Valeur]) -> Typed:
    """Sort the current values of one period."""
    valeurs = sorted(valeurs, key=lambda valeur: (valeur.departement_id or "", valeur.public, valeur.pk))
    return Typed(
        whole=next((one for one in valeurs if not one.departement_id and not one.public), None),
        territoires=tuple(one for one in valeurs if one.departement_id),
        publics=tuple(one for one in valeurs if one.public),
    )


def measure_of(indicateur: Indicateur, typed: Typed, threshold: int) -> Measure:
    """Return the measure of a typed indicator for one period; counts of people hide their small cells."""
    unit = indicateur.unite
    if not typed.all:
        return missing(unit, ABSENT)
    # A document given for one place has no number to add.
    by_territoire = {one.departement_id: exact(one.value, unit) for one in typed.territoires if one.value is not None}
    by_public = {one.public: exact(one.value, unit) for one in typed.publics if one.value is not None}
    total, note = _total(indicateur, typed, by_territoire, by_public)
    told = {
        "unit": unit,
        "is_fictif": any(one.is_fictif for one in typed.all),
        "source": " ; ".join(dict.fromkeys(one.source for one in typed.all if one.source)),
    }
    if total is None:
        reason = "" if indicateur.nature == NatureIndicateur.DOCUMENT or _is_said(typed) else ABSENT
        cells = {} if indicateur.is_sensible else plain_cells(by_territoire)
        publics = {} if indicateur.is_sensible else plain_cells(by_public)
        return Measure(value=None, reason=reason, by_territoire=cells, by_public=publics, note=note, **told)
    if not indicateur.is_sensible:
        splits = {"by_territoire": _whole_split(by_territoire, total), "by_public": _whole_split(by_public, total)}
        return Measure(value=total, note=note, **splits, **told)
    if unit not in WHOLE_UNITS:
        note = " ".join(filter(None, (note, UNKNOWN_BASES if by_territoire or by_public else "")))
        return Measure(value=total, note=note, **told)
    return _people(by_territoire, by_public, int(total), threshold, note=note, **told)


def _people(by_territoire, by_public, total: int, threshold: int, **told) -> Measure:
    """Judge each split against the same total: what hides it on one side hides it on both."""
    found = [people(counts, total=total, threshold=threshold) for counts in (by_territoire, by_public)]
    is_hidden = any(one.is_hidden for one in found)
    territoires, publics = (_closed(one.cells) if is_hidden else one.cells for one in found)
    return Measure(
        value=None if is_hidden else total,
        is_hidden=is_hidden,
        reason=hidden_reason(threshold) if is_hidden else "",
        by_territoire=territoires,
        by_public=publics,
        **told,
    )


def _closed(cells) -> dict[str, Cell]:
    """Hide every cell that counts somebody: their sum would give the hidden total."""
    return {key: cell if cell.value == 0 else Cell(None, is_hidden=True) for key, cell in cells.items()}


def _total(indicateur, typed, by_territoire, by_public) -> tuple[Exact | None, str]:
    """Return the value of the whole: the one typed for it, else the sum of its parts; and what to say of it."""
    if typed.whole is not None:
        total = exact(typed.whole.value, indicateur.unite)
        sums = [sum(split.values()) for split in (by_territoire, by_public) if split]
        over = indicateur.unite in WHOLE_UNITS and total is not None and any(found > total for found in sums)
        return total, INCOHERENT if over else ""
    found = ((by_territoire, "territoires"), (by_public, "publics"))
    if indicateur.unite == UniteIndicateur.POURCENTAGE:
        return None, "L’ensemble n’est pas renseigné : des pourcentages ne s’additionnent pas."
    # Both splits count the same people: the larger one is nearer to the whole, the other leaves a rest.
    sums = [(sum(split.values()), len(split), noun) for split, noun in found if split]
    if not sums:
        return None, ""
    total, parts, noun = max(sums, key=lambda one: one[0])
    return total, f"Somme des {parts} {noun} renseignés : l’ensemble n’a pas été saisi."


def _whole_split(counts, total) -> dict[str, Cell]:
    """Return a split with what it leaves out; percentages leave nothing to add."""
    if not counts or isinstance(total, Fraction):
        return plain_cells(counts)
    return plain_cells(with_rest(counts, total))


def _is_said(typed: Typed) -> bool:
    return any(one.texte or one.piece for one in typed.all)


def exact(value: Decimal | None, unit: str) -> Exact | None:
    """Return a typed number: an integer for what is counted, a share of 1 for a percentage, euros as they are."""
    if value is None:
        return None
    if unit == UniteIndicateur.POURCENTAGE:
        return Fraction(value) / 100
    return int(value) if unit in WHOLE_UNITS else Decimal(value)

"""What a reform says that contradicts itself or leaves a rule without its figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from bareme.anomalies import Anomalie, error, warning
from bareme.display import format_cents, format_date
from bareme.legislation import law_table, source_on
from bareme.simulation.scenario import Kind, Measure
from bareme.strict_yaml import Document

_EPOCH: Final = date(1970, 1, 1)
_COMPANIONS: Final = {
    "participation/montant": (
        "participation/niveau",
        "participation/rupture",
        "participation/nouvel_employeur",
        "hypotheses/report_participation",
        "hypotheses/participation_base_modulee",
        "hypotheses/nouvel_employeur_proratise",
    ),
    "modulation/distance_reduction": (
        "modulation/distance_seuil",
        "modulation/distance_plancher",
        "hypotheses/plancher_sans_hausse",
    ),
}
"""The parameters without which a rule would be applied with zeros that no text and no author wrote."""


def check_companions(document: Document, measures: Sequence[Measure], effect: date) -> list[Anomalie]:
    """A rule tried before the date on which it exists needs all its figures: none is taken as 0."""
    written = {measure.key: index for index, measure in enumerate(measures) if measure.kind is Kind.PARAMETRE}
    day = max(effect, _EPOCH + timedelta(days=law_table()[0][0]))
    found = []
    for key, companions in _COMPANIONS.items():
        lacking = [name for name in companions if name not in written and source_on(name, day).amount is None]
        if key in written and measures[written[key]].value > 0 and lacking:
            expected = (
                f"les autres figures de la même règle étaient attendues : elles n’ont pas de valeur le "
                f"{format_date(day)}"
            )
            remedy = f"Ajoutez des mesures de type « parametre » pour {', '.join(lacking)}"
            found.append(error("parametre_seul", expected, remedy, **_place(document, written[key], "cle"), value=key))
    return found


def check_crossings(document: Document, measures: Sequence[Measure]) -> Iterator[Anomalie]:
    """A ceiling below a floor that can touch the same contract: the one that comes last decides."""
    for index, measure in enumerate(measures):
        for before in measures[:index]:
            if _crossed(before, measure) and before.meets(measure):
                kinds = ("plafond", "plancher") if measure.kind is Kind.PLAFOND else ("plancher", "plafond")
                yield warning(
                    "plafond_sous_plancher",
                    f"un plafond au moins égal au plancher était attendu : ce {kinds[0]} de {_shown(measure)} croise "
                    f"le {kinds[1]} de {_shown(before)}, écrit avant",
                    "La dernière mesure l’emporte : vérifiez les deux montants",
                    **_place(document, index, "valeur"),
                )


def check_repetitions(document: Document, measures: Sequence[Measure]) -> Iterator[Anomalie]:
    """The same parameter twice: only the last one counts."""
    seen: set[str] = set()
    for index in reversed(range(len(measures))):
        key = measures[index].key
        if key in seen:
            yield warning(
                "parametre_repete",
                "un paramètre écrit une seule fois était attendu",
                "Seule la dernière mesure compte : retirez celle-ci",
                **_place(document, index, "cle"),
                value=key,
            )
        seen |= {key} - {""}


def _crossed(one: Measure, other: Measure) -> bool:
    kinds: Collection[Kind] = {one.kind, other.kind}
    if kinds != {Kind.PLAFOND, Kind.PLANCHER}:
        return False
    ceiling, floor = (one, other) if one.kind is Kind.PLAFOND else (other, one)
    return ceiling.value < floor.value


def _shown(measure: Measure) -> str:
    return format_cents(measure.value.numerator)


def _place(document: Document, index: int, key: str) -> dict[str, object]:
    return {"line": document.line_of(("mesures", index, key)), "column": f"mesures.{index}.{key}"}

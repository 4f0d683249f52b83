"""What a simulation asks of the file of contracts, column by column, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from bareme.anomalies import Anomalie, error, quoted, warning
from bareme.contrats.contrats import Contrats
from bareme.display import format_date
from bareme.simulation.dues import ANNEE
from bareme.simulation.impact import BY, Impact
from bareme.simulation.scenario import Scenario


def read_by(text: str) -> tuple[tuple[str, ...], list[Anomalie]]:
    """The columns of `--by`, written with commas, and what is wrong with them."""
    names = tuple(part.strip().casefold() for part in text.split(","))
    found = []
    for name in dict.fromkeys(names):
        if name not in BY:
            close = get_close_matches(name, BY, n=1)
            hint = f"Vouliez-vous dire {quoted(close[0])} ?" if close else "Retirez-la"
            found.append(error("regroupement", f"une colonne parmi {', '.join(BY)} était attendue", hint, value=name))
        elif names.count(name) > 1:
            expected = "des colonnes toutes différentes étaient attendues"
            found.append(error("regroupement", expected, "Ne l’écrivez qu’une fois", value=name))
    return names, found


def check_by(contrats: Contrats, by: Iterable[str]) -> list[Anomalie]:
    """A grouping by a column that the file has not, or has empty, would put every contract in one nameless group."""
    available = [name for name in BY if name == ANNEE or _is_filled(contrats, name)]
    return [
        error(
            "regroupement",
            "une colonne renseignée dans le fichier des contrats était attendue, celle-ci est absente ou vide",
            f"Choisissez parmi {', '.join(available)}, ou complétez le fichier",
            value=name,
        )
        for name in by
        if name not in available
    ]


def check_filters(contrats: Contrats, scenario: Scenario) -> list[Anomalie]:
    """A selection on a column that the file has not would touch nobody, silently."""
    return [
        error(
            "colonne_manquante",
            f"la colonne {quoted(name)} était attendue dans le fichier des contrats : une mesure s’en sert, elle est "
            "absente ou vide",
            "Ajoutez la colonne, ou retirez cette clé de la mesure",
        )
        for name in ("cpne", "rncp")
        if any(getattr(measure, name) for measure in scenario.mesures) and not _is_filled(contrats, name)
    ]


def check_reach(impacts: Sequence[Impact]) -> dict[str, list[Anomalie]]:
    """The scenarios that touch no contract at all, by name."""
    return {
        impact.scenario.name: [
            warning(
                "scenario_sans_effet",
                f"au moins un contrat conclu à compter du {format_date(impact.scenario.date_effet)} et visé par une "
                "mesure était attendu : aucun ne l’est",
                "Vérifiez la date d’effet et les mesures, si ce n’est pas voulu",
            )
        ]
        for impact in impacts
        if not impact.concerned
    }


def _is_filled(contrats: Contrats, name: str) -> bool:
    return contrats.labels[name].null_count() < len(contrats)

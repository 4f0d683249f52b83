"""The work of `bareme simulate`, with Polars."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from bareme.anomalies import Anomalie, error, has_errors
from bareme.cli.contrat_inputs import Inputs, read_inputs
from bareme.cli.files import CommandError, check_form, is_parquet, read_file, whole_file, write_output
from bareme.cli.messages import tell, tell_anomalies
from bareme.simulation.checks import check_by, check_filters, check_reach, read_by
from bareme.simulation.impact import Impact, impacts
from bareme.simulation.measures import SimulationError
from bareme.simulation.rendering import as_table, digest
from bareme.simulation.scenario import Scenario, ScenarioError
from bareme.simulation.scenario_reading import read_scenario
from bareme.simulation.writing import as_csv, as_json, write_parquet

_DONE = 0
_EXTREMES_TOLD = 3


def run(arguments: argparse.Namespace) -> int:
    """Compute and write. Raises CommandError; nothing is then written."""
    inputs, scenarios, by = _read(arguments)
    files = {scenario.name: path.name for scenario, path in zip(scenarios, arguments.scenario, strict=True)}
    try:
        found = impacts(inputs.contrats, scenarios, by)
    except SimulationError as refused:
        raise CommandError.of(files[refused.name], refused.anomalie) from refused
    _write(found, arguments)
    told = {files[scenario.name]: list(scenario.anomalies) for scenario in scenarios}
    for name, anomalies in check_reach(found).items():
        told[files[name]] += anomalies
    for source, anomalies in {**inputs.anomalies, **told}.items():
        tell_anomalies(anomalies, source)
    if arguments.format != "table":
        for impact in found:
            tell(digest(impact, _EXTREMES_TOLD))
    return _DONE


def _read(arguments: argparse.Namespace) -> tuple[Inputs, list[Scenario], tuple[str, ...]]:
    """Every file and option, with all their errors told together."""
    by, wrong = read_by(arguments.by)
    found: dict[str, list[Anomalie]] = {"--by": wrong, **_check_output(arguments), **_check_stems(arguments.scenario)}
    scenarios = [scenario for path in arguments.scenario if (scenario := _scenario(path, found)) is not None]
    inputs = None
    try:
        inputs = read_inputs(arguments)
    except CommandError as refused:
        _add(found, refused.found)
    if inputs is not None:
        if not has_errors(found["--by"]):
            found["--by"] += check_by(inputs.contrats, by)
        _add(found, {scenario.name: check_filters(inputs.contrats, scenario) for scenario in scenarios})
    if inputs is None or any(has_errors(anomalies) for anomalies in found.values()):
        raise CommandError(found)
    return inputs, scenarios, by


def _scenario(path: Path, found: dict[str, list[Anomalie]]) -> Scenario | None:
    try:
        return read_scenario(read_file(path), path.stem)
    except ScenarioError as refused:
        _add(found, {path.name: refused.anomalies})
    except CommandError as unread:
        _add(found, unread.found)
    return None


def _check_stems(paths: Sequence[Path]) -> dict[str, list[Anomalie]]:
    """The column `scenario` holds the name of the file: two of the same name could not be told apart."""
    stems = [path.stem for path in paths]
    double = sorted({stem for stem in stems if stems.count(stem) > 1})
    expected = "des fichiers de noms tous différents étaient attendus : le nom désigne le scénario dans le résultat"
    return {"--scenario": [error("scenario_en_double", expected, "Renommez-en un", value=stem) for stem in double]}


def _check_output(arguments: argparse.Namespace) -> dict[str, list[Anomalie]]:
    try:
        check_form(arguments.output, arguments.format)
    except CommandError as refused:
        return {source: list(anomalies) for source, anomalies in refused.found.items()}
    return {}


def _add(found: dict[str, list[Anomalie]], more: Mapping[str, Sequence[Anomalie]]) -> None:
    for source, anomalies in more.items():
        found.setdefault(source, []).extend(anomalies)


def _write(found: Sequence[Impact], arguments: argparse.Namespace) -> None:
    output: Path | None = arguments.output
    if output is not None and is_parquet(output):
        with whole_file(output) as temporary:
            write_parquet(found, temporary)
    elif arguments.format == "json":
        write_output(as_json(found), output)
    elif arguments.format == "table":
        write_output(as_table(found), output)
    elif output is not None:
        with whole_file(output) as temporary:
            as_csv(found, temporary)
    else:
        write_output(as_csv(found), None)

"""The work of `bareme fund`, with Polars."""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from bareme.anomalies import error
from bareme.cli.contrat_inputs import Inputs, read_inputs
from bareme.cli.files import CommandError, whole_file, write_output
from bareme.cli.messages import tell, tell_anomalies
from bareme.contrats.computing import schedule, summary
from bareme.contrats.writing import as_json, as_table, line_table, summary_table, write_csv, write_parquet
from bareme.display import counted, format_cents, typography

_DONE = 0
_PARQUET = ".parquet"


def run(arguments: argparse.Namespace) -> int:
    """Compute and write. Raises CommandError; nothing is then written."""
    _check_output(arguments)
    inputs = read_inputs(arguments)
    table, total = _computed(inputs, arguments)
    _write(table, arguments)
    for source, anomalies in inputs.anomalies.items():
        tell_anomalies(anomalies, source)
    what = "dû par l’OPCO" if arguments.summary else "total des échéances"
    tell(typography(f"{counted(len(inputs.contrats), 'contrat')} : {format_cents(total)}, {what}"))
    return _DONE


def _check_output(arguments: argparse.Namespace) -> None:
    if _is_parquet(arguments.output) and arguments.format is not None:
        expected = "une seule forme était attendue : le fichier de sortie est un parquet"
        remedy = "Retirez --format, ou donnez à -o un nom en .csv"
        raise CommandError.of("--format", error("forme_double", expected, remedy, value=arguments.format))


def _is_parquet(output: Path | None) -> bool:
    return output is not None and output.suffix.lower() == _PARQUET


def _computed(inputs: Inputs, arguments: argparse.Namespace) -> tuple[pl.DataFrame, int]:
    """The table to be written, and its total in centimes."""
    if arguments.summary:
        figures = summary(inputs.contrats)
        return summary_table(inputs.contrats, figures), int(figures["du_opco"].sum())
    lines = schedule(inputs.contrats)
    return line_table(inputs.contrats, lines), int(lines["montant"].sum())


def _write(table: pl.DataFrame, arguments: argparse.Namespace) -> None:
    output: Path | None = arguments.output
    if output is not None and _is_parquet(output):
        with whole_file(output) as temporary:
            write_parquet(table, temporary)
    elif arguments.format in {None, "csv"} and output is not None:
        with whole_file(output) as temporary:
            write_csv(table, temporary)
    elif arguments.format in {None, "csv"}:
        write_output(write_csv(table), None)
    elif arguments.format == "json":
        write_output(as_json(table, "contrats" if arguments.summary else "echeances"), output)
    else:
        write_output(as_table(table), output)

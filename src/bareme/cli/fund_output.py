"""The work of `bareme fund`, with Polars."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from bareme.anomalies import Anomalie
from bareme.cli.contrat_inputs import read_inputs
from bareme.cli.contrat_parts import Parts, count_large
from bareme.cli.files import check_form, is_parquet, whole_file, write_output
from bareme.cli.messages import tell, tell_anomalies
from bareme.contrats.computing import schedule, summary
from bareme.contrats.contrats import Contrats
from bareme.contrats.writing import (
    as_json,
    as_table,
    line_table,
    summary_table,
    write_csv,
    write_csv_parts,
    write_parquet,
    write_parquet_parts,
)
from bareme.display import counted, format_cents, typography

_DONE = 0


def run(arguments: argparse.Namespace) -> int:
    """Compute and write. Raises CommandError; nothing is then written."""
    check_form(arguments.output, arguments.format)
    large = count_large(arguments.contrats) if _may_be_parted(arguments) else 0
    work = Work(arguments.summary)
    if large:
        found = _run_by_parts(Parts(arguments, large), work, arguments.output)
    else:
        inputs = read_inputs(arguments)
        _write(work.table(inputs.contrats), arguments)
        found = inputs.anomalies
    for source, anomalies in found.items():
        tell_anomalies(anomalies, source)
    tell(work.conclusion())
    return _DONE


class Work:
    """The tables that are written, and their total in centimes."""

    def __init__(self, summarised: bool) -> None:
        self.summarised = summarised
        self.contrats = 0
        self.total = 0

    def table(self, contrats: Contrats) -> pl.DataFrame:
        """What is written of some contracts."""
        self.contrats += len(contrats)
        if self.summarised:
            figures = summary(contrats)
            self.total += int(figures["du_opco"].sum())
            return summary_table(contrats, figures)
        lines = schedule(contrats)
        self.total += int(lines["montant"].sum())
        return line_table(contrats, lines)

    def tables(self, parts: Iterable[Contrats]) -> Iterator[pl.DataFrame]:
        return map(self.table, parts)

    def conclusion(self) -> str:
        what = "dû par l’OPCO" if self.summarised else "total des échéances"
        return typography(f"{counted(self.contrats, 'contrat')} : {format_cents(self.total)}, {what}")


def _may_be_parted(arguments: argparse.Namespace) -> bool:
    return arguments.output is not None and arguments.format in {None, "csv"}


def _run_by_parts(parts: Parts, work: Work, output: Path) -> dict[str, list[Anomalie]]:
    """Memory holds one part at a time, whatever the size of the file."""
    with whole_file(output) as temporary:
        write = write_parquet_parts if is_parquet(output) else write_csv_parts
        write(work.tables(parts), temporary)
        return parts.finish()


def _write(table: pl.DataFrame, arguments: argparse.Namespace) -> None:
    output: Path | None = arguments.output
    if output is not None and is_parquet(output):
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

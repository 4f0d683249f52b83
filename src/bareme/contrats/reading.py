"""One door for the files of contracts: csv or parquet in, typed columns and everything wrong with them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bareme.anomalies import Anomalie, error, information
from bareme.contrats.cells import DTYPES, type_columns
from bareme.contrats.checks import check_rows
from bareme.contrats.csv_source import read_csv_source
from bareme.contrats.findings import Findings
from bareme.contrats.parquet_source import count_rows, read_parquet_source
from bareme.contrats.schema import Column, columns
from bareme.contrats.source import Lines, Source, nothing

_FUND = "fund"
_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NOTE_LINES = "dans un fichier parquet, qui n’a pas de lignes, le premier contrat est la ligne 1"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file of contracts, typed: every column of the command, null where nothing is written.

    Dates are day numbers from 1970-01-01, money centimes, hours hundredths (`schema.Kind`). `present` are the columns
    that the file has. With errors among the findings, the frame is not to be used.
    """

    format: str
    frame: pl.DataFrame
    lines: Lines
    present: frozenset[str]
    findings: Findings

    @property
    def has_errors(self) -> bool:
        return self.findings.has_errors

    @property
    def anomalies(self) -> list[Anomalie]:
        """Errors first, each severity by line, with a count of those that are not shown."""
        told = self.findings.anomalies(self.lines)
        return explained(told) if self.format == "parquet" else told


def explained(anomalies: list[Anomalie]) -> list[Anomalie]:
    """The anomalies of a parquet file, and what a line means there when one is named."""
    if all(anomalie.line is None for anomalie in anomalies):
        return anomalies
    return [*anomalies, information("lignes_parquet", _NOTE_LINES, "Comptez les contrats à partir de 1")]


def read_contrats(path: Path, command: str = _FUND, bounds: tuple[int, int] | None = None) -> Reading:
    """Read the columns of one command. Raises OSError when the file cannot be opened; the rest is in the findings.

    `bounds`, for a parquet file only, are the first row and the number of rows to read.
    """
    known = columns(command)
    findings = Findings()
    source = read_source(path, known, findings, bounds)
    if source.frame.is_empty() and not findings.has_errors:
        findings.add([error("aucun_contrat", "au moins un contrat était attendu", "Choisissez un autre fichier")])
    frame = type_columns(source.frame, known, findings)
    present = frozenset(frame.columns)
    frame = _completed(frame, known)
    if present:
        check_rows(frame, source.frame, known, findings, funded=command == _FUND)
    return Reading(source.format, frame, source.lines, present, findings)


def count_contrats(path: Path) -> int | None:
    """Contracts of a parquet file without reading them; None for a csv. Raises OSError, PolarsError."""
    with path.open("rb") as stream:
        parquet = stream.read(len(_PARQUET)) == _PARQUET
    return count_rows(path) if parquet else None


def read_source(
    path: Path, known: Mapping[str, Column], findings: Findings, bounds: tuple[int, int] | None = None
) -> Source:
    """Cut a csv or a parquet file into its known columns, whatever they describe. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(_PARQUET):
            return read_parquet_source(path, known, findings, bounds)
        refusal = _refusal(head)
        if refusal is None:
            return read_csv_source(head + stream.read(), known, findings)
    findings.add([refusal])
    return nothing("csv")


def _refusal(head: bytes) -> Anomalie | None:
    if not head:
        return error("fichier_vide", "un fichier non vide était attendu", "Choisissez un autre fichier")
    if head.startswith((_ZIP, _OLD_OFFICE)):
        return error(
            "format_inconnu",
            "un fichier csv ou parquet était attendu, celui-ci est un classeur ou une archive",
            "Enregistrez la feuille au format « CSV UTF-8 »",
        )
    return None


def _completed(frame: pl.DataFrame, known: Mapping[str, Column]) -> pl.DataFrame:
    """Every column of the command, null where the file has none; the numbers as texts, even written as codes."""
    present = set(frame.columns)
    return frame.select(
        pl.col(name) if name in present else pl.lit(None, DTYPES[column.kind]).alias(name)
        for name, column in known.items()
    ).with_columns(pl.col("numero").cast(pl.String))

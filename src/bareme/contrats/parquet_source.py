"""A parquet file to its columns, typed as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from bareme.anomalies import Anomalie, error
from bareme.contrats.findings import Findings
from bareme.contrats.headers import match_headers
from bareme.contrats.schema import Column
from bareme.contrats.source import Lines, Source, nothing

_FORMAT = "parquet"


def read_parquet_source(
    path: Path, columns: Mapping[str, Column], findings: Findings, bounds: tuple[int, int] | None = None
) -> Source:
    """The columns of the file. `bounds` are the first row and the number of rows to read, by default all of them."""
    try:
        titles = list(pl.read_parquet_schema(path))
        positions, found = match_headers(titles, columns, None)
        findings.add(found)
        names = {name: titles[position] for name, position in positions.items()}
        frame = _selected(path, names, bounds)
    except pl.exceptions.PolarsError as broken:
        findings.add([_unreadable(broken)])
        return nothing(_FORMAT)
    return Source(_FORMAT, frame, Lines(1 + (bounds[0] if bounds else 0)))


def _selected(path: Path, names: Mapping[str, str], bounds: tuple[int, int] | None) -> pl.DataFrame:
    if bounds is None:
        frame = pl.read_parquet(path, columns=list(names.values()), glob=False)
    else:
        scanned = pl.scan_parquet(path, glob=False).select(names.values())
        frame = scanned.slice(*bounds).collect(engine="streaming")
    return frame.select(pl.col(title).alias(name) for name, title in names.items())


def count_rows(path: Path) -> int:
    """Rows of a parquet file, from its own description. Raises PolarsError when it cannot be read."""
    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def _unreadable(broken: Exception) -> Anomalie:
    first = str(broken).strip().splitlines()[0] if str(broken).strip() else type(broken).__name__
    return error(
        "parquet_illisible",
        f"un fichier parquet entier était attendu (lecture arrêtée : {first})",
        "Écrivez-le à nouveau, ou donnez un fichier csv",
    )

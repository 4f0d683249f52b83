"""Files of contracts for the tests."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from bareme.contrats.reading import Reading, read_contrats

HEAD = "numero;date_conclusion;date_debut;date_fin;niveau;npec"
ROW = "A1;2025-07-10;2025-09-01;2026-08-31;6;8000"


def csv(folder: Path, *rows: str, head: str = HEAD, name: str = "contrats.csv", encoding: str = "utf-8") -> Path:
    """A csv of these lines."""
    path = folder / name
    path.write_bytes(("\n".join([head, *rows]) + "\n").encode(encoding))
    return path


def with_column(folder: Path, column: str, *cells: str) -> Path:
    """One sound contract per cell, with this column besides."""
    rows = [f"A{rank};2025-07-10;2025-09-01;2026-08-31;6;8000;{cell}" for rank, cell in enumerate(cells)]
    return csv(folder, *rows, head=f"{HEAD};{column}")


def parquet(folder: Path, frame: pl.DataFrame, name: str = "contrats.parquet") -> Path:
    path = folder / name
    frame.write_parquet(path)
    return path


def told(reading: Reading, severity: str = "erreur") -> list[tuple[int | None, str | None, str]]:
    """Line, column and code of each anomaly of a severity."""
    return [
        (anomalie.line, anomalie.column, anomalie.code)
        for anomalie in reading.anomalies
        if anomalie.severity.value == severity
    ]


def read(path: Path) -> Reading:
    return read_contrats(path)

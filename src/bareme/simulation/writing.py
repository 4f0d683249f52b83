"""Impacts as files: csv, json, parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from bareme.contrats.writing import euros
from bareme.simulation.dues import ANNEE
from bareme.simulation.impact import FIGURES, Impact
from bareme.tables.layout import is_formula
from bareme.tables.writing import neutralise_formula

TOTAL: Final = "TOTAL"
MONEY: Final = frozenset({"du_reference", "du_scenario", "ecart"})
TITLES: Final = {
    "scenario": "Scénario",
    "cfa": "CFA",
    "rncp": "RNCP",
    "cpne": "CPNE",
    "region": "Région",
    ANNEE: "Année d’exigibilité",
    "contrats": "Contrats",
    "du_reference": "Dû sans la réforme",
    "du_scenario": "Dû avec la réforme",
    "ecart": "Écart",
    "gagnants": "Gagnants",
    "perdants": "Perdants",
    "inchanges": "Inchangés",
}


def impact_table(impacts: Sequence[Impact]) -> pl.DataFrame:
    """The rows as they are written: scenario, the columns of `by` as texts, FIGURES with exact euros.

    The groups of each scenario, then its row TOTAL, where the other columns of `by` are empty.
    """
    return pl.concat([frame for impact in impacts for frame in _rows(impact)])


def _rows(impact: Impact) -> Iterator[pl.DataFrame]:
    figures = [euros(name) if name in MONEY else pl.col(name) for name in FIGURES]
    first, *others = impact.by
    name = pl.lit(impact.scenario.name).alias("scenario")
    yield impact.groups.select(name, *(pl.col(column).cast(pl.String) for column in impact.by), *figures)
    yield impact.total.select(
        name, pl.lit(TOTAL).alias(first), *(pl.lit(None, pl.String).alias(column) for column in others), *figures
    )


def as_csv(impacts: Sequence[Impact], destination: Path | None = None) -> str:
    """« ; », a decimal point, texts that a spreadsheet would run neutralised; the text when no file."""
    table = impact_table(impacts)
    safe = table.with_columns(_neutralised(table[name]) for name in ("scenario", *impacts[0].by))
    written = safe.write_csv(destination, separator=";", line_terminator="\n")
    return written or ""


def _neutralised(texts: pl.Series) -> pl.Series:
    running = {text: neutralise_formula(text) for text in texts.unique().drop_nulls() if is_formula(text)}
    return texts.replace(running) if running else texts


def write_parquet(impacts: Sequence[Impact], destination: Path) -> None:
    """The same rows, money as decimal(18, 2), the titles of the columns in the metadata."""
    table = impact_table(impacts)
    titles = {name: TITLES[name] for name in table.columns}
    table.write_parquet(destination, metadata={"bareme": json.dumps(titles, ensure_ascii=False)})


def as_json(impacts: Iterable[Impact]) -> str:
    """One object per scenario, with its groups and its total; amounts are texts: no reader makes them floats."""
    data = {"scenarios": [_as_data(impact) for impact in impacts]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _as_data(impact: Impact) -> dict[str, Any]:
    scenario = impact.scenario
    table = impact_table([impact]).drop("scenario")
    *groups, total = [_plain(row) for row in table.iter_rows(named=True)]
    return {
        "scenario": scenario.name,
        "titre": scenario.titre,
        "auteur": scenario.auteur,
        "source": scenario.source,
        "date_effet": scenario.date_effet.isoformat(),
        "contrats_concernes": impact.concerned,
        "groupes": groups,
        "total": {name: total[name] for name in FIGURES},
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | None) else str(value) for name, value in row.items()}

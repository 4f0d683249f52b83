"""Rows that contradict or repeat each other, and IDCC that belong to two CPNE at once. Brings Polars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from bareme.anomalies import error
from bareme.contrats.findings import Finding, Findings
from bareme.contrats.source import Lines
from bareme.npec.building import Rows
from bareme.npec.model import Link
from bareme.rules.contrat import NEVER

_GROUP = ("rncp", "branch", "connu_le")


class Interval(NamedTuple):
    """A row: the conclusions that it holds for, its value (None: « NC ») and its place in the file."""

    start: int
    end: int
    npec: int | None
    row: int


def check_index(rows: Rows, index: pl.DataFrame, lines: Lines, findings: Findings) -> None:
    """Add the double rows, and those that give two values to the same contracts.

    The rows compared are of the same certification and branch, and known on the same day. A row without end lasts until
    another begins: it contradicts only a row that begins with it.
    """
    told: set[int] = set()
    for group in _suspects(rows, index):
        for at, other in enumerate(group):
            if other.row in told:
                continue
            found = (_compared(rows, lines, (first, other)) for first in group[:at] if _meet(first, other))
            wrong = next((finding for finding in found if finding is not None), None)
            if wrong is not None:
                told.add(other.row)
                findings.add_row(wrong, other.row, rows.frame[wrong.column or ""][other.row])


def check_links(links: Mapping[int, Sequence[Link]], findings: Findings) -> None:
    """Add to the findings the IDCC that two rows of the same day give to two CPNE."""
    findings.add(
        error(
            "idcc_partage",
            f"une seule CPNE était attendue pour l’IDCC {number:04d}, le fichier en donne deux aux mêmes dates : "
            f"{first.cpne} et {second.cpne}",
            "Corrigez les lignes de l’une des deux, ou leurs dates de validité",
            column="idcc",
            value=str(number),
        )
        for number, held in links.items()
        for first, second in pairwise(held)
        if first.rank == second.rank and first.cpne != second.cpne
    )


def _compared(rows: Rows, lines: Lines, pair: tuple[Interval, Interval]) -> Finding | None:
    """What is wrong with the second of two rows that meet."""
    first, other = pair
    line = lines.of(first.row)
    if first.npec is not None and other.npec is not None and first.npec != other.npec:
        return Finding(
            "contradiction",
            "npec",
            "une seule valeur était attendue pour cette certification, cette branche et ces dates ; la ligne "
            f"{line}, connue le même jour, donne {rows.frame['npec'][first.row]}",
            "Corrigez l’une des deux valeurs, ou les dates de validité ou de connaissance",
        )
    if _cells(rows, first.row) == _cells(rows, other.row):
        expected = f"des lignes toutes différentes étaient attendues, celle-ci répète la ligne {line}"
        return Finding("doublon", "rncp", expected, "Retirez l’une des deux")
    return None


def _meet(first: Interval, other: Interval) -> bool:
    """Whether a row covers the start of a later one; without end, only when they start together."""
    return first.start == other.start or (first.end < NEVER and other.start <= first.end)


def _suspects(rows: Rows, index: pl.DataFrame) -> Iterator[list[Interval]]:
    """Groups of rows known on the same day of which two at least meet, each in the order of their starts.

    In that order two rows of a group meet only if the first of them meets the next one: neighbours tell every group.
    Of these groups, those that repeat a value for each IDCC of a branch have nothing wrong and are left out.
    """
    before = {name: pl.col(name).shift(1) for name in (*_GROUP, "valide_du", "valide_au")}
    same = pl.all_horizontal(pl.col(name) == before[name] for name in _GROUP)
    inside = (before["valide_au"] < NEVER) & (pl.col("valide_du") <= before["valide_au"])
    met = index.filter(same & ((pl.col("valide_du") == before["valide_du"]) | inside)).select(_GROUP).unique()
    if met.is_empty():
        return
    groups = index.join(met, on=_GROUP, how="semi", maintain_order="left")
    # Two spellings of the same IDCC are the same.
    understood = {text: str(numbers) for text, numbers in rows.idcc.items() if numbers}
    idcc = rows.frame["idcc"].gather(groups["row"])
    idcc = idcc.replace_strict(list(understood), list(understood.values()), default=None, return_dtype=pl.String)
    groups = groups.with_columns(idcc.alias("idcc"))
    alike = pl.struct("valide_du", "valide_au", "npec", "idcc").n_unique() == pl.len()
    wrong = groups.group_by(_GROUP).agg(alike.alias("alike"), pl.col("npec").n_unique().alias("values"))
    kept = wrong.filter(~pl.col("alike") | (pl.col("values") > 1))
    held = groups.join(kept, on=_GROUP, how="semi", maintain_order="left")
    columns = (*_GROUP, "valide_du", "valide_au", "npec", "row")
    for _, group in groupby(held.select(columns).iter_rows(), key=itemgetter(0, 1, 2)):
        yield [Interval(*row[len(_GROUP) :]) for row in group]


def _cells(rows: Rows, place: int) -> tuple[object, ...]:
    """The row as it is understood, for comparing: two spellings of the same row are the same."""
    cells = rows.frame.row(place, named=True)
    idcc = rows.idcc.get(cells["idcc"], ())
    return (*(cells[name] for name in ("statut", "valide_du", "valide_au", "connu_le")), idcc, rows.npec[place])

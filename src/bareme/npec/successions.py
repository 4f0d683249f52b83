"""The successions of certifications in (D6332-78 V): typed, checked, and everything wrong with them at once.

Brings Polars.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import polars as pl

from bareme.anomalies import Anomalie, error
from bareme.contrats.cells import type_columns
from bareme.contrats.findings import Finding, Findings
from bareme.contrats.reading import read_source
from bareme.contrats.source import Lines
from bareme.npec.codes import rncp_number
from bareme.npec.model import Succession
from bareme.npec.schema import SUCCESSIONS, columns
from bareme.tables.fields import FieldError


@dataclass(frozen=True, slots=True)
class SuccessionReading:
    """The successions, none of them with an error among the findings."""

    successions: tuple[Succession, ...]
    lines: Lines
    findings: Findings

    @property
    def has_errors(self) -> bool:
        return self.findings.has_errors

    @property
    def anomalies(self) -> list[Anomalie]:
        """Errors first, each severity by line, with a count of those that are not shown."""
        return self.findings.anomalies(self.lines)


def read_successions(path: Path) -> SuccessionReading:
    """Read a file of successions (successions.schema.json), csv or parquet.

    Raises OSError when the file cannot be opened; the rest is in the findings.
    """
    findings = Findings()
    known = columns(SUCCESSIONS)
    source = read_source(path, known, findings)
    required = {name for name, column in known.items() if column.required}
    if not required.issubset(source.frame.columns):
        return SuccessionReading((), source.lines, findings)
    codes = [name for name in ("ancien", "nouveau") if source.frame.schema[name].is_numeric()]
    frame = type_columns(source.frame.with_columns(pl.col(codes).cast(pl.Int64).cast(pl.String)), known, findings)
    found = _successions(frame, source.lines, findings)
    _check_doubles(found, findings)
    _check_cycles([item for _, item in found], findings)
    successions = () if findings.has_errors else tuple(item for _, item in found)
    return SuccessionReading(successions, source.lines, findings)


def _successions(frame: pl.DataFrame, lines: Lines, findings: Findings) -> list[tuple[int, Succession]]:
    """Each succession that can be read, with its place in the file."""
    found = []
    for row, cells in enumerate(frame.iter_rows(named=True)):
        ends = [_end(cells[name], name, row, findings) for name in ("ancien", "nouveau")]
        ancien, nouveau = ends
        if ancien is not None and nouveau is not None and cells["substantielle"] is not None:
            substantial = cells["substantielle"] == 1
            found.append((row, Succession(lines.of(row), ancien, nouveau, substantial, cells.get("depuis"))))
    return found


def _end(text: str | None, column: str, row: int, findings: Findings) -> int | None:
    if text is None:
        return None
    try:
        return rncp_number(text)
    except FieldError as wrong:
        findings.add_row(Finding(wrong.code, column, wrong.expected, wrong.remedy), row, text)
        return None


def _check_doubles(found: Sequence[tuple[int, Succession]], findings: Findings) -> None:
    pairs: dict[tuple[int, int], Succession] = {}
    renewed: dict[int, Succession] = {}
    for row, item in found:
        first = pairs.setdefault((item.ancien, item.nouveau), item)
        kept = renewed.setdefault(item.nouveau, item) if not item.substantielle else item
        if first is not item:
            expected = f"une seule ligne par succession était attendue, déjà ligne {first.line}"
            wrong = Finding("doublon", "nouveau", expected, "Retirez l’une des deux")
        elif kept is not item:
            expected = (
                "une seule certification ancienne, sans modification substantielle, était attendue ; la ligne "
                f"{kept.line} donne déjà RNCP{kept.ancien}"
            )
            remedy = "Gardez celle dont le niveau reste applicable ; notez « oui » pour l’autre"
            wrong = Finding("deux_anciennes", "ancien", expected, remedy)
        else:
            continue
        findings.add_row(wrong, row, f"RNCP{item.nouveau if first is not item else item.ancien}")


def _check_cycles(successions: Iterable[Succession], findings: Findings) -> None:
    """Every cycle once: it is cut where it is told, until none is left."""
    lines = {(item.ancien, item.nouveau): item.line for item in successions}
    before: dict[int, set[int]] = defaultdict(set)
    for ancien, nouveau in lines:
        before[nouveau].add(ancien)
    while True:
        try:
            TopologicalSorter(before).prepare()
        except CycleError as found:
            # The second argument is the cycle, each certification being the old one of the next.
            cycle = found.args[1]
            path = " → ".join(f"RNCP{code}" for code in cycle)
            expected = f"des successions sans retour étaient attendues, celles-ci tournent en rond : {path}"
            line = lines[cycle[0], cycle[1]]
            remedy = "Corrigez l’une de ces lignes"
            findings.add([error("cycle", expected, remedy, line=line, column="nouveau", value=f"RNCP{cycle[1]}")])
            before[cycle[1]].discard(cycle[0])
        else:
            return

"""Anomalies of a whole column at once: all counted, the first of each shown with their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from bareme.anomalies import Anomalie, Severity, quoted
from bareme.contrats.source import Lines
from bareme.display import counted, format_integer, typography

SHOWN = 100

_NOUNS = {
    Severity.ERREUR: "autre erreur",
    Severity.AVERTISSEMENT: "autre avertissement",
    Severity.INFORMATION: "autre information",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with some rows: the same expectation and remedy for all. French, as in `Anomalie`."""

    code: str
    column: str | None
    expected: str
    remedy: str
    severity: Severity = Severity.ERREUR


@dataclass(slots=True)
class Findings:
    """Everything found in one file. `shown` anomalies of each severity are detailed, all are counted."""

    shown: int = SHOWN
    _single: list[Anomalie] = field(default_factory=list)
    _rows: list[tuple[int, Finding, str | None]] = field(default_factory=list)
    _counts: Counter[Finding] = field(default_factory=Counter)
    _wrong: list[tuple[str | None, pl.Series]] = field(default_factory=list)

    def add(self, anomalies: Iterable[Anomalie]) -> None:
        """Anomalies of the file itself."""
        self._single += anomalies

    def add_row(self, finding: Finding, row: int, value: str | None = None) -> None:
        """One row, numbered from 0."""
        self._counts[finding] += 1
        if self._counts[finding] <= self.shown:
            self._rows.append((row, finding, value))

    def add_rows(
        self,
        finding: Finding,
        wrong: pl.Series,
        values: pl.Series | None = None,
        show: Callable[[Any], str] = str,
    ) -> None:
        """The rows where the mask `wrong` is true; `values` are their cells, written by `show`."""
        total = int(wrong.sum() or 0)
        if not total:
            return
        self._counts[finding] += total
        if finding.severity is Severity.ERREUR:
            self._wrong.append((finding.column, wrong))
        for row in wrong.arg_true().head(self.shown):
            value = None if values is None else values[row]
            self._rows.append((row, finding, None if value is None else show(value)))

    @property
    def has_errors(self) -> bool:
        return any(anomalie.is_error for anomalie in self._single) or any(
            finding.severity is Severity.ERREUR for finding in self._counts
        )

    @property
    def total_of_all(self) -> int:
        """How many anomalies of any severity were found."""
        return sum(self._counts.values()) + len(self._single)

    def sound(self, height: int, *columns: str) -> pl.Series:
        """The mask of the rows in which none of these columns is wrong (without any: no column at all)."""
        mask = pl.repeat(value=True, n=height, eager=True)
        for column, wrong in self._wrong:
            if not columns or column in columns:
                mask &= ~wrong
        return mask

    def total(self, severity: Severity) -> int:
        """How many were found, shown or not."""
        of_rows = sum(times for finding, times in self._counts.items() if finding.severity is severity)
        return of_rows + sum(anomalie.severity is severity for anomalie in self._single)

    def anomalies(self, lines: Lines) -> list[Anomalie]:
        """The file's own first, then by line; what is not shown is counted in a last one of each severity."""
        placed = [_placed(finding, lines.of(row), value) for row, finding, value in self._rows]
        ordered = [*self._single, *sorted(placed, key=lambda anomalie: anomalie.line or 0)]
        told: list[Anomalie] = []
        for severity in Severity:
            same = [anomalie for anomalie in ordered if anomalie.severity is severity]
            told += same[: self.shown]
            left = self.total(severity) - min(len(same), self.shown)
            if left:
                told.append(self._rest(severity, left))
        return told

    def _rest(self, severity: Severity, left: int) -> Anomalie:
        by_column: Counter[str] = Counter()
        for finding, times in self._counts.items():
            if finding.severity is severity:
                by_column[finding.column or ""] += times
        parts = ", ".join(
            f"{quoted(column) if column else 'ligne entière'} {format_integer(times)}"
            for column, times in by_column.most_common()
        )
        return not_shown(severity, left, f" ; en tout, par colonne : {parts}")


def not_shown(severity: Severity, left: int, detail: str = "") -> Anomalie:
    """The count of the anomalies that are not shown one by one."""
    return Anomalie(
        None,
        None,
        None,
        typography(f"{counted(left, _NOUNS[severity])} du même fichier{detail}"),
        "Corrigez d’abord ce qui précède" if severity is Severity.ERREUR else "Voyez d’abord ce qui précède",
        severity,
        f"autres_{severity.value}s",
    )


def _placed(finding: Finding, line: int, value: str | None) -> Anomalie:
    return Anomalie(
        line,
        finding.column,
        value,
        typography(finding.expected),
        typography(finding.remedy),
        finding.severity,
        finding.code,
    )

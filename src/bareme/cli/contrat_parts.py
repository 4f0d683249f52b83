"""A parquet file of contracts larger than memory should hold: read part after part, checked as a whole."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bareme.anomalies import Anomalie, Severity, error, has_errors
from bareme.cli.contrat_inputs import read_knowledge, unreadable
from bareme.cli.files import CommandError
from bareme.contrats.assembly import assemble
from bareme.contrats.contrats import Contrats
from bareme.contrats.findings import SHOWN, not_shown
from bareme.contrats.reading import count_contrats, explained, read_contrats
from bareme.display import format_integer

PART = 250_000
"""Contracts of one part."""
WHOLE_UP_TO = 1_000_000
"""Contracts that are read at once."""


def count_large(path: Path) -> int:
    """Contracts of a parquet file that is to be read by parts; 0 for any other file."""
    try:
        count = count_contrats(path)
    except (OSError, pl.exceptions.PolarsError):
        # What is wrong is told by the reading of the whole.
        return 0
    return count if count is not None and count > WHOLE_UP_TO else 0


class Parts:
    """The contracts of the file, part after part, and everything wrong with them, known when the last was read.

    Once something is wrong the parts that follow are read for their errors, and no longer given. Raises CommandError at
    once when another file or an option is wrong.
    """

    def __init__(self, arguments: argparse.Namespace, count: int) -> None:
        self.path: Path = arguments.contrats
        self.count = count
        self._knowledge, self.found = read_knowledge(arguments)
        if any(has_errors(anomalies) for anomalies in self.found.values()):
            raise CommandError(self.found)
        self._shown: list[Anomalie] = []
        self._totals: Counter[Severity] = Counter()
        self._numbers: list[pl.Series] = []

    def __iter__(self) -> Iterator[Contrats]:
        for first in range(0, self.count, PART):
            contrats = self._part(first)
            if contrats is not None and not self._totals[Severity.ERREUR]:
                yield contrats

    def finish(self) -> dict[str, list[Anomalie]]:
        """The anomalies of every file, none of them an error. Raises CommandError when there is one."""
        numbers = pl.concat(self._numbers) if self._numbers else pl.Series(dtype=pl.UInt64)
        if numbers.n_unique() < len(numbers) and not self._totals[Severity.ERREUR]:
            self._keep([_doubles(len(numbers) - numbers.n_unique())], Counter({Severity.ERREUR: 1}))
        rest = [
            not_shown(severity, self._totals[severity] - shown)
            for severity in Severity
            if (shown := sum(anomalie.severity is severity for anomalie in self._shown)) < self._totals[severity]
        ]
        self.found[self.path.name] = explained([*self._shown, *rest])
        if self._totals[Severity.ERREUR]:
            raise CommandError(self.found)
        return self.found

    def _part(self, first: int) -> Contrats | None:
        try:
            reading = read_contrats(self.path, bounds=(first, PART))
        except OSError as broken:
            raise CommandError.of(str(self.path), unreadable(broken)) from broken
        contrats = assemble(reading, self._knowledge.referentiel, self._knowledge.as_of)
        self._numbers.append(reading.frame["numero"].hash())
        told = [
            anomalie
            for anomalie in reading.findings.anomalies(reading.lines)
            if not anomalie.code.startswith("autres_")
        ]
        self._keep(told, Counter({severity: reading.findings.total(severity) for severity in Severity}))
        return contrats

    def _keep(self, told: list[Anomalie], totals: Counter[Severity]) -> None:
        """The first anomalies of each severity, and the count of all. What is said of the file is said once."""
        for anomalie in told:
            if anomalie.line is None and anomalie in self._shown:
                totals[anomalie.severity] -= 1
            elif sum(shown.severity is anomalie.severity for shown in self._shown) < SHOWN:
                self._shown.append(anomalie)
        self._totals.update(totals)


def _doubles(count: int) -> Anomalie:
    return error(
        "numero_en_double",
        f"des numéros tous différents étaient attendus, {format_integer(count)} paraissent plus d’une fois à des "
        "endroits éloignés",
        "Donnez à chaque contrat son numéro",
        column="numero",
    )

"""What a command says to the person, beside its result: on standard error, in French."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from bareme.anomalies import Anomalie, Severity

_TITLES = {
    Severity.ERREUR: "Erreur",
    Severity.AVERTISSEMENT: "Avertissement",
    Severity.INFORMATION: "Information",
}


def tell(message: str) -> None:
    print(message, file=sys.stderr)


def tell_anomalies(anomalies: Iterable[Anomalie], source: str) -> None:
    """One line per anomaly: its severity, the file or option it is about, and its whole message."""
    for anomalie in anomalies:
        placed = anomalie.line is not None or anomalie.column is not None
        told = anomalie.message if placed else anomalie.statement[0].upper() + anomalie.statement[1:]
        tell(f"{_TITLES[anomalie.severity]} – {source} – {told}")

"""Anomalies: errors as values, written for the person who has to repair the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bareme.display import THIN, typography

_PICTURES = 0x2400  # the symbols that Unicode has for its first 32 characters


class Severity(StrEnum):
    """How much an anomaly matters: an `ERREUR` stops the work, the two others only inform."""

    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One finding about an input: where, what was found, what was expected, what to do.

    `line` is the real line of the source file (1 for the first), None when the whole file is concerned.
    `expected` and `remedy` are French sentences without a final full stop. `code` is stable, for tests and filters.
    """

    line: int | None
    column: str | None
    value: str | None
    expected: str
    remedy: str
    severity: Severity
    code: str

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERREUR

    @property
    def place(self) -> str:
        """French place, e.g. « ligne 12, colonne « contrats » », or « fichier »."""
        parts = []
        if self.line is not None:
            parts.append(f"ligne {self.line}")
        if self.column:
            parts.append(f"colonne {quoted(self.column)}")
        return ", ".join(parts) or "fichier"

    @property
    def message(self) -> str:
        """The whole French sentence: place, value found, expectation, remedy."""
        return f"{self.place[0].upper()}{self.place[1:]}{THIN}: {self.statement}"

    @property
    def statement(self) -> str:
        """The same without the place."""
        found = f"trouvé {quoted(self.value)}, " if self.value is not None else ""
        end = "" if self.remedy.endswith("?") else "."
        return f"{found}{self.expected}. {self.remedy}{end}"

    def as_row(self) -> dict[str, str]:
        """Flat French columns for the downloadable error file."""
        return {
            "ligne": "" if self.line is None else str(self.line),
            "colonne": self.column or "",
            "valeur": self.value or "",
            "attendu": self.expected,
            "remede": self.remedy,
            "gravite": self.severity.value,
            "code": self.code,
        }


def quoted(text: str, longest: int = 80) -> str:
    """Text between French guillemets, cut so that a hostile cell cannot flood a screen; control characters show."""
    visible = "".join(character if character.isprintable() else _visible(character) for character in text)
    if len(visible) > longest:
        visible = visible[:longest] + "…"
    return f"«{THIN}{visible}{THIN}»"


def _visible(character: str) -> str:
    """A sign for what has none: « ␀ » for the first control characters, its code for the others; blanks stay blank."""
    if character.isspace():
        return " "
    if character < " ":
        return chr(_PICTURES + ord(character))
    return f"\\x{ord(character):02x}"


def has_errors(anomalies: Iterable[Anomalie]) -> bool:
    return any(anomalie.is_error for anomalie in anomalies)


def error(code: str, expected: str, remedy: str, **place: Any) -> Anomalie:
    """An `ERREUR`; `place` takes line, column and value, as the two functions below."""
    return _anomalie(Severity.ERREUR, code, (expected, remedy), **place)


def warning(code: str, expected: str, remedy: str, **place: Any) -> Anomalie:
    return _anomalie(Severity.AVERTISSEMENT, code, (expected, remedy), **place)


def information(code: str, expected: str, remedy: str, **place: Any) -> Anomalie:
    return _anomalie(Severity.INFORMATION, code, (expected, remedy), **place)


def _anomalie(
    severity: Severity,
    code: str,
    texts: tuple[str, str],
    *,
    line: int | None = None,
    column: str | None = None,
    value: str | None = None,
) -> Anomalie:
    expected, remedy = (typography(text) for text in texts)
    return Anomalie(line, column, value, expected, remedy, severity, code)

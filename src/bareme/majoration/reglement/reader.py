"""Typed access to a schema-checked document; what is still wrong becomes anomalies with a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from bareme.anomalies import Anomalie, error, quoted, warning
from bareme.majoration.reglement.parts import Clause, StatutClause
from bareme.strict_yaml import Document, Path, dotted
from bareme.tables.fields import FieldError, parse_number, parse_rate, squeeze

_FALLBACK = Clause("", "", "", StatutClause.HYPOTHESE)


class Reader:
    """Reads the values of one document. After an anomaly the value returned only lets the reading go on."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.anomalies: list[Anomalie] = []
        self.clauses: dict[str, Clause] = {}

    def at(self, path: Path) -> Any:
        """The raw value at a path; None when absent."""
        value: Any = self.document.data
        for part in path:
            if isinstance(value, Mapping):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def indexes(self, path: Path) -> Iterable[Path]:
        """The path of each element of a list; nothing when the list is absent."""
        return [(*path, index) for index in range(len(self.at(path) or ()))]

    def refuse(self, path: Path, code: str, expected: str, remedy: str) -> None:
        value = self.at(path)
        shown = None if value is None or isinstance(value, Mapping | list) else str(value)
        self.anomalies.append(
            error(code, expected, remedy, line=self.document.line_of(path), column=dotted(path) or None, value=shown)
        )

    def warn(self, path: Path, code: str, expected: str, remedy: str) -> None:
        place = {"line": self.document.line_of(path), "column": dotted(path)}
        self.anomalies.append(warning(code, expected, remedy, **place))

    def number(self, path: Path) -> Fraction:
        """A non-negative exact number: 12, "12,5", "15 %" or "3/20"."""
        value = self.at(path)
        try:
            # A whole number goes through its text too: one parser, one refusal of the sign.
            text = squeeze(str(value))
            return parse_rate(text) if "%" in text or "/" in text else parse_number(text)
        except FieldError as broken:
            self.refuse(path, broken.code, broken.expected, broken.remedy)
            return Fraction(0)

    def optional_number(self, path: Path) -> Fraction | None:
        return None if self.at(path) is None else self.number(path)

    def rate(self, path: Path) -> Fraction:
        """A rate between 0 and 1: "15 %", "0,15" or "3/20"."""
        number = self.number(path)
        if number > 1:
            self.refuse(path, "taux", "un taux entre 0 et 100 % était attendu", "Écrivez par exemple « 15 % »")
        return number

    def whole(self, path: Path) -> int:
        """A whole number of euros."""
        number = self.number(path)
        if number.denominator != 1:
            self.refuse(path, "euros_entiers", "un montant en euros entiers était attendu", "Retirez les centimes")
        return number.numerator if number.denominator == 1 else 0

    def clause(self, path: Path, key: str = "clause", fallback: str | None = None) -> Clause:
        """The clause that the rule at `path` names by its key `clause`, or by `key`, else by `fallback`."""
        if fallback is not None and self.at((*path, key)) is None:
            key = fallback
        name = self.at((*path, key))
        return self.named_clause(str(name), (*path, key))

    def named_clause(self, name: str, path: Path) -> Clause:
        clause = self.clauses.get(name)
        if clause is None:
            known = ", ".join(sorted(self.clauses))
            self.refuse(
                path,
                "clause_inconnue",
                f"une clause {quoted(name)} décrite sous « clauses » était attendue (connues : {known})",
                "Ajoutez cette clause avec sa référence, son texte et son statut, ou corrigez son nom",
            )
            return _FALLBACK
        return clause

    def check_unique(self, entries: Iterable[tuple[str, Path]], what: str) -> None:
        """Refuse a code used twice, at its second place."""
        seen: set[str] = set()
        for code, path in entries:
            if code in seen:
                self.refuse(path, "code_en_double", f"un code de {what} par élément était attendu", "Changez ce code")
            seen.add(code)

    def check_known(self, name: str, known: Iterable[str], path: Path) -> None:
        """Refuse a name that is neither a field nor an indicator of the règlement."""
        choices = sorted(known)
        if name not in choices:
            self.refuse(
                path, "champ_inconnu", f"un de ces champs était attendu : {', '.join(choices)}", "Corrigez le nom"
            )

"""The contract of an importer: what a kind of file is, what it would change, and how it is undone.

The importers live in the apps whose rows they write, further right than this one: they are named in the setting
`TANDEM_IMPORTERS` and never imported from here.
"""

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.module_loading import import_string

from bareme.anomalies import Anomalie, has_errors
from bareme.tables import RawTable, read_table
from tandem.imports.enums import ChangeAction

# The column that the platform adds to a file given back to be corrected, and ignores when it comes back.
ANOMALIES_COLUMN = "anomalies"


@dataclass(frozen=True, slots=True)
class Target:
    """What a file may be applied to. `key` is its place in the address, `context` what the import remembers."""

    key: str
    label: str
    organisation: Any
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A column that an importer understands. `type` and `constraints` are those of Table Schema."""

    code: str
    label: str
    help: str
    example: str = ""
    required: bool = False
    type: str = "string"
    constraints: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer offered to a question; one that the data will hold by themselves is not `lasting`."""

    value: str
    label: str
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can settle: « est-ce le même organisme ? ». `default` is empty when nothing is obvious."""

    key: str
    label: str
    lines: tuple[int, ...]
    choices: tuple[Choice, ...]
    default: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return {**asdict(self), "lines": list(self.lines), "choices": [asdict(choice) for choice in self.choices]}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that would change, as texts; `old` is None for a new row."""

    label: str
    old: str | None
    new: str | None

    def as_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return {"label": self.label, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Change:
    """What validating would do to one row."""

    action: ChangeAction
    label: str
    line: int | None = None
    differences: tuple[Difference, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return {
            "action": self.action.value,
            "label": self.label,
            "line": self.line,
            "differences": [difference.as_json() for difference in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Total:
    """A figure of the whole file; `unit` is « nombre » or « euros » (whole euros)."""

    label: str
    value: int
    unit: str = "nombre"

    def as_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Examination:
    """A file confronted with the platform: everything found, everything to ask, everything that would change.

    `rows` is the number of data lines read. `plan` is the importer's own, handed back to `apply` in the same
    transaction; it is never stored.
    """

    rows: int
    anomalies: tuple[Anomalie, ...] = ()
    questions: tuple[Question, ...] = ()
    changes: tuple[Change, ...] = ()
    totals: tuple[Total, ...] = ()
    plan: Any = None

    @property
    def has_errors(self) -> bool:
        return has_errors(self.anomalies)


class Importer(ABC):
    """One kind of file."""

    kind: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str]
    extensions: ClassVar[tuple[str, ...]] = (".csv", ".xlsx")
    # What becomes of the rows that the platform holds and the file does not.
    absent_effect: ClassVar[str] = "conservées telles quelles"
    # Errors of the reading that concern one line: the other lines are examined all the same.
    line_errors: ClassVar[frozenset[str]] = frozenset({"ligne_decalee"})

    @abstractmethod
    def targets(self, user) -> list[Target]:
        """Return what the person may import such a file for, the most recent first."""

    @abstractmethod
    def situation(self, file_import) -> Any:
        """Return what the file applies to, as the other methods need it (read once per request)."""

    @abstractmethod
    def target_situation(self, target: Target) -> Any:
        """Return the same for a target chosen before any file is received."""

    @abstractmethod
    def target_label(self, situation) -> str:
        """Return how a reader names what the file applies to."""

    @abstractmethod
    def target_key(self, situation) -> str:
        """Return the key of the target that a situation comes from."""

    @abstractmethod
    def may_import(self, user, situation):
        """Return the Decision on whether the person may bring, check, validate or undo such a file there now."""

    @abstractmethod
    def fields(self, situation) -> tuple[Field, ...]:
        """Return the columns understood, the required ones first."""

    @abstractmethod
    def suggest_mapping(self, headers, situation) -> dict[str, str | None]:
        """Return {header: field code or None} from the names alone."""

    @abstractmethod
    def examine(self, table: RawTable, mapping, situation, answers) -> Examination:
        """Confront the file with the platform; writes nothing, finds every error in one pass."""

    @abstractmethod
    def lock(self, situation) -> None:
        """Lock what two imports could change at once, before the last examination."""

    @abstractmethod
    def apply(self, examination: Examination, *, file_import, situation, actor) -> dict[str, Any]:
        """Write the plan; return the JSON-ready data from which `undo` restores the rows exactly."""

    @abstractmethod
    def undo(self, *, file_import, situation, actor) -> None:
        """Restore what `apply` changed; raise ValidationError with every reason why it can't be."""

    @abstractmethod
    def record(self, code, *, file_import, situation, actor, payload) -> None:
        """Write a decision about the file in the journal."""

    def read(self, data: bytes, filename: str, *, sheet: str | None = None) -> RawTable:
        """Read the bytes received; errors are in the table's anomalies."""
        return read_table(data, filename, sheet=sheet)


@cache
def importers() -> dict[str, Importer]:
    """Return every importer of the platform, by kind, in the order of the setting."""
    built = [import_string(path)() for path in settings.TANDEM_IMPORTERS]
    return {importer.kind: importer for importer in built}


def importer_for(kind: str) -> Importer:
    """Return the importer of a kind; KeyError when the platform knows none."""
    return importers()[kind]

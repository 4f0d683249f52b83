"""What a column of a table is: declared once, it drives the screen, the filters, the totals and the exports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How the values of a column are written, aligned, compared and exported."""

    TEXT = "text"
    INT = "int"
    DECIMAL = "decimal"
    EURO = "euro"
    CENTIME = "centime"
    SIGNED_EURO = "signed_euro"
    RATE = "rate"
    DATE = "date"
    MOMENT = "moment"
    BADGE = "badge"
    SIRET = "siret"
    HTML = "html"


NUMERIC = frozenset({Kind.INT, Kind.DECIMAL, Kind.EURO, Kind.CENTIME, Kind.SIGNED_EURO, Kind.RATE})


class Filter(StrEnum):
    """How a column is filtered: words contained in the text, or one value among those present."""

    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    `key` names it in addresses and cookies. The value is read from the row by `value(row)`, or else by `path`
    (« candidature.of_cfa.nom », `key` by default) through attributes and dictionary keys.
    A column of a queryset computed by `value` alone can be sorted and filtered only if `order_by` names a database
    expression; `sort_key(row)` does the same for lists.
    RATE takes a share of 1. EURO takes euros, CENTIME integer centimes. `decimals` fixes the decimals shown.
    `link(row)` gives an address, or None. `tone(row)` gives the Tone of a BADGE, `icon` its icon.
    `export(row)` replaces the value in files (needed by HTML columns, otherwise left out of them).
    `mark` is a word shown under the label: « déduit », « données fictives ».
    `total=True` sums the column over all filtered rows.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    path: str = ""
    value: Callable[[Any], Any] | None = None
    order_by: str = ""
    sort_key: Callable[[Any], Any] | None = None
    sortable: bool = True
    search: bool = False
    filter: Filter | None = None
    choices: Mapping[Any, str] | Sequence[tuple[Any, str]] | None = None
    visible: bool = True
    fixed: bool = False
    help: str = ""
    mark: str = ""
    decimals: int | None = None
    total: bool = False
    link: Callable[[Any], str | None] | None = None
    tone: Callable[[Any], str] | None = None
    export: Callable[[Any], Any] | None = None
    css: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether values are right-aligned figures."""
        return self.kind in NUMERIC

    @property
    def in_files(self) -> bool:
        """Whether an export can carry it."""
        return self.kind != Kind.HTML or self.export is not None

    @property
    def orm_path(self) -> str:
        """The database expression behind the column, or nothing when it is computed in Python."""
        if self.order_by:
            return self.order_by
        return "" if self.value else (self.path or self.key).replace(".", "__")

    @property
    def choice_labels(self) -> dict[str, str]:
        """Written value -> label of the declared choices."""
        pairs = self.choices.items() if isinstance(self.choices, Mapping) else self.choices or ()
        return {str(value): label for value, label in pairs}

    def reader(self) -> Callable[[Any], Any]:
        """Return the function that reads the value of a row."""
        if self.value:
            return self.value
        steps = (self.path or self.key).split(".")
        if len(steps) == 1:
            return lambda row: _step(row, steps[0])
        return lambda row: _walk(row, steps)


def _step(row, name: str):
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


def _walk(row, steps: list[str]):
    for name in steps:
        if row is None:
            return None
        row = _step(row, name)
    return row

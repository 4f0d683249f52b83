"""Tables in and out: csv and xlsx read cell by cell with their real line numbers, and safe csv written back."""

from bareme.anomalies import Anomalie, Severity
from bareme.tables.raw import DEFAULT_LIMITS, Limits, RawRow, RawTable
from bareme.tables.reading import read_table

__all__ = ["DEFAULT_LIMITS", "Anomalie", "Limits", "RawRow", "RawTable", "Severity", "read_table"]

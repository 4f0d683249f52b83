"""What a read file is before anyone knows what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from bareme.anomalies import Anomalie, has_errors


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds beyond which a file is refused unread. Bytes, rows, cells and characters."""

    file_bytes: int = 20 * 1024 * 1024
    uncompressed_bytes: int = 200 * 1024 * 1024
    compression_ratio: int = 200
    zip_members: int = 2_000
    rows: int = 200_000
    columns: int = 200
    cells: int = 5_000_000
    field_characters: int = 5_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data line: its real line number in the file, and one text per header."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file cut into cells. `anomalies` holds everything found; with an error in it, `rows` is not to be used.

    `format` is « csv » or « xlsx »; `encoding` and `separator` are those detected (None for xlsx);
    `sheet` is the one read, `sheets` all those of the workbook; `totals` are the TOTAUX lines, kept apart from `rows`.
    """

    filename: str
    format: str
    headers: tuple[str, ...] = ()
    rows: tuple[RawRow, ...] = ()
    header_line: int | None = None
    totals: tuple[RawRow, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    anomalies: tuple[Anomalie, ...] = field(default=())

    @property
    def has_errors(self) -> bool:
        return has_errors(self.anomalies)

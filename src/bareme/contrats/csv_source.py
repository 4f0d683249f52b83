"""csv bytes to columns of texts: by Polars when the file is plain, line by line when it is not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from bareme.anomalies import Anomalie, Severity, error, warning
from bareme.contrats.findings import Finding, Findings
from bareme.contrats.headers import match_headers
from bareme.contrats.schema import Column
from bareme.contrats.source import Lines, Source, nothing
from bareme.tables.csv_reader import decode, detect_separator
from bareme.tables.fields import squeeze

_FORMAT = "csv"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes({*range(9), 11, 12, *range(14, 32), 127})
# A letter with an accent in UTF-8, as French has them: beside bytes that are not UTF-8, the file mixes two encodings.
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x93\x94\x99\xaf]")
_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Header:
    """The line of titles: its cells, its line number, and where in the bytes the data begin."""

    titles: tuple[str, ...]
    line: int
    end: int


def read_csv_source(data: bytes, columns: Mapping[str, Column], findings: Findings) -> Source:
    """Cut a csv file. What cannot be read is told with its line; the frame is then not to be used."""
    content = _as_utf8(data, findings)
    if content is None:
        return nothing(_FORMAT)
    separator = detect_separator(content[:_HEAD].decode("utf-8", errors="ignore"))
    header = _find_header(content, separator)
    if header is None:
        expected = "une ligne de titres et des contrats étaient attendus"
        findings.add([error("fichier_vide", expected, "Choisissez un autre fichier")])
        return nothing(_FORMAT)
    positions, found = match_headers(header.titles, columns, header.line)
    findings.add(found)
    body = content[header.end :]
    plain = _read_plain(body, separator, len(header.titles), positions)
    if plain is not None:
        return _without_blank(Source(_FORMAT, plain, Lines(header.line + 1)))
    return _read_slowly(_Text(body.decode(), separator, header), positions, findings)


def _as_utf8(data: bytes, findings: Findings) -> bytes | None:
    """The same text in UTF-8 with line feeds only, or None when the findings say why not."""
    content = data.removeprefix(_BOM)
    plain = content.isascii() or _is_utf8(content)
    if not plain or data.startswith(_UTF16) or len(content.translate(None, _CONTROLS)) != len(content):
        text, _encoding, refusal = decode(data)
        if text is None or refusal is not None:
            findings.add([refusal] if refusal else [])
            return None
        content = text.encode()
    if not plain and _UTF8_LETTER.search(data):
        findings.add([_mixed()])
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mixed() -> Anomalie:
    return warning(
        "encodage_mele",
        "un seul encodage était attendu, ce fichier mêle UTF-8 et Windows-1252",
        "Vérifiez les accents des noms, ou enregistrez le fichier en « CSV UTF-8 »",
    )


def _find_header(content: bytes, separator: str) -> Header | None:
    """The first line that is not blank."""
    start, line = 0, 1
    while start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        text = content[start:end].decode()
        cells = next(csv.reader([text], delimiter=separator), [])
        if any(squeeze(cell) for cell in cells):
            return Header(tuple(squeeze(cell) for cell in cells), line, min(end + 1, len(content)))
        start, line = end + 1, line + 1
    return None


def _read_plain(body: bytes, separator: str, width: int, positions: Mapping[str, int]) -> pl.DataFrame | None:
    """The columns by Polars, or None when a cell may be quoted or a line may have too many or too few cells."""
    if not body or width < 2 or b'"' in body or not positions:
        return None
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    if body.count(separator.encode()) != (width - 1) * lines:
        return None
    try:
        frame = pl.read_csv(
            body,
            separator=separator,
            has_header=False,
            schema={f"c{position}": pl.String for position in range(width)},
            quote_char=None,
            columns=sorted(positions.values()),
        )
    except pl.exceptions.PolarsError:
        # The total was right, so a long line makes up for a short one: Polars refuses the long one.
        return None
    return frame.select(pl.col(f"c{position}").alias(name) for name, position in positions.items())


def _without_blank(source: Source) -> Source:
    """The same without the lines of separators alone that spreadsheets leave at the end."""
    # A blank line is blank in every column: one full column settles it.
    if not min(source.frame[name].null_count() for name in source.frame.columns):
        return source
    blank = source.frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if not blank.any():
        return source
    kept = (~blank).arg_true().to_list()
    return Source(source.format, source.frame.filter(~blank), source.lines.kept(kept))


@dataclass(frozen=True, slots=True)
class _Text:
    body: str
    separator: str
    header: Header


def _read_slowly(text: _Text, positions: Mapping[str, int], findings: Findings) -> Source:
    """Every line by Python's own csv reader: quotes, cells over several lines, blank or uneven lines."""
    width = len(text.header.titles)
    numbers: list[int] = []
    cells: dict[str, list[str | None]] = {name: [] for name in positions}
    rows = _Rows(text)
    try:
        for line, row in rows:
            if len(row) != width:
                _check_width(row, width, len(numbers), findings)
            numbers.append(line)
            for name, position in positions.items():
                cells[name].append(row[position] or None if position < len(row) else None)
    except csv.Error as broken:
        findings.add([_unreadable(broken, rows.next_line)])
    frame = pl.DataFrame(cells, schema=dict.fromkeys(positions, pl.String))
    return Source(_FORMAT, frame, Lines(1, numbers))


def _unreadable(broken: csv.Error, line: int) -> Anomalie:
    what = (
        "une cellule moins longue était attendue"
        if "larger" in str(broken)
        else "des guillemets fermés étaient attendus"
    )
    return error(
        "guillemets",
        f"{what} dans la ligne qui commence ici",
        'Fermez les guillemets, ou doublez ceux qui font partie du texte ("")',
        line=line,
    )


class _Rows:
    """Rows that are not blank, with the number of their first line; `next_line` is where the row being read begins."""

    def __init__(self, text: _Text) -> None:
        self._offset = text.header.line
        self._reader = csv.reader(io.StringIO(text.body, newline="\n"), delimiter=text.separator, strict=True)
        self.next_line = self._offset + 1

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for row in self._reader:
            if any(map(str.strip, row)):
                yield self.next_line, row
            self.next_line = self._offset + self._reader.line_num + 1


def _check_width(row: Sequence[str], width: int, position: int, findings: Findings) -> None:
    extra = [cell for cell in row[width:] if squeeze(cell)]
    if extra:
        expected = f"au plus {width} cellules étaient attendues, comme dans les titres"
        remedy = "Vérifiez les séparateurs et les guillemets de cette ligne"
        findings.add_row(Finding("ligne_decalee", None, expected, remedy), position, extra[0])
    elif len(row) < width:
        expected = f"{width} cellules étaient attendues, comme dans les titres"
        remedy = "Les cellules manquantes comptent comme vides : vérifiez que la ligne n’est pas coupée"
        findings.add_row(Finding("ligne_courte", None, expected, remedy, Severity.AVERTISSEMENT), position)

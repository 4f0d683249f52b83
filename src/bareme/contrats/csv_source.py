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
from bareme.contrats.headers import canonical, match_headers
from bareme.contrats.schema import Column
from bareme.contrats.source import Lines, Source, nothing
from bareme.tables.csv_reader import decode, detect_separator
from bareme.tables.fields import squeeze

_FORMAT = "csv"
_BOM = b"\xef\xbb\xbf"
_CONTROLS = bytes({*range(9), 11, 12, *range(14, 32), 127})
# A letter with an accent in UTF-8, as French has them: beside bytes that are not UTF-8, the file mixes two encodings.
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x93\x94\x99\xaf]")
_HEAD = 65_536
_LONGEST_TITLE = 200
_OTHER_SEPARATORS = "|:"


@dataclass(frozen=True, slots=True)
class Header:
    """The line of titles: its cells, its line number, and where in the bytes the data begin."""

    titles: tuple[str, ...]
    line: int
    end: int


def read_csv_source(data: bytes, columns: Mapping[str, Column], findings: Findings) -> Source:
    """Cut a csv file. What cannot be read is told with its line; the frame is then not to be used."""
    content = data.removeprefix(_BOM)
    if _is_suspect(content):
        return _cut_decoded(data, columns, findings)
    cut = _Cut(content)
    if cut.header is None:
        return _cut_nothing(findings)
    if (other := _other_form(cut.header, columns)) is not None:
        findings.add([other])
        return nothing(_FORMAT)
    positions, found = match_headers(cut.header.titles, columns, cut.header.line)
    plain = _read_plain(cut, positions)
    if plain is None:
        return _cut_decoded(data, columns, findings)
    findings.add(found)
    return _without_blank(Source(_FORMAT, plain, Lines(cut.header.line + 1)))


def _cut_decoded(data: bytes, columns: Mapping[str, Column], findings: Findings) -> Source:
    """The same for a file that is not plain: the whole text is decoded and checked."""
    text, _encoding, refusal = decode(data)
    if text is None or refusal is not None:
        findings.add([refusal] if refusal else [])
        return nothing(_FORMAT)
    if not _is_utf8(data) and _UTF8_LETTER.search(data):
        findings.add([_mixed()])
    cut = _Cut(text.replace("\r\n", "\n").replace("\r", "\n").encode())
    if cut.header is None:
        return _cut_nothing(findings)
    if (other := _other_form(cut.header, columns)) is not None:
        findings.add([other])
        return nothing(_FORMAT)
    positions, found = match_headers(cut.header.titles, columns, cut.header.line)
    findings.add(found)
    plain = _read_plain(cut, positions)
    if plain is not None:
        return _without_blank(Source(_FORMAT, plain, Lines(cut.header.line + 1)))
    return _read_slowly(cut, cut.header, positions, findings)


def _cut_nothing(findings: Findings) -> Source:
    expected = "une ligne de titres et des contrats étaient attendus"
    findings.add([error("fichier_vide", expected, "Choisissez un autre fichier")])
    return nothing(_FORMAT)


def _other_form(header: Header, columns: Mapping[str, Column]) -> Anomalie | None:
    """What the first line says of a file that is no csv, or one cut by another sign: told once, not for each column."""
    first = header.titles[0]
    if first.startswith("<"):
        expected = "un fichier csv était attendu, celui-ci est une page web ou un document balisé"
        remedy = "Exportez les données au format csv"
        return error("format_inconnu", expected, remedy, line=header.line, value=first)
    for sign in _OTHER_SEPARATORS:
        titles = [canonical(title) for title in first.split(sign)]
        if len(header.titles) == 1 and len(titles) > 1 and any(title in columns for title in titles):
            expected = f"des colonnes séparées par « ; » ou « , » étaient attendues, celles-ci le sont par « {sign} »"
            remedy = "Enregistrez le fichier avec « ; » pour séparateur"
            return error("separateur", expected, remedy, line=header.line, value=first)
    return None


def _is_suspect(content: bytes) -> bool:
    """Whether the beginning is not UTF-8, or not text, or a return ends lines alone.

    Further on Polars refuses what is not UTF-8, and no cell may hold a control character.
    """
    head = content[:_HEAD]
    whole = head[: head.rfind(b"\n") + 1] or head
    controls = len(head.translate(None, _CONTROLS)) != len(head)
    if controls or not _is_utf8(whole):
        return True
    return b"\r" in content and content.count(b"\r") != content.count(b"\r\n")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Cut:
    """The bytes of a csv in UTF-8, its separator and its line of titles (None: nothing is written)."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.separator = detect_separator(content[:_HEAD].decode("utf-8", errors="ignore"))
        self.header = _find_header(content, self.separator)


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
        text = content[start:end].decode(errors="replace").rstrip("\r")
        cells = _cells(text, separator)
        if any(squeeze(cell) for cell in cells):
            return Header(tuple(squeeze(cell) for cell in cells), line, min(end + 1, len(content)))
        start, line = end + 1, line + 1
    return None


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        # Longer than Python reads a cell: no title of ours, and not to be shown whole.
        return [text[:_LONGEST_TITLE]]


def _read_plain(cut: _Cut, positions: Mapping[str, int]) -> pl.DataFrame | None:
    """The columns by Polars, or None when a cell may be quoted or a line may have too many or too few cells."""
    content, header = cut.content, cut.header
    if header is None or not positions or header.end >= len(content) or b'"' in content:
        return None
    width = len(header.titles)
    lines = content.count(b"\n", header.end) + (not content.endswith(b"\n"))
    if width < 2 or content.count(cut.separator.encode(), header.end) != (width - 1) * lines:
        return None
    try:
        frame = pl.read_csv(
            content,
            separator=cut.separator,
            has_header=False,
            skip_lines=header.line,
            schema={f"c{position}": pl.String for position in range(width)},
            quote_char=None,
            columns=sorted(positions.values()),
        )
    except pl.exceptions.PolarsError:
        # Bytes that are not UTF-8; or a long line that makes up for a short one: the total was right.
        return None
    if frame.height != lines:
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


def _read_slowly(cut: _Cut, header: Header, positions: Mapping[str, int], findings: Findings) -> Source:
    """Every line by Python's own csv reader: quotes, cells over several lines, blank or uneven lines."""
    width = len(header.titles)
    numbers: list[int] = []
    cells: dict[str, list[str | None]] = {name: [] for name in positions}
    rows = _Rows(cut, header)
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

    def __init__(self, cut: _Cut, header: Header) -> None:
        self._offset = header.line
        body = io.StringIO(cut.content[header.end :].decode(), newline="\n")
        self._reader = csv.reader(body, delimiter=cut.separator, strict=True)
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

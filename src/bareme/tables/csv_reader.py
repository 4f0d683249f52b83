"""csv bytes to a grid: encoding and separator detected, quotes checked, real line numbers kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from bareme.anomalies import Anomalie, error
from bareme.display import format_integer
from bareme.tables.layout import Grid
from bareme.tables.raw import Limits
from bareme.tables.writing import restore_formula

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
_SEPARATORS = (";", "\t", ",")


def read_csv(data: bytes, *, limits: Limits) -> Grid:
    """Cells of a csv file. What cannot be read becomes an anomaly with its line; the grid is then empty."""
    text, encoding, refusal = decode(data)
    if refusal is not None or text is None:
        return Grid("csv", encoding=encoding, anomalies=(refusal,) if refusal else ())
    too_long = _overlong_line(text, limits)
    if too_long is not None:
        return Grid("csv", encoding=encoding, anomalies=(too_long,))
    separator = detect_separator(text)
    # A lone carriage return ends a line too (old spreadsheets); a quote must not hide one.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = _Rows(lines, separator)
    try:
        rows = tuple(reader)
    except csv.Error as broken:
        anomalie = _unreadable_row(broken, reader.next_line, limits)
        return Grid("csv", encoding=encoding, separator=separator, anomalies=(anomalie,))
    return Grid("csv", rows=rows, encoding=encoding, separator=separator)


class _Rows:
    """Rows with the number of their first line; `next_line` is where the row being read begins."""

    def __init__(self, text: str, separator: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator, strict=True)
        self.next_line = 1

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for cells in self._reader:
            yield self.next_line, tuple(map(restore_formula, cells))
            self.next_line = self._reader.line_num + 1


def _unreadable_row(broken: csv.Error, line: int, limits: Limits) -> Anomalie:
    if "field larger" in str(broken):
        most = format_integer(limits.field_characters)
        expected = f"une cellule d’au plus {most} caractères était attendue à partir de cette ligne"
        return error(
            "cellule_trop_longue",
            expected,
            "Vérifiez les guillemets : l’un d’eux n’est sans doute pas fermé",
            line=line,
        )
    return error(
        "guillemets",
        "des guillemets fermés étaient attendus dans la ligne qui commence ici",
        'Fermez les guillemets, ou doublez ceux qui font partie du texte ("")',
        line=line,
    )


def decode(data: bytes) -> tuple[str | None, str | None, Anomalie | None]:
    """The text, the encoding found, and the refusal if any: UTF-8 with or without BOM, else Windows-1252."""
    if data.startswith(_UTF16_BOMS):
        refusal = error(
            "encodage",
            "un texte UTF-8 ou Windows-1252 était attendu, celui-ci est en UTF-16",
            "Enregistrez-le en « CSV UTF-8 »",
        )
        return None, "utf-16", refusal
    encoding = "utf-8-sig" if data.startswith(_UTF8_BOM) else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "windows-1252"
        # Latin-1 first: the five bytes that Windows-1252 leaves undefined are then shown with their line.
        text = data.decode("latin-1")
    control = _CONTROLS.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        refusal = error(
            "fichier_binaire",
            f"un texte était attendu, un caractère de contrôle (code {ord(control.group())}) s’y trouve",
            "Vérifiez que le fichier est bien un .csv et enregistrez-le en « CSV UTF-8 »",
            line=line,
        )
        return None, encoding, refusal
    return (data.decode(encoding) if encoding == "windows-1252" else text), encoding, None


def detect_separator(text: str) -> str:
    """The separator most present, outside quotes, in the first line that has one; « ; » when none does."""
    for line in text.splitlines():
        outside = re.sub(r'"[^"]*"', "", line)
        counts = {separator: outside.count(separator) for separator in _SEPARATORS}
        best = max(_SEPARATORS, key=lambda separator: counts[separator])
        if counts[best]:
            return best
    return ";"


def _overlong_line(text: str, limits: Limits) -> Anomalie | None:
    # The csv module keeps a field whole before anyone can measure it: a line is measured first.
    longest = limits.field_characters * limits.columns
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > longest:
            expected = f"une ligne d’au plus {format_integer(longest)} caractères était attendue"
            return error(
                "ligne_trop_longue", expected, "Vérifiez les fins de ligne et le contenu", line=number, value=line[:40]
            )
    return None

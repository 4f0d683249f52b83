"""What is checked of an xlsx before any spreadsheet library opens it: it is a zip of XML, and both can be weapons."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from xml.parsers import expat

from bareme.anomalies import Anomalie, error
from bareme.display import format_integer
from bareme.tables.raw import Limits

_WORKBOOK = "xl/workbook.xml"
_CHUNK = 1024 * 1024
_RATIO_FREE_BYTES = 1024 * 1024  # under a megabyte, any ratio is harmless: empty sheets compress very well
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
"""What `zipfile` raises on a damaged archive; RuntimeError is also a password, or a compression that it ignores."""
_REMEDY = "Ouvrez le fichier dans un tableur et enregistrez-le à nouveau au format .xlsx"


class _RefusedError(Exception):
    def __init__(self, anomalie: Anomalie) -> None:
        super().__init__(anomalie.message)
        self.anomalie = anomalie


def refuse_package(data: bytes, limits: Limits) -> Anomalie | None:
    """The reason to refuse an xlsx, or None: sizes, compression ratio, password, entities, huge empty grids."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_directory(package, limits)
            # Declared sizes may lie: each part is unpacked under a budget, which the sum of parts may not exceed.
            budget = limits.uncompressed_bytes
            for member in package.infolist():
                budget -= _check_member(package, member, budget, limits)
    except _RefusedError as refused:
        return refused.anomalie
    except UNPACKING_ERRORS:
        return error("xlsx_illisible", "un classeur .xlsx intact et sans mot de passe était attendu", _REMEDY)
    return None


def _check_directory(package: zipfile.ZipFile, limits: Limits) -> None:
    members = package.infolist()
    if len(members) > limits.zip_members:
        raise _RefusedError(
            _bomb(f"au plus {format_integer(limits.zip_members)} éléments dans le classeur étaient attendus")
        )
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > limits.uncompressed_bytes:
        raise _RefusedError(_too_big(limits))
    if unpacked > _RATIO_FREE_BYTES and unpacked > limits.compression_ratio * max(packed, 1):
        raise _RefusedError(
            _bomb(f"un taux de compression d’au plus {format_integer(limits.compression_ratio)} était attendu")
        )
    if _WORKBOOK not in {member.filename for member in members}:
        expected = "un classeur .xlsx était attendu, cette archive n’en est pas un"
        raise _RefusedError(error("pas_un_classeur", expected, _REMEDY))


def _check_member(package: zipfile.ZipFile, member: zipfile.ZipInfo, budget: int, limits: Limits) -> int:
    """Unpack one part, look at it when it is XML, and return its real size."""
    content = io.BytesIO()
    with package.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            content.write(chunk)
            if content.tell() > budget:
                raise _RefusedError(_too_big(limits))
    part = content.getvalue()
    if member.filename.endswith((".xml", ".rels")):
        if _ENTITY.search(part) or part.startswith(_UTF16_MARKS):
            expected = "un classeur sans déclaration d’entités XML était attendu"
            raise _RefusedError(error("xml_entites", expected, _REMEDY, value=member.filename))
        if member.filename.startswith("xl/worksheets/"):
            _check_grid(part, limits)
    return len(part)


def _check_grid(part: bytes, limits: Limits) -> None:
    """A few cells far apart declare a grid of billions: the spreadsheet library would fill it."""
    rows = columns = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal rows, columns
        local = name.rpartition(":")[2]
        place = attributes.get("r", "")
        if local == "row" and place.isdigit():
            rows = max(rows, int(place))
        elif local == "c":
            found = _REFERENCE.fullmatch(place)
            if found:
                columns, rows = max(columns, _column_number(found[1])), max(rows, int(found[2]))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(part, True)
    except expat.ExpatError as broken:
        raise _RefusedError(error("xlsx_illisible", "une feuille XML bien formée était attendue", _REMEDY)) from broken
    if rows * columns > limits.cells or columns > limits.columns:
        most = f"{format_integer(limits.cells)} cellules et {format_integer(limits.columns)} colonnes"
        expected = f"une feuille d’au plus {most} était attendue"
        remedy = "Supprimez les lignes et colonnes vides au-delà du tableau, puis enregistrez"
        raise _RefusedError(error("feuille_trop_grande", expected, remedy, value=f"{rows} × {columns}"))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _bomb(expected: str) -> Anomalie:
    return error("archive_piegee", expected, "N’utilisez pas ce fichier ; demandez-en un autre à son auteur")


def _too_big(limits: Limits) -> Anomalie:
    most = limits.uncompressed_bytes // (1024 * 1024)
    return _bomb(f"un contenu décompressé d’au plus {most} Mo était attendu")

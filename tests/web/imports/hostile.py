"""Makers of hostile files: each returns bytes, none is kept in the repository."""

import io
import zipfile

import xlsxwriter

COLUMNS = ("of_cfa", "formation", "contrats", "contrats_verts", "complement", "exceptionnelle")
ROW = ("CFA ALPHA", "CAP Fleuriste", "5", "0", "A", "0")
MEBIBYTE = 1024 * 1024


def csv_file(*rows, separator=";", columns=COLUMNS):
    """A csv of these rows."""
    return "\n".join(separator.join(cells) for cells in (columns, *rows)).encode()


def xlsx_file(*rows, columns=COLUMNS, formula=None):
    """A workbook of these rows; `formula` is written in the last cell, with the value that it last had."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, cells in enumerate((columns, *rows)):
            sheet.write_row(number, 0, cells)
        if formula:
            sheet.write_formula(len(rows), len(columns) - 1, *formula)
    return stream.getvalue()


def rebuilt(data, *, add=(), replace=None):
    """The same archive with members added [(name or ZipInfo, content)], or replaced {name: content}."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, (replace or {}).get(name, source.read(name)))
        for name, content in add:
            target.writestr(name, content)
    return stream.getvalue()


def xlsx_with_a_field_of(size):
    """A workbook whose one shared text unpacks to `size` bytes, in about a thousandth of it."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(xlsx_file(ROW)))
    with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            if name != "xl/sharedStrings.xml":
                target.writestr(name, source.read(name))
        with target.open("xl/sharedStrings.xml", "w", force_zip64=True) as member:
            member.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>')
            chunk = b"A" * (8 * MEBIBYTE)
            for _ in range(size // len(chunk)):
                member.write(chunk)
            member.write(b"</t></si></sst>")
    return stream.getvalue()


def symlink_archive():
    """An archive whose workbook is a symbolic link to a file of the server."""
    link = zipfile.ZipInfo("xl/workbook.xml")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def xlsx_with_entities():
    """A workbook whose XML declares entities that read a file of the server."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "passwd">]><workbook>&a;</workbook>'
    return rebuilt(xlsx_file(ROW), replace={"xl/workbook.xml": bomb})


def xlsm_with_a_macro_and_an_external_link():
    """A workbook with a macro, a link to another file and a formula: only the values shown are read."""
    data = xlsx_file((*ROW[:2], "5", "0", "A", ""), formula=("='[autre.xlsx]Feuil1'!A1", None, 250))
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return rebuilt(
        data, add=[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro"), ("xl/externalLinks/externalLink1.xml", link)]
    )


def sheet_of_distant_cells():
    """A workbook of two cells that declare a grid of seventeen billion."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "of_cfa")
        sheet.write(1_048_575, 16_383, "fin")
    return stream.getvalue()

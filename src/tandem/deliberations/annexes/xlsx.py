"""Annexe 1 as an Excel workbook: real numbers, live totals, repeated header, ready to print on A4."""

import io
from datetime import UTC, datetime, time

import xlsxwriter

from tandem.deliberations.annexes.content import HEADERS, TOTAUX, Annexe

EUROS = '#,##0 "€"'
EUROS_OR_DASH = '#,##0 "€";-#,##0 "€";"- €"'
EUROS_OR_BLANK = '#,##0 "€";-#,##0 "€";""'
COUNT = "#,##0"
HEADER_ROW = 3
COLUMN_FORMATS = (EUROS, EUROS_OR_DASH, EUROS_OR_BLANK, EUROS, COUNT)
FIELDS = ("majoration", "dont_bonus_vert", "exceptionnelle", "totale", "contrats")


def annexe_xlsx(annexe: Annexe) -> bytes:
    """Return the workbook; the same annexe gives the same bytes."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {
                "title": annexe.title,
                "subject": annexe.statement,
                "author": annexe.region,
                "comments": annexe.sha256_note,
                "created": datetime.combine(annexe.date, time(), UTC),
            }
        )
        sheet = book.add_worksheet("Annexe 1")
        last = _write_table(book, sheet, annexe)
        _write_notes(book, sheet, annexe, last)
        _set_page(sheet, annexe, last)
        if annexe.rectifications:
            _write_rectifications(book, annexe)
    return target.getvalue()


def _write_table(book, sheet, annexe: Annexe) -> int:
    """Write title, header, lines and totals; return the row of the totals."""
    title = book.add_format({"bold": True, "font_size": 14, "font_color": annexe.couleur})
    words = book.add_format({"italic": True})
    header = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "vcenter",
            "align": "center",
            "bg_color": annexe.couleur,
            "font_color": "#ffffff",
            "border": 1,
        }
    )
    name = book.add_format({"text_wrap": True, "valign": "vcenter", "border": 1})
    cells = [book.add_format({"num_format": one, "valign": "vcenter", "border": 1}) for one in COLUMN_FORMATS]
    total_name = book.add_format({"bold": True, "border": 1, "top": 2})
    totals = [book.add_format({"bold": True, "num_format": one, "border": 1, "top": 2}) for one in COLUMN_FORMATS]

    sheet.write_string(0, 0, annexe.title, title)
    sheet.write_string(1, 0, f"{annexe.region} – {annexe.statement}", words)
    for column, label in enumerate(HEADERS):
        sheet.write_string(HEADER_ROW, column, label, header)
    first = HEADER_ROW + 1
    for row, ligne in enumerate(annexe.lignes, start=first):
        sheet.write_string(row, 0, ligne.nom, name)
        for column, field in enumerate(FIELDS, start=1):
            sheet.write_number(row, column, getattr(ligne, field), cells[column - 1])
    last = first + len(annexe.lignes)
    sheet.write_string(last, 0, TOTAUX, total_name)
    for column, field in enumerate(FIELDS, start=1):
        letter = chr(ord("A") + column)
        if field == "dont_bonus_vert":
            sheet.write_blank(last, column, None, totals[column - 1])
        else:
            formula = f"=SUM({letter}{first + 1}:{letter}{last})"
            sheet.write_formula(last, column, formula, totals[column - 1], getattr(annexe.totaux, field))
    return last


def _write_notes(book, sheet, annexe: Annexe, last: int) -> None:
    small = book.add_format({"font_size": 9, "font_color": "#444444"})
    for offset, note in enumerate((*annexe.notes, annexe.sha256_note), start=2):
        sheet.write_string(last + offset, 0, note, small)


def _set_page(sheet, annexe: Annexe, last: int) -> None:
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 5, 17)
    sheet.set_row(HEADER_ROW, 32)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.autofilter(HEADER_ROW, 0, last - 1, len(HEADERS) - 1)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.8)
    sheet.set_footer(f"&L&8{_header_text(annexe.running_title)}&R&8&P / &N")


def _write_rectifications(book, annexe: Annexe) -> None:
    sheet = book.add_worksheet("Lignes rectifiées")
    header = book.add_format({"bold": True, "text_wrap": True, "bottom": 2})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    euros = book.add_format({"num_format": '+#,##0 "€";-#,##0 "€";0 "€"', "valign": "top"})
    plain = book.add_format({"num_format": EUROS, "valign": "top"})
    count = book.add_format({"num_format": "+#,##0;-#,##0;0", "valign": "top"})
    labels = (
        "OF CFA",
        "Écart de majoration",
        "Dont écart de bonus vert",
        "Écart exceptionnel",
        "Écart du nombre de contrats",
        "Majoration totale avant",
        "Majoration totale après",
        "Motif",
    )
    for column, label in enumerate(labels):
        sheet.write_string(0, column, label, header)
    for row, one in enumerate(annexe.rectifications, start=1):
        sheet.write_string(row, 0, one.nom, wrapped)
        sheet.write_number(row, 1, one.ecart_majoration, euros)
        sheet.write_number(row, 2, one.ecart_bonus_vert, euros)
        sheet.write_number(row, 3, one.ecart_exceptionnelle, euros)
        sheet.write_number(row, 4, one.ecart_contrats, count)
        sheet.write_number(row, 5, one.totale_avant, plain)
        sheet.write_number(row, 6, one.totale_apres, plain)
        sheet.write_string(row, 7, one.motif, wrapped)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 6, 16)
    sheet.set_column(7, 7, 60)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _header_text(text: str) -> str:
    """Escape the mark that Excel reads as a command in headers and footers."""
    return text.replace("&", "&&")

"""The formats in which an annexe is given: one table for the campaign's screens and for the open data."""

from collections.abc import Callable
from typing import NamedTuple

from tandem.deliberations.annexes.content import Annexe
from tandem.deliberations.annexes.csv_file import excel_csv, machine_csv
from tandem.deliberations.annexes.docx import annexe_docx
from tandem.deliberations.annexes.json_file import annexe_json
from tandem.deliberations.annexes.pdf import annexe_pdf
from tandem.deliberations.annexes.xlsx import annexe_xlsx

CSV_TYPE = "text/csv; charset=utf-8"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileFormat(NamedTuple):
    """One format: how to write it, how to announce it."""

    extension: str
    label: str
    note: str
    content_type: str
    write: Callable[[Annexe], bytes]


FORMATS = {
    one.extension: one
    for one in (
        FileFormat("pdf", "PDF", "à lire, à imprimer, à joindre à la délibération", "application/pdf", annexe_pdf),
        FileFormat("docx", "Word", "à reprendre dans un rapport", WORD_TYPE, annexe_docx),
        FileFormat("xlsx", "Excel", "montants calculables, totaux vivants", EXCEL_TYPE, annexe_xlsx),
        FileFormat("excel.csv", "CSV pour Excel", "point-virgule, en-têtes de l’annexe", CSV_TYPE, excel_csv),
        FileFormat("csv", "CSV pour logiciel", "virgule, codes, sans total", CSV_TYPE, machine_csv),
        FileFormat("json", "JSON", "lignes, acte et empreinte", "application/json", annexe_json),
    )
}
"""By extension, in the order in which they are offered."""

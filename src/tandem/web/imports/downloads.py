"""Files that go out of the imports: the one received, the one to correct, the models and their Table Schema."""

import csv
import io

import xlsxwriter
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from tandem.imports.actions import table_of
from tandem.imports.correction_file import as_csv, as_xlsx, marked_rows
from tandem.imports.models import FileImport
from tandem.imports.table_schema import table_schema
from tandem.web.imports.access import chosen_target
from tandem.web.tables.responses import XLSX_TYPE

CSV_TYPE = "text/csv; charset=utf-8"
WRITERS = {"csv": (as_csv, CSV_TYPE), "xlsx": (as_xlsx, XLSX_TYPE)}


@require_http_methods(["GET"])
def received_file(request, pk):
    """Give back the file exactly as it was received."""
    file_import = get_object_or_404(FileImport.objects.visible_to(request.user).light(), pk=pk)
    with file_import.content.open("rb") as stream:
        return _attachment(stream.read(), file_import.filename, "application/octet-stream")


@require_http_methods(["GET"])
def correction(request, pk, extension):
    """Give the file to correct: lines as received, faulty cells marked, reasons in the last column."""
    file_import = get_object_or_404(FileImport.objects.visible_to(request.user), pk=pk)
    if extension not in WRITERS:
        raise Http404
    write, content_type = WRITERS[extension]
    headers, rows = marked_rows(table_of(file_import), file_import.anomalies, file_import.mapping)
    name = slugify(file_import.filename.rsplit(".", 1)[0]) or "import"
    return _attachment(write(headers, rows), f"{name}-a-corriger.{extension}", content_type)


@require_http_methods(["GET"])
def model_file(request, kind, target, extension):
    """Give an empty file of the right columns, with one line as example."""
    importer, chosen = chosen_target(request.user, kind, target)
    fields = importer.fields(importer.target_situation(chosen))
    headers, example = [field.code for field in fields], [field.example for field in fields]
    if extension == "csv":
        content, content_type = _model_csv(headers, example), CSV_TYPE
    elif extension == "xlsx":
        content, content_type = _model_xlsx(headers, example, fields), XLSX_TYPE
    else:
        raise Http404
    return _attachment(content, f"modele-{kind}-{slugify(chosen.key.replace('/', '-'))}.{extension}", content_type)


@require_http_methods(["GET"])
def schema(request, kind, target):
    """Give the Table Schema of the files of this kind for this target."""
    importer, chosen = chosen_target(request.user, kind, target)
    fields = importer.fields(importer.target_situation(chosen))
    return JsonResponse(table_schema(kind, fields), json_dumps_params={"ensure_ascii": False, "indent": 2})


def _model_csv(headers, example):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerow(example)
    return "\ufeff".encode() + stream.getvalue().encode()


def _model_xlsx(headers, example, fields):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("Modèle")
        head = workbook.add_format({"bold": True, "bottom": 2})
        text = workbook.add_format({"num_format": "@"})
        for column, field in enumerate(fields):
            sheet.write_string(0, column, headers[column], head)
            sheet.write_comment(0, column, f"{field.label} – {field.help}")
            sheet.set_column(column, column, max(len(headers[column]) + 2, 14), text)
            if field.type == "integer" and example[column]:
                sheet.write_number(1, column, int(example[column]))
            else:
                sheet.write_string(1, column, example[column], text)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def _attachment(content, name, content_type):
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response

"""Answer a request for a page that holds a table: the page, the table alone for htmx, or a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from tandem.web.tables.exports import to_csv_fr, to_csv_machine, to_xlsx
from tandem.web.tables.state import COMPACT, cookie_name
from tandem.web.tables.table import Table

YEAR_SECONDS = 365 * 24 * 3600
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_response(request, table: Table, template: str, context: dict) -> HttpResponse:
    """Return what the request asks of the page; the template shows the table with {{ table }}.

    The table is named `table` in the context; a page with several tables calls `export_or_fragment` for each.
    """
    return export_or_fragment(request, table) or remember(table, render(request, template, {**context, "table": table}))


def export_or_fragment(request, table: Table) -> HttpResponse | None:
    """Return the file or the fragment that the request asks of this very table, or None for the whole page."""
    if table.state.export:
        return export_response(table)
    if request.htmx and request.htmx.target == table.dom_id:
        return remember(table, HttpResponse(table.html))
    return None


def remember(table: Table, response: HttpResponse) -> HttpResponse:
    """Keep the columns and the density chosen for the next visits."""
    if table.state.chosen:
        kept = [*table.state.columns, *([COMPACT] if table.state.compact else [])]
        response.set_cookie(cookie_name(table.id), ".".join(kept), max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
    response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request"]))
    return response


def export_response(table: Table) -> HttpResponse:
    """Return the rows found, all pages, with the columns shown."""
    columns = [column for column in table.shown_columns if column.in_files]
    rows = table.found.read(0, None)
    name = slugify(table.options.file_name or table.caption)
    if table.state.export == "xlsx":
        totals = table.total_values if any(column.total for column in columns) else {}
        content, kind, suffix = to_xlsx(columns, rows, table.caption, totals), XLSX_TYPE, ".xlsx"
    elif table.state.export == "csv":
        content, kind, suffix = to_csv_fr(columns, rows), "text/csv; charset=utf-8", ".csv"
    else:
        content, kind, suffix = to_csv_machine(columns, rows), "text/csv; charset=utf-8", "-machine.csv"
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{suffix}"'
    return response

"""The table component: declared columns in; a page, a fragment or a file out. How to use it: web/docs.md."""

from tandem.web.tables.columns import Column, Filter, Kind
from tandem.web.tables.responses import export_or_fragment, remember, table_response
from tandem.web.tables.table import Options, Table

__all__ = ["Column", "Filter", "Kind", "Options", "Table", "export_or_fragment", "remember", "table_response"]

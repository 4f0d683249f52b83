"""The table: rows, columns and the reader's choices, ready for its template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tandem import formats
from tandem.web.tables.cells import cell_class, cell_writer, text_writer
from tandem.web.tables.columns import Column, Filter
from tandem.web.tables.sources import source_of
from tandem.web.tables.state import is_filterable, read_state
from tandem.web.templatetags.format import MISSING

TALL = 14
"""From this many rows on, the table scrolls under its header instead of stretching the page."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a screen may add to a table.

    `row_class(row)`: row-muted, row-strong, row-error, row-changed. `cut(previous, row)`: words of a line drawn
    between two rows (the threshold of a ranking), or None. `select(row)`: value of a checkbox named `select_name`
    belonging to the form `select_form`, "" for no checkbox. `totals`: values that replace the computed ones.
    `cards`: rows become cards on a phone. `page_size`: None shows every row. `note`: a sentence under the table.
    """

    noun: tuple[str, str] = ("ligne", "lignes")
    row_class: Callable[[Any], str] | None = None
    row_id: Callable[[Any], str] | None = None
    cut: Callable[[Any, Any], str | None] | None = None
    select: Callable[[Any], str] | None = None
    select_label: Callable[[Any], str] = str
    select_name: str = "selection"
    select_form: str = ""
    totals: dict[str, Any] | None = None
    total_label: str = "Total"
    cards: bool = False
    page_size: int | None = None
    note: str = ""
    empty: str = "Aucune ligne pour le moment."
    search_label: str = "Rechercher"
    exports: bool = True
    sticky_filters: bool = True
    file_name: str = ""


class Table:
    """A table over `rows` (queryset, or list of anything), in the state that the request asks for."""

    def __init__(
        self,
        request,
        table_id: str,
        *,
        caption: str,
        columns: Sequence[Column],
        rows,
        default_sort: str = "",
        prefix: str = "",
        options: Options | None = None,
    ) -> None:
        self.id = table_id
        self.caption = caption
        self.columns = list(columns)
        self.options = options or Options()
        self.source = source_of(rows)
        self.state = read_state(request, table_id, self.columns, default_sort, prefix)

    def __html__(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html

    @property
    def dom_id(self) -> str:
        """Id of the element that htmx replaces."""
        return f"tableau-{self.id}"

    @cached_property
    def html(self) -> SafeString:
        """The whole block: tools, table, pages."""
        return render_to_string("components/table.html", {"table": self})

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The columns that the reader sees."""
        return [column for column in self.columns if column.key in self.state.columns]

    @cached_property
    def found(self):
        """The rows that pass the words and filters, in the order asked."""
        narrowed = self.source.narrowed(self.columns, self.state.words, self.state.filters)
        column = next((column for column in self.columns if column.key == self.state.sort), None)
        return narrowed.ordered(column, descending=self.state.descending) if column else narrowed

    @cached_property
    def count(self) -> int:
        """Number of rows found."""
        return self.found.count()

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether words or filters hide rows."""
        return bool(self.state.words or self.state.filters)

    @cached_property
    def whole_count(self) -> int:
        """Number of rows before words and filters."""
        return self.source.count() if self.is_narrowed else self.count

    @cached_property
    def page(self) -> Page | None:
        """The page asked, when the table has pages."""
        if not self.options.page_size:
            return None
        return Paginator(range(self.count), self.options.page_size).get_page(self.state.page)

    @property
    def page_url(self) -> str:
        """Address that the number of a page ends."""
        return self.state.url(page=None) + ("&" if self.state.query else "") + f"{self.state.name('page')}="

    @cached_property
    def rows(self) -> Sequence[Any]:
        """The rows of this page."""
        if self.page is None:
            return self.found.read(0, None)
        return self.found.read(self.page.start_index() - 1 if self.count else 0, self.page.end_index())

    @property
    def summary(self) -> str:
        """How many rows are shown, in words."""
        one, many = self.options.noun
        words = f"{formats.number(self.count)} {one if self.count < 2 else many}"
        return f"{words} sur {formats.number(self.whole_count)}" if self.is_narrowed else words

    @property
    def is_tall(self) -> bool:
        """Whether the table scrolls under its header."""
        return len(self.rows) > TALL

    @property
    def is_filterable(self) -> bool:
        """Whether there is anything to filter by."""
        return is_filterable(self.columns)

    @property
    def has_search(self) -> bool:
        """Whether some columns are searched together."""
        return any(column.search for column in self.columns)

    @property
    def has_select(self) -> bool:
        """Whether rows can be ticked (a template would call `options.select` itself)."""
        return self.options.select is not None

    @property
    def filters(self) -> list[dict[str, Any]]:
        """The filters of the toolbar, with their values."""
        asked = self.state.filters
        return [
            {
                "column": column,
                "name": self.state.name(f"f_{column.key}"),
                "value": asked.get(column.key, ""),
                "choices": self._choices(column) if column.filter == Filter.CHOICE else None,
            }
            for column in self.columns
            if column.filter
        ]

    @property
    def chips(self) -> list[dict[str, str]]:
        """The filters in force, each with the address that lifts it."""
        chips = [{"label": f"« {self.state.words} »", "url": self.state.url(q=None)}] if self.state.words else []
        for item in self.filters:
            if item["value"]:
                label = dict(item["choices"] or ()).get(item["value"], item["value"])
                url = self.state.url(**{f"f_{item['column'].key}": None})
                chips.append({"label": f"{item['column'].label} : {label}", "url": url})
        return chips

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters that the toolbar form carries without asking them."""
        own = {self.state.name(name) for name in ("q", "col", "densite", "choix")}
        return self.state.carried(own | {item["name"] for item in self.filters})

    @property
    def export_links(self) -> list[dict[str, str]]:
        """The three files, of the rows found and the columns shown."""
        return [
            {"label": "Tableur (xlsx)", "note": "Excel, LibreOffice", "url": self.state.url(export="xlsx")},
            {"label": "CSV pour Excel", "note": "point-virgule, virgule décimale", "url": self.state.url(export="csv")},
            {
                "label": "CSV pour logiciel",
                "note": "virgule, point décimal, dates ISO",
                "url": self.state.url(export="csv-machine"),
            },
        ]

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The header cells."""
        return [self._head(column) for column in self.shown_columns]

    @property
    def helped(self) -> list[Column]:
        """The columns that carry an explanation."""
        return [column for column in self.columns if column.help]

    @cached_property
    def body(self) -> SafeString:
        """The body rows as HTML, built in Python: a template loop would cost ten times more."""
        options = self.options
        cells = [self._cell(index, column) for index, column in enumerate(self.shown_columns)]
        span = len(cells) + (1 if options.select else 0)
        parts: list[str] = []
        previous = None
        for row in self.rows:
            if options.cut and (words := options.cut(previous, row)):
                parts.append(f'<tr class="cut"><td colspan="{span}"><span>{escape(words)}</span></td></tr>')
            parts.append(self._open_row(row))
            parts.extend([f"{opening}{write(row)}{closing}" for opening, write, closing in cells])
            parts.append("</tr>\n")
            previous = row
        return mark_safe("".join(parts))  # noqa: S308 - every value was escaped by its cell writer

    @cached_property
    def footer(self) -> SafeString:
        """The row of totals, or nothing."""
        if not self.count or not any(column.total for column in self.shown_columns):
            return mark_safe("")
        totals = self.total_values
        parts = ["<tr>", "<td></td>" if self.options.select else ""]
        for index, column in enumerate(self.shown_columns):
            value = totals.get(column.key)
            label = self._data_label(column)
            if index == 0:
                parts.append(f'<th scope="row">{escape(self.options.total_label)}</th>')
            elif column.key in totals:
                text = MISSING if value is None else escape(text_writer(column)(value))
                parts.append(f'<td class="{cell_class(column)}"{label}>{text}</td>')
            else:
                parts.append("<td></td>")
        return mark_safe("".join([*parts, "</tr>"]))  # noqa: S308 - every value was escaped above

    @cached_property
    def total_values(self) -> dict[str, Any]:
        """The totals by column key: those that the screen gives, otherwise the sums of all rows found."""
        summed = [column for column in self.columns if column.total]
        if self.options.totals is not None:
            return {column.key: self.options.totals.get(column.key) for column in summed}
        return self.found.sums(summed)

    def _choices(self, column: Column) -> list[tuple[str, str]]:
        declared = column.choice_labels
        return list(declared.items()) if declared else self.source.values(column)

    def _head(self, column: Column) -> dict[str, Any]:
        is_sorted = column.key == self.state.sort
        descending = is_sorted and self.state.descending
        # Figures are read from the largest, words from A.
        first = f"-{column.key}" if column.is_numeric else column.key
        turned = column.key if descending else f"-{column.key}"
        return {
            "column": column,
            "css": cell_class(column),
            "aria_sort": ("descending" if descending else "ascending") if is_sorted else "",
            "icon": ("arrow-down" if descending else "arrow-up") if is_sorted else "arrows-sort",
            "url": self.state.url(tri=turned if is_sorted else first) if column.sortable else "",
        }

    def _cell(self, index: int, column: Column) -> tuple[str, Callable[[Any], str], str]:
        """Return the opening tag, the writer and the closing tag of the cells of a column."""
        css = cell_class(column)
        css = f' class="{css}"' if css else ""
        role = f' role="{"rowheader" if index == 0 else "cell"}"' if self.options.cards else ""
        if index == 0:
            return f'<th scope="row"{role}{css}>', cell_writer(column), "</th>"
        return f"<td{role}{css}{self._data_label(column)}>", cell_writer(column), "</td>"

    def _data_label(self, column: Column) -> str:
        return f' data-label="{escape(column.label)}"' if self.options.cards else ""

    def _open_row(self, row) -> str:
        options = self.options
        css = f' class="{escape(options.row_class(row))}"' if options.row_class and options.row_class(row) else ""
        dom_id = f' id="{escape(options.row_id(row))}"' if options.row_id else ""
        role = ' role="row"' if options.cards else ""
        opening = f"<tr{dom_id}{css}{role}>"
        if not options.select:
            return opening
        value = options.select(row)
        if not value:
            return f'{opening}<td class="select-cell"></td>'
        form = f' form="{escape(options.select_form)}"' if options.select_form else ""
        return (
            f'{opening}<td class="select-cell"><input type="checkbox" name="{escape(options.select_name)}" '
            f'value="{escape(value)}"{form} '
            f'aria-label="Choisir {escape(options.select_label(row))}"></td>'
        )

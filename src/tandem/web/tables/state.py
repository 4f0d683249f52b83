"""What the reader asked of a table, read from the address: words, filters, order, columns, density, page, export."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from tandem.web.tables.columns import Column, Filter

EXPORTS = ("csv", "csv-machine", "xlsx")
COMPACT = "compacte"


@dataclass(frozen=True, kw_only=True)
class TableState:
    """The reader's choices, cleaned: an unknown column or value in an address is ignored, never an error."""

    prefix: str
    path: str
    query: dict[str, list[str]]
    words: str = ""
    sort: str = ""
    descending: bool = False
    filters: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    chosen: bool = False
    compact: bool = False
    page: int = 1
    export: str = ""

    def name(self, parameter: str) -> str:
        """Return the name of a parameter in the address."""
        return f"{self.prefix}{parameter}"

    def url(self, **changes: str | list[str] | None) -> str:
        """Return the address of this state with some parameters changed (None removes one); the page starts again."""
        query = {key: values for key, values in self.query.items() if key != self.name("export")}
        if "page" not in changes:
            query.pop(self.name("page"), None)
        for parameter, value in changes.items():
            name = self.name(parameter.replace("__", "-"))
            query.pop(name, None)
            if value is not None:
                query[name] = value if isinstance(value, list) else [value]
        return f"{self.path}?{urlencode(query, doseq=True)}"

    def without_all_filters(self) -> str:
        """Return the address with neither words nor filters."""
        return self.url(q=None, **{f"f_{key}": None for key in self.filters})

    def carried(self, own: set[str]) -> list[tuple[str, str]]:
        """Return the parameters that a form must carry hidden: all but those it asks itself, and the page."""
        dropped = own | {self.name("page"), self.name("export")}
        return [(key, value) for key, values in self.query.items() if key not in dropped for value in values]


def cookie_name(table_id: str) -> str:
    """Return the name of the cookie that remembers the columns and density of a table."""
    return f"tableau_{table_id}"


def read_state(request, table_id: str, columns: list[Column], default_sort: str, prefix: str) -> TableState:
    """Read the state from the address; columns and density not in the address come from the cookie."""
    get = request.GET
    remembered = request.COOKIES.get(cookie_name(table_id), "").split(".")
    chosen = f"{prefix}choix" in get
    asked = get.getlist(f"{prefix}col") if chosen else remembered
    density = get.get(f"{prefix}densite", "") if chosen else (COMPACT if COMPACT in remembered else "")
    sort = get.get(f"{prefix}tri", "") or default_sort
    if sort.removeprefix("-") not in {column.key for column in columns if column.sortable}:
        sort = default_sort
    filters = {
        column.key: get[f"{prefix}f_{column.key}"]
        for column in columns
        if column.filter and get.get(f"{prefix}f_{column.key}")
    }
    export = get.get(f"{prefix}export", "")
    page = get.get(f"{prefix}page", "1")
    return TableState(
        prefix=prefix,
        path=request.path,
        query={key: get.getlist(key) for key in get},
        words=get.get(f"{prefix}q", "").strip(),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        filters=filters,
        columns=_visible(columns, asked),
        chosen=chosen,
        compact=density == COMPACT,
        page=int(page) if page.isdecimal() and len(page) < 9 else 1,
        export=export if export in EXPORTS else "",
    )


def is_filterable(columns: list[Column]) -> bool:
    """Whether the table has anything to filter by."""
    return any(column.search or column.filter in {Filter.TEXT, Filter.CHOICE} for column in columns)


def _visible(columns: list[Column], asked: list[str]) -> tuple[str, ...]:
    """Return the keys of the columns shown, in their declared order."""
    known = {column.key for column in columns} & set(asked)
    keep = known or {column.key for column in columns if column.visible}
    return tuple(column.key for column in columns if column.key in keep or column.fixed)

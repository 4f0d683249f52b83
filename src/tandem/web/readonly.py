"""A page that is only read may not write: on GET and HEAD, a statement that changes a table raises (style.md §4.26).

Sessions and the journal of readings are written while reading; sign-in links (OIDC return, e-mailed code) are reads
for the browser and writes for us, so the views of allauth are left alone. Any other exception is a view marked by
`writes_while_reading`, which gives its reason.
"""

import re
from collections.abc import Callable
from functools import partial, wraps

from django.db import connection
from django.http import HttpRequest, HttpResponse

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ALWAYS_WRITABLE = frozenset({"django_session", "django_cache"})
TRUSTED_VIEWS = ("allauth.",)

# Django quotes every name; raw SQL may not. « FOR UPDATE » is a lock, not a write.
WRITE = re.compile(
    r"""\b(?:INSERT\s+INTO|(?<!FOR\s)(?<!NO\sKEY\s)UPDATE(?:\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|MERGE\s+INTO
        |TRUNCATE(?:\s+TABLE)?|COPY|CREATE\s+TABLE|ALTER\s+TABLE|DROP\s+TABLE)\s+
        (?:"?\w+"?\.)?"?(?P<table>\w+)"?""",
    re.IGNORECASE | re.VERBOSE,
)


class WriteInReadOnlyViewError(RuntimeError):
    """A view answered GET and changed the database."""


class ReadOnlyMiddleware:
    """Guards every view; place it innermost, so that it sees the view and not the other middlewares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READ_METHODS:
            return self.get_response(request)
        request.only_reads = False
        with connection.execute_wrapper(partial(_refuse_writes, request)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, _args: tuple, _kwargs: dict) -> None:
        """Close the guard once the view is known."""
        request.only_reads = request.method in READ_METHODS and not _may_write(view)


def writes_while_reading(reason: str) -> Callable:
    """Mark a view that must write on GET (journal of readings…), with the reason."""
    if not reason:
        msg = "writes_while_reading() needs a reason"
        raise ValueError(msg)

    def mark(view: Callable) -> Callable:
        @wraps(view)
        def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            return view(request, *args, **kwargs)

        marked.writes_while_reading = reason
        return marked

    return mark


def tables_written(sql: str) -> list[str]:
    """The tables that a statement changes, in order; empty for a statement that only reads."""
    return [found["table"] for found in WRITE.finditer(sql)]


def _refuse_writes(request: HttpRequest, execute: Callable, sql: str, *call: object) -> object:
    if request.only_reads:
        written = [table for table in tables_written(str(sql)) if table not in ALWAYS_WRITABLE]
        if written:
            msg = (
                f"{request.path}: a view that answers {request.method} wrote to {', '.join(written)}; "
                "move the write to a POST, or mark the view with writes_while_reading(reason)"
            )
            raise WriteInReadOnlyViewError(msg)
    return execute(sql, *call)


def _may_write(view: Callable) -> bool:
    if hasattr(view, "writes_while_reading"):
        return True
    owner = getattr(view, "view_class", view)
    return str(getattr(owner, "__module__", "")).startswith(TRUSTED_VIEWS)

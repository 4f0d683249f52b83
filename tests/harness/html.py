"""Pages that carry inline scripts, event handlers or unrendered template marks are refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from django.test.client import Client
from django.urls import Resolver404

# Blocks of data, that a browser never runs.
DATA_SCRIPTS = {"application/json", "application/ld+json"}
UNRENDERED = re.compile(r"\{\{|\{%|\{#")


class UnsafePageError(AssertionError):
    """A page could not be served under a Content-Security-Policy without « unsafe-inline », or shows its template."""


class _Inspector(HTMLParser):
    """Collects the faults of one page, each with its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "script" and "src" not in named and named.get("type") not in DATA_SCRIPTS:
            self._add("inline <script>")
        for name, value in attrs:
            if re.match(r"on[a-z]", name) or name.startswith(("hx-on", "data-hx-on")):
                self._add(f"event handler {name}= on <{tag}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self._add(f"javascript: address in {name}= of <{tag}>")
            if UNRENDERED.search(value or ""):
                self._add(f"unrendered template mark in {name}= of <{tag}>")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        if UNRENDERED.search(data):
            self._add("unrendered template mark in the text")

    def _add(self, fault: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {fault}")


def faults_of(page: str) -> list[str]:
    """What a page, or a fragment of one, must not hold; each with its line."""
    inspector = _Inspector()
    inspector.feed(page)
    inspector.close()
    return inspector.faults


@contextmanager
def pages_are_inspected() -> Iterator[None]:
    """Every HTML answer to every test client is inspected, those of the admin site apart (Django's own pages)."""
    original = Client.request

    def inspected(self, **request):
        response = original(self, **request)
        is_html = response.get("Content-Type", "").startswith("text/html")
        if is_html and not response.streaming and not _is_django_s_own(response):
            faults = faults_of(response.content.decode(response.charset))
            if faults:
                msg = f"{request.get('PATH_INFO')}: " + "; ".join(faults)
                raise UnsafePageError(msg)
        return response

    Client.request = inspected
    try:
        yield
    finally:
        Client.request = original


def _is_django_s_own(response) -> bool:
    try:
        return response.resolver_match.app_name == "admin"
    except Resolver404:
        return False

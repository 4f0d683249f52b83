"""The parts of something with many pages, in the order of the work: two rows of tabs.

To add a page: one line in the groups of its area. A page whose address is not installed is not shown.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.urls import NoReverseMatch


def everyone(_place) -> bool:
    """Whoever may see the place."""
    return True


class Tab(NamedTuple):
    """A page; `is_for` takes the place, that is what the page is about as one person meets it."""

    label: str
    url_name: str
    is_for: Callable = everyone


class Group(NamedTuple):
    """Pages that belong together; its own link is that of its first page open to the person."""

    label: str
    tabs: tuple[Tab, ...]


def page_tabs(groups: Sequence[Group], place, current: str) -> dict[str, list[dict[str, Any]]]:
    """Return the groups and the pages of the current one, as the `tabs` component takes them.

    `place.url(url_name)` gives an address.
    """
    shown, pages = [], []
    for group in groups:
        links = [
            {"label": tab.label, "url": url, "current": tab.url_name == current}
            for tab in group.tabs
            if tab.is_for(place) and (url := _address(place, tab.url_name))
        ]
        if not links:
            continue
        is_here = any(link["current"] for link in links)
        shown.append({"label": group.label, "url": links[0]["url"], "current": is_here})
        if is_here and len(links) > 1:
            pages = links
    return {"tabs": shown, "subtabs": pages}


def _address(place, url_name: str) -> str:
    try:
        return place.url(url_name)
    except NoReverseMatch:
        return ""

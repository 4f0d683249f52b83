"""The parts of a convention, in the order of the work.

To add a page: one line here. `conventions/_tabs.html` shows the groups, then the pages of the current group.
"""

from typing import Any, NamedTuple

from django.urls import NoReverseMatch


class Tab(NamedTuple):
    """A page of a convention."""

    label: str
    url_name: str


class Group(NamedTuple):
    """Pages that belong together; its own link is that of its first page."""

    label: str
    tabs: tuple[Tab, ...]


GROUPS = (
    Group("Vue d’ensemble", (Tab("Vue d’ensemble", "convention"),)),
    Group(
        "Texte",
        (
            Tab("Clauses", "convention_clauses"),
            Tab("Document et signature", "convention_document"),
            Tab("Avenants", "convention_avenants"),
            Tab("Courriers et terme", "convention_vie"),
        ),
    ),
    Group("Fiches actions", (Tab("Fiches actions", "convention_fiches"),)),
    Group(
        "Indicateurs",
        (
            Tab("Indicateurs", "convention_indicateurs"),
            Tab("CFA du périmètre", "convention_perimetre"),
            Tab("Chiffres clés", "convention_chiffres"),
        ),
    ),
    Group(
        "Obligations",
        (Tab("Matrice", "convention_obligations"), Tab("Transmissions", "convention_transmissions")),
    ),
    Group(
        "Comités",
        (Tab("Réunions", "convention_reunions"), Tab("Décisions", "convention_decisions")),
    ),
    Group(
        "Bilans",
        (Tab("Bilans", "convention_bilans"), Tab("Productions communes", "convention_productions")),
    ),
    Group("Historique", (Tab("Historique", "convention_historique"),)),
)


def tabs_of(place, current: str) -> dict[str, list[dict[str, Any]]]:
    """Return the groups and the pages of the current one, as the `tabs` component takes them."""
    groups, pages = [], []
    for group in GROUPS:
        links = [
            {"label": tab.label, "url": url, "current": tab.url_name == current}
            for tab in group.tabs
            if (url := _address(place, tab.url_name))
        ]
        if not links:
            continue
        is_here = any(link["current"] for link in links)
        groups.append({"label": group.label, "url": links[0]["url"], "current": is_here})
        if is_here and len(links) > 1:
            pages = links
    return {"tabs": groups, "subtabs": pages}


def _address(place, url_name: str) -> str:
    """Return the address of a page, or nothing while its part of the product is not installed."""
    try:
        return place.url(url_name)
    except NoReverseMatch:
        return ""

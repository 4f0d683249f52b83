"""The parts of a convention, in the order of the work.

To add a page: one line here. `conventions/_tabs.html` shows the groups, then the pages of the current group.
"""

from typing import Any

from tandem.web.page_tabs import Group, Tab, page_tabs

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
    """Return the tabs of a convention, as the `tabs` component takes them."""
    return page_tabs(GROUPS, place, current)

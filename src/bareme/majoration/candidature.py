"""A candidature: one formation of one OF-CFA, with its contracts and the figures behind each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bareme.display import format_integer
from bareme.majoration.reglement.parts import Value


@dataclass(frozen=True, slots=True)
class Candidature:
    """One demande de majoration. `exceptionnelle` is in whole euros; `contrats` counts the green ones too.

    `reference` is unique within an allocation. `indicateurs` is empty when the file has no criteria column (the list
    is then the one already retained); a missing figure is None. `line` is the line of the source file, if any.
    """

    reference: str
    of_cfa: str
    formation: str
    contrats: int
    contrats_verts: int
    complement: str
    exceptionnelle: int = 0
    site: str = ""
    indicateurs: Mapping[str, Value] = field(default_factory=dict)
    line: int | None = None


def green_limit(contrats: int) -> str:
    """What was expected where more green contracts than contracts were found, in French."""
    return f"au plus {format_integer(contrats)} contrats verts étaient attendus : ils sont compris dans les contrats"

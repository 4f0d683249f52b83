"""The bilan as a tagged PDF/UA-1 file: headings, tables with their headers, charts with their words and their table."""

from datetime import date
from typing import Any

from bareme.display import typography
from tandem.conventions.bilans.content import BilanContent
from tandem.conventions.bilans.layout import Block, Grid, Picture
from tandem.conventions.bilans.parts import Part, Written, identity_grid, parts_of, state_of, tiles_of
from tandem.conventions.documents.blocks import blocks_of
from tandem.conventions.documents.content import WATERMARK
from tandem.conventions.documents.pdf import blocks_data
from tandem.conventions.layouts import LAYOUTS
from tandem.pictures import bars_svg
from tandem.printing.typesetting import typeset

DRAWING = {"width": 230, "step": 26, "size": 13}
"""How charts are drawn, in the PDF as on the page."""


def bilan_pdf(content: BilanContent, *, sha256: str = "") -> bytes:
    """Return the PDF; the same content gives the same bytes. Without a hash, it is a draft and says so.

    Raises PrintingError.
    """
    data = {
        "organisation": content.organisation,
        "couleur": content.couleur,
        "fiction": content.fiction,
        "title": content.title,
        "document_title": content.running_title,
        "convention": content.identity.titre,
        "state": state_of(content),
        "watermark": "" if sha256 else WATERMARK,
        "running_title": content.running_title,
        "sha256_note": typography(f"Empreinte SHA-256 du contenu publié : {sha256}") if sha256 else "",
        "identity": _grid(identity_grid(content)),
        "tiles": [tile._asdict() for tile in tiles_of(content)],
        "parts": [_part(part, content.couleur) for part in parts_of(content)],
    }
    return typeset(LAYOUTS / "bilan.typ", data, on=date.fromisoformat(content.on))


def _part(part: Part, colour: str) -> dict[str, Any]:
    alone = len(part.blocks) == 1 and not part.written
    return {
        "heading": part.heading,
        "written": [_written(one) for one in part.written],
        "blocks": [_block(block, colour, alone=alone) for block in part.blocks],
    }


def _written(one: Written) -> dict[str, Any]:
    return {
        "heading": one.heading,
        "quote": typography(f"« {one.quote} »") if one.quote else "",
        "mark": typography(f"État : {one.mark}") if one.mark else "",
        "is_missing": one.is_missing,
        "blocks": blocks_data(blocks_of(one.texte)),
    }


def _block(block: Block, colour: str, *, alone: bool) -> dict[str, Any]:
    return {
        "heading": "" if alone else block.heading,
        "words": block.words,
        "grids": [_grid(grid) for grid in block.grids],
        "pictures": [_picture(one, colour) for one in block.pictures],
        "data": _grid(block.data) if block.data else None,
    }


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "caption": grid.caption,
        "headers": grid.headers,
        "rows": [[str(cell) for cell in row] for row in grid.rows],
        "widths": grid.widths,
        "numeric": grid.numeric,
    }


def _picture(one: Picture, colour: str) -> dict[str, Any]:
    return {
        "title": one.title,
        "alternative": one.alternative,
        "svg": bars_svg(one.bars, colour=colour, **DRAWING),
    }

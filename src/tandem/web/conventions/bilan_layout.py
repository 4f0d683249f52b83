"""A bilan ready for its templates: the parts of `bilans.parts`, their tables as cells, their charts drawn."""

from typing import Any

from django.utils.text import slugify

from tandem.conventions.bilans.content import BilanContent
from tandem.conventions.bilans.layout import Block, Cell, Grid, Mark, Picture
from tandem.conventions.bilans.parts import Part, Written, identity_grid, parts_of, state_of, tiles_of
from tandem.conventions.documents.blocks import blocks_of
from tandem.web.charts import bar_chart

DRAWING = {"width": 300, "step": 30, "size": 14}


def page_of(content: BilanContent) -> dict[str, Any]:
    """Return what the page of a bilan shows."""
    return {
        "state": state_of(content),
        "tiles": tiles_of(content),
        "identity": [{"label": label, "text": text} for label, text in identity_grid(content).rows],
        "parts": [_part(part, rank, content) for rank, part in enumerate(parts_of(content), start=1)],
    }


def _part(part: Part, rank: int, content: BilanContent) -> dict[str, Any]:
    alone = len(part.blocks) == 1 and not part.written
    identifier = f"partie-{rank}"
    return {
        "id": identifier,
        "heading": part.heading,
        "written": [_written(one) for one in part.written],
        "blocks": [
            _block(block, f"{identifier}-{place}", content, alone=alone) for place, block in enumerate(part.blocks)
        ],
    }


def _written(one: Written) -> dict[str, Any]:
    return {
        "heading": one.heading,
        "quote": one.quote,
        "mark": one.mark,
        "is_missing": one.is_missing,
        "texte": one.texte,
        "blocks": blocks_of(one.texte),
    }


def _block(block: Block, identifier: str, content: BilanContent, *, alone: bool) -> dict[str, Any]:
    return {
        "heading": "" if alone else block.heading,
        "words": block.words,
        "grids": [_grid(grid, f"{identifier}-{slugify(grid.caption)}") for grid in block.grids],
        "charts": [_chart(one, content.couleur) for one in block.pictures],
    }


def _chart(one: Picture, colour: str):
    return bar_chart(one.title, one.bars, value_label=one.value_label, colour=colour, **DRAWING)


def _grid(grid: Grid, identifier: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "caption": grid.caption,
        "headers": [{"label": label, "is_num": column in grid.numeric} for column, label in enumerate(grid.headers)],
        "rows": [[_cell(grid, column, cell) for column, cell in enumerate(row)] for row in grid.rows],
    }


def _cell(grid: Grid, column: int, cell: Cell) -> dict[str, Any]:
    return {
        "label": grid.headers[column],
        "text": str(cell),
        "tone": cell.tone if isinstance(cell, Mark) else "",
        "is_num": column in grid.numeric,
    }

"""A parquet file written block after block, so that memory does not grow with the number of contracts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from bareme.synth.contrats import PREFIX, World, draw_block
from bareme.synth.population import population
from bareme.synth.proportions import Proportions

BLOCK = 125_000
"""Contracts of one block, and of one row group of the file."""

_LABEL = {
    "synthetique": "oui",
    "avertissement": f"Contrats inventés par bareme synth : aucun n’existe. Chaque numéro commence par {PREFIX}.",
}


def write_synth(count: int, seed: int, destination: Path) -> Proportions:
    """Draw `count` contracts and write them. The same count and seed give the same bytes."""
    world, obtained = World(population(), seed), Proportions()

    def blocks(*_pushed_down: object) -> Iterator[pl.DataFrame]:
        for block in draw_blocks(world, count):
            obtained.add(block)
            yield block

    lazy = register_io_source(blocks, schema=draw_block(world, 0, (0, 1, 1)).schema)
    label = {**_LABEL, "graine": str(seed), "contrats": str(count)}
    lazy.sink_parquet(
        destination,
        compression="zstd",
        row_group_size=BLOCK,
        metadata={"bareme": json.dumps(label, ensure_ascii=False)},
        maintain_order=True,
    )
    return obtained


def draw_blocks(world: World, count: int) -> Iterator[pl.DataFrame]:
    """The contracts, a block at a time."""
    width = len(str(max(count - 1, 0)))
    for block, first in enumerate(range(0, count, BLOCK)):
        yield draw_block(world, block, (first, min(first + BLOCK, count), width))

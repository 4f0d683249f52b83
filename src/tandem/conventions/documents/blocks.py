"""Read the text of a clause as paragraphs and lists, without changing a word of it.

« • », « ▪ » and « - » at the start of a line become real list items; one mark inside another makes a deeper level.
"""

import re
from typing import NamedTuple

BULLET = re.compile(r"\s*([•▪–-])\s+(\S.*)")


class Item(NamedTuple):
    """One item of a list, with the list under it."""

    text: str
    items: tuple["Item", ...] = ()


class Block(NamedTuple):
    """A paragraph (its lines, as they were broken) or a list (its items)."""

    lines: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and the lists of a text, in its order."""
    blocks: list[Block] = []
    lines: list[str] = []
    bullets: list[tuple[int, str]] = []
    marks: list[str] = []

    def close_lines():
        if lines:
            blocks.append(Block(lines=tuple(lines)))
            lines.clear()

    def close_bullets():
        if bullets:
            blocks.append(Block(items=_nested(bullets)))
            bullets.clear()
            marks.clear()

    for line in text.split("\n"):
        found = BULLET.fullmatch(line)
        if found:
            close_lines()
            bullets.append((_level(marks, found[1]), found[2]))
        elif line.strip():
            close_bullets()
            lines.append(line)
        else:
            close_lines()
    close_lines()
    close_bullets()
    return tuple(blocks)


def _level(marks: list[str], mark: str) -> int:
    """Return how deep a mark stands, and remember it among the marks open above."""
    if mark in marks:
        del marks[marks.index(mark) + 1 :]
    else:
        marks.append(mark)
    return len(marks) - 1


def _nested(bullets: list[tuple[int, str]]) -> tuple[Item, ...]:
    """Return the items of the first level, each with those that follow it deeper."""
    found = []
    start = 0
    while start < len(bullets):
        level, text = bullets[start]
        end = start + 1
        while end < len(bullets) and bullets[end][0] > level:
            end += 1
        found.append(Item(text, _nested(bullets[start + 1 : end])))
        start = end
    return tuple(found)


def blocks_from(rows: list) -> tuple[Block, ...]:
    """Return blocks as they were, from the JSON where named tuples became lists."""
    return tuple(Block(tuple(lines), tuple(map(_item_from, items))) for lines, items in rows)


def _item_from(row: list) -> Item:
    text, items = row
    return Item(text, tuple(map(_item_from, items)))

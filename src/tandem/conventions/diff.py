"""A readable difference of two texts, by paragraph then by word, and of two fiches, field by field.

Pure. What was is rebuilt exactly from the parts that stay and go, what becomes from the parts that stay and come.
A word keeps the space before it, and the French punctuation and no-break spaces that touch it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

PARAGRAPH = re.compile(r"[^\n]*\n|[^\n]+")
WORD = re.compile(r"[ \t]*[^ \t\n]+|[ \t]+|\n")
"""U+00A0 and U+202F are not spaces here: « : » stays with the word before it."""

MAX_DEPTH = 12
GAP_CELLS = 40_000
ALL_CELLS = 2_000_000
"""Beyond these, what differs is told as a whole: a text of 60 000 characters is always compared in bounded time."""
KEPT_SHARE = 3
"""A rewritten passage of which less than a third stays is easier to read whole, before then after."""


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Segment(NamedTuple):
    """A piece of text and what became of it."""

    kind: Change
    text: str


class Passage(NamedTuple):
    """One paragraph with its changes, or a run of so many paragraphs without any."""

    segments: tuple[Segment, ...]
    paragraphs: int = 1

    @property
    def is_same(self) -> bool:
        return all(segment.kind == Change.SAME for segment in self.segments)


class FieldChange(NamedTuple):
    """A field of a fiche before and after, under its label; empty when it did not exist."""

    key: str
    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def passages(self) -> list[Passage]:
        return passages(self.before, self.after)


def differences(before: str, after: str) -> list[Segment]:
    """Return the segments of both texts in order; what goes comes before what replaces it."""
    budget = [ALL_CELLS]
    found: list[Segment] = []
    for old, new in _aligned(PARAGRAPH.findall(before), PARAGRAPH.findall(after), budget):
        gone, come = "".join(old), "".join(new)
        if gone == come:
            found.append(Segment(Change.SAME, gone))
        else:
            found += _by_word(gone, come, budget)
    return _merged(found)


def _by_word(before: str, after: str, budget: list[int]) -> list[Segment]:
    found = []
    for old, new in _aligned(WORD.findall(before), WORD.findall(after), budget):
        gone, come = "".join(old), "".join(new)
        if gone == come:
            found.append(Segment(Change.SAME, gone))
        else:
            found += [Segment(Change.REMOVED, gone), Segment(Change.ADDED, come)]
    kept = sum(len(segment.text) for segment in found if segment.kind == Change.SAME)
    if kept * KEPT_SHARE < min(len(before), len(after)):
        return [Segment(Change.REMOVED, before), Segment(Change.ADDED, after)]
    return found


def _merged(segments: Sequence[Segment]) -> list[Segment]:
    """Join neighbours: between two parts that stay, one that goes then one that comes."""
    found: list[Segment] = []
    gone = come = ""
    for segment in [*segments, Segment(Change.SAME, "")]:
        if segment.kind == Change.REMOVED:
            gone += segment.text
        elif segment.kind == Change.ADDED:
            come += segment.text
        else:
            found += [part for part in (Segment(Change.REMOVED, gone), Segment(Change.ADDED, come)) if part.text]
            if found and found[-1].kind == Change.SAME and not (gone or come):
                found[-1] = Segment(Change.SAME, found[-1].text + segment.text)
            elif segment.text:
                found.append(segment)
            gone = come = ""
    return found


Pieces = tuple[Sequence[str], Sequence[str]]


def _aligned(old: Sequence[str], new: Sequence[str], budget: list[int], depth: int = 0) -> Iterator[Pieces]:
    """Cut two lists of pieces into pairs, equal or different, in order.

    What begins and ends alike is set apart; then the pieces that each list holds once (a « patience » difference);
    then, if little remains, its longest common parts.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield old[:head], new[:head]
    yield from _between(old[head : len(old) - tail], new[head : len(new) - tail], budget, depth)
    yield old[len(old) - tail :], new[len(new) - tail :]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    limit = min(len(old), len(new))
    return next((place for place in range(limit) if old[place] != new[place]), limit)


def _between(old: Sequence[str], new: Sequence[str], budget: list[int], depth: int) -> Iterator[Pieces]:
    anchors = _anchors(old, new) if old and new and depth < MAX_DEPTH else []
    if anchors:
        left = right = 0
        for first, second in [*anchors, (len(old), len(new))]:
            yield from _aligned(old[left:first], new[right:second], budget, depth + 1)
            yield old[first : first + 1], new[second : second + 1]
            left, right = first + 1, second + 1
        return
    cells = len(old) * len(new)
    if not cells or cells > min(GAP_CELLS, budget[0]):
        yield old, new
        return
    budget[0] -= cells
    for _, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield old[first:last], new[start:end]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest run, in the order of both lists, of pieces that each holds exactly once."""
    often, often_new = Counter(old), Counter(new)
    places = {piece: place for place, piece in enumerate(new) if often_new[piece] == 1}
    pairs = [(place, places[piece]) for place, piece in enumerate(old) if often[piece] == 1 and piece in places]
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for rank, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1], ends[pile : pile + 1] = [second], [rank]
    found = []
    rank = ends[-1] if ends else -1
    while rank >= 0:
        found.append(pairs[rank])
        rank = before[rank]
    return found[::-1]


def passages(before: str, after: str) -> list[Passage]:
    """Return the differences paragraph by paragraph; those without any are gathered, with their number."""
    found: list[Passage] = []
    for paragraph in _paragraphs(differences(before, after)):
        passage = Passage(tuple(paragraph))
        if passage.is_same and found and found[-1].is_same:
            last = found.pop()
            text = "".join(segment.text for segment in (*last.segments, *passage.segments))
            passage = Passage((Segment(Change.SAME, text),), last.paragraphs + 1)
        found.append(passage)
    return found


def _paragraphs(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Cut segments at the end of each paragraph; a blank line that stays says nothing.

    What replaces the end of a paragraph is read in the same one.
    """
    current: list[Segment] = []
    for rank, (kind, text) in enumerate(segments):
        is_replaced = kind == Change.REMOVED and rank + 1 < len(segments) and segments[rank + 1].kind == Change.ADDED
        pieces = PARAGRAPH.findall(text)
        for number, piece in enumerate(pieces, start=1):
            if not piece.strip() and kind == Change.SAME and not current:
                continue
            current.append(Segment(kind, piece))
            if piece.endswith("\n") and not (is_replaced and number == len(pieces)):
                yield current
                current = []
    if current:
        yield current

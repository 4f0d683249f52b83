"""What a text still leaves open: blanks (« X », « xxx », « n° ….. du ….. », « [à compléter : …] ») and alternatives.

A document is not finalised while one remains (R156, R262, R263). After the vote, only blanks may still be filled and
alternatives chosen: `fills` tells whether a new wording does that and nothing else.
"""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

BLANKS = (
    # « n° ….. du ….. », and any run of dots that stands for missing words; « etc… » and « accompagnés… » are prose.
    ("points", re.compile(r"n°\s*(?:…|\.{2,})[…. ]*(?:\s*du\s*[…. ]*)?|(?<![\w…])(?:…\.{1,}|\.{4,})[….]*")),
    ("xxx", re.compile(r"(?<!\w)[xX]{3,}(?!\w)")),
    ("X", re.compile(r"(?<![\w’'-])(?:Mr/Mme|M\./Mme|Mme/M\.)\s+X(?!\w)|(?<![\w’'.-])X(?![\w’'-]|\.\d)")),
    ("à compléter", re.compile(r"\[\s*(?:à compléter|à préciser)[^\]]*\]", re.IGNORECASE)),
    ("signataires", re.compile(r"\A\s*Signataires\s*\Z")),
    ("adresse", re.compile(r"\(\s*(?:adresse|nom|date|qualité)\s*\)")),
)
"""Kind of blank, and how it is printed. « X » alone only as a word: « Groupe X », not « XML »."""
ALTERNATIVE = re.compile(r"\(\s*ou\b[^()]*\)", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n+")
AROUND = 40


class Placeholder(NamedTuple):
    """One thing left open: where it starts and ends in its text, what it is, and the words around it."""

    start: int
    end: int
    kind: str
    printed: str
    around: str


def placeholders_of(text: str) -> list[Placeholder]:
    """Return everything that a text leaves open, in its order, each place once."""
    blanks = _Spans()
    for kind, pattern in BLANKS:
        for match in pattern.finditer(text):
            blanks.keep(match.start(), match.end(), kind)
    found = _Spans()
    for match in ALTERNATIVE.finditer(text):
        found.keep(match.start(), match.end(), "alternative")
    for start, end, kind in blanks.rows:
        found.keep(start, end, kind)
    return [
        Placeholder(start, end, kind, text[start:end].strip(), _around(text, start, end))
        for start, end, kind in found.rows
    ]


class _Spans:
    """Spans that never overlap, in order: the first kept wins. Thousands of blanks are found in a blink."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, str]] = []

    def keep(self, start: int, end: int, kind: str) -> None:
        """Keep a span unless one is there already."""
        place = bisect_left(self.rows, (start,))
        follows = place < len(self.rows) and self.rows[place][0] < end
        precedes = place > 0 and self.rows[place - 1][1] > start
        if not follows and not precedes:
            self.rows.insert(place, (start, end, kind))


def _around(text: str, start: int, end: int) -> str:
    before = text[max(0, start - AROUND) : start].rsplit("\n", maxsplit=1)[-1]
    after = text[end : end + AROUND].split("\n", maxsplit=1)[0]
    head = "…" if start > AROUND and "\n" not in text[start - AROUND : start] else ""
    tail = "…" if end + AROUND < len(text) and "\n" not in text[end : end + AROUND] else ""
    return f"{head}{before}{text[start:end]}{after}{tail}".strip()


def fills(before: str, after: str) -> bool:
    """Whether `after` is `before` with its blanks filled and its alternatives chosen, and nothing else changed.

    The sentence that holds something open may be rewritten, or taken away, as a whole; every other one stays.
    """
    if before == after:
        return True
    spans = _open_sentences(before)
    if not spans:
        return False
    bounds = [0, *(bound for span in spans for bound in span), len(before)]
    kept = [before[bounds[index] : bounds[index + 1]] for index in range(0, len(bounds), 2)]
    return _holds_in_order(after, kept)


def _holds_in_order(text: str, kept: list[str]) -> bool:
    """Whether a text begins with the first of these parts, ends with the last, and holds the others between them."""
    first, *middle, last = kept
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    place, limit = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, limit)
        if found < 0:
            return False
        place = found + len(part)
    return True


def _open_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences that leave something open, merged and in order."""
    bounds = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    spans: list[tuple[int, int]] = []
    for hole in placeholders_of(text):
        start = bounds[bisect_right(bounds, hole.start) - 1]
        end = bounds[bisect_left(bounds, hole.end)]
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans

"""Bar charts as SVG, drawn once by Vega-Lite: the same picture on a page and in a PDF, next to its data table.

The drawing carries no style attribute (the security policy of the pages forbids them) and no name: whoever shows it
says what it is.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import altair as alt
import vl_convert
from lxml import etree

FONTS = Path(__file__).parent / "fonts"
FONT = "Source Sans 3, Segoe UI, system-ui, sans-serif"
INK, LINE, PALE = "#1b2327", "#c9c2b6", "#9fb0b8"
LABEL_WIDTH = 240
UNWANTED = {"role", "class", "style"}

# The converter runs one script engine; two requests may not drive it at once.
_LOCK = Lock()
vl_convert.register_font_directory(str(FONTS))


class DrawnBar(NamedTuple):
    """One bar: its label, its exact value, and that value in words."""

    label: str
    value: int
    text: str


class _Drawing(NamedTuple):
    """All that a picture depends on: two equal drawings are drawn once."""

    bars: tuple[DrawnBar, ...]
    colour: str
    focus: int | None
    width: int
    step: int
    size: int


def bars_svg(
    bars: Sequence[DrawnBar], *, colour: str, focus: int | None = None, width: int = 560, step: int = 34, size: int = 14
) -> str:
    """Return horizontal bars; with `focus`, all but that one are pale. `step` and `size` are in pixels."""
    return _drawn(_Drawing(tuple(bars), colour, focus, width, step, size))


@lru_cache(maxsize=128)
def _drawn(drawing: _Drawing) -> str:
    rows = [
        {**bar._asdict(), "rank": rank, "tint": drawing.colour if drawing.focus in {None, rank} else PALE}
        for rank, bar in enumerate(drawing.bars)
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("rank:O", title=None, axis=alt.Axis(labelExpr=_labels(drawing.bars), labelLimit=LABEL_WIDTH)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(zero=True, nice=False)),
    )
    tint = alt.Color("tint:N", scale=None)
    bars = base.mark_bar(height=drawing.step * 5 // 8, cornerRadiusEnd=3).encode(color=tint)
    words = base.mark_text(align="left", dx=6, color=INK, fontSize=drawing.size).encode(text="text:N")
    spec = (
        (bars + words)
        .properties(width=drawing.width, height=alt.Step(drawing.step))
        .configure(font=FONT, background="transparent", padding={"left": 0, "top": 2, "right": 6, "bottom": 2})
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=drawing.size, labelColor=INK, domainColor=LINE, ticks=False, labelPadding=8)
        .to_dict()
    )
    with _LOCK:
        return _plain(vl_convert.vegalite_to_svg(spec))


def _labels(bars: tuple[DrawnBar, ...]) -> str:
    """Write the labels by rank: two bars may bear the same label."""
    names = [bar.label.replace("\\", "\\\\").replace("'", "\\'") for bar in bars]
    return "[" + ",".join(f"'{name}'" for name in names) + "][datum.value]"


def _plain(svg: str) -> str:
    root = etree.fromstring(svg.encode())
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith("aria-") or name in UNWANTED]:
            del element.attrib[name]
    return etree.tostring(root, encoding="unicode")

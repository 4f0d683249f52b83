"""Bar charts as inline SVG, each with its data table; drawn by Vega-Lite on the server, no script in the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import vl_convert
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tandem.web.theme import DEFAULT_BRAND

FONT = "Source Sans 3, Segoe UI, system-ui, sans-serif"
INK, LINE = "#1b2327", "#c9c2b6"
STYLE_ATTRIBUTE = re.compile(r'\s+style="[^"]*"')
WIDTH, STEP = 560, 34
LABEL_WIDTH = 240


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: its label, its exact value and that value in words."""

    label: str
    value: int
    text: str


def bar_chart(title: str, bars: Sequence[Bar], *, value_label: str, colour: str = DEFAULT_BRAND) -> SafeString:
    """Return a figure: horizontal bars with their values in words, and the same values as a table."""
    picture = _svg(tuple((bar.label, bar.value, bar.text) for bar in bars), colour)
    context = {"title": title, "bars": bars, "value_label": value_label}
    return render_to_string("components/chart.html", {**context, "picture": mark_safe(picture)})  # noqa: S308


@lru_cache(maxsize=128)
def _svg(bars: tuple[tuple[str, int, str], ...], colour: str) -> str:
    """Draw the bars; the same figures are drawn once. Style attributes go: the security policy forbids them."""
    rows = [{"label": label, "value": value, "text": text} for label, value, text in bars]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(zero=True)),
    )
    drawing = base.mark_bar(color=colour, height=18, cornerRadiusEnd=3) + base.mark_text(
        align="left", dx=6, color=INK, fontSize=14
    ).encode(text="text:N")
    spec = (
        drawing.properties(width=WIDTH, height=alt.Step(STEP))
        .configure(font=FONT, background="transparent", padding={"left": 0, "top": 4, "right": 90, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=14, labelColor=INK, domainColor=LINE, ticks=False, labelPadding=8)
        .to_dict()
    )
    svg = STYLE_ATTRIBUTE.sub("", vl_convert.vegalite_to_svg(spec))
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)

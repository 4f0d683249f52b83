"""Bar charts as inline SVG, each with its data table; drawn on the server (tandem.pictures), no script in the page."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tandem.pictures import DrawnBar as Bar
from tandem.pictures import bars_svg
from tandem.web.theme import DEFAULT_BRAND

__all__ = ["Bar", "bar_chart"]


def bar_chart(
    title: str, bars: Sequence[Bar], *, value_label: str, colour: str = DEFAULT_BRAND, **drawing: int | None
) -> SafeString:
    """Return a figure: horizontal bars with their values in words, and the same values as a table.

    `drawing` goes to `bars_svg`: focus, width, step, size.
    """
    picture = bars_svg(bars, colour=colour, **drawing)
    picture = picture.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    context = {"title": title, "bars": bars, "value_label": value_label}
    return render_to_string("components/chart.html", {**context, "picture": mark_safe(picture)})  # noqa: S308

"""Show the text of a document: what it leaves open is marked, nothing else is changed."""

from django import template
from django.utils.html import conditional_escape, format_html, mark_safe

from tandem.conventions.placeholders import placeholders_of

register = template.Library()


@register.filter
def marked(text):
    """{{ line|marked }}: the line, with each blank and each open alternative in a <mark>."""
    pieces, end = [], 0
    for hole in placeholders_of(text):
        pieces.append(conditional_escape(text[end : hole.start]))
        pieces.append(format_html("<mark>{}</mark>", text[hole.start : hole.end]))
        end = hole.end
    pieces.append(conditional_escape(text[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped just above

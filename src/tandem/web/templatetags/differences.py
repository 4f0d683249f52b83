"""A difference of two texts on a page: what goes is struck, what comes is underlined, and both are said in words."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tandem.conventions.diff import Change, Passage, Segment, passages
from tandem.web.templatetags.components import _icon

register = template.Library()

MARKS = {Change.REMOVED: ("del", "supprimé : "), Change.ADDED: ("ins", "ajouté : ")}
SHORT = 160
"""A paragraph without change is shown when it is no longer than this; longer ones fold."""


@register.simple_tag
def text_diff(before, after):
    """{% text_diff change.before change.after %}: paragraph by paragraph, those without change folded."""
    if before == after:
        return format_html('<p class="hint">Sans changement.</p>')
    return format_html(
        '<div class="diff">{}</div>', format_html_join("", "{}", ((_passage(one),) for one in passages(before, after)))
    )


def _passage(passage: Passage) -> SafeString:
    if not passage.is_same:
        parts = ((_segment(segment),) for segment in passage.segments)
        return format_html("<p>{}</p>", format_html_join("", "{}", parts))
    text = "".join(segment.text for segment in passage.segments).strip("\n")
    if passage.paragraphs == 1 and len(text) <= SHORT:
        return format_html('<p class="diff-same">{}</p>', text)
    many = "s" if passage.paragraphs > 1 else ""
    return format_html(
        '<details class="disclosure diff-same"><summary><span class="chevron">{}</span>Sans changement : '
        '{} alinéa{}</summary><div class="disclosure-body">{}</div></details>',
        _icon("chevron-right"),
        passage.paragraphs,
        many,
        text,
    )


def _segment(segment: Segment) -> SafeString:
    """Return a piece of text; the space before a word stays out of its mark."""
    text = segment.text.rstrip("\n")
    if segment.kind == Change.SAME:
        return format_html("{}", text)
    tag, said = MARKS[segment.kind]
    bare = text.lstrip(" \t")
    if not bare:
        return format_html('<{0}><span class="sr-only">{1}</span>¶</{0}>', tag, said)
    return format_html('{3}<{0}><span class="sr-only">{1}</span>{2}</{0}>', tag, said, bare, text[: -len(bare)])

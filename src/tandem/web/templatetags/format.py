"""Filters that write figures and dates in French; a missing value shows « — » and is read « non renseigné »."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from tandem import formats

register = template.Library()

MISSING = mark_safe('<span class="missing" aria-hidden="true">—</span><span class="sr-only">non renseigné</span>')


def _or_missing(value, write, *args) -> str | SafeString:
    """Write a value that is there, the missing mark otherwise ("" is a missing string, 0 is a value)."""
    return MISSING if value is None or value == "" else write(value, *args)


@register.filter
def euros(value, decimals=None):
    """{{ amount|euros }} is 20 270 000 €; {{ base|euros:4 }} is 638,1097 €."""
    return _or_missing(value, formats.euros, decimals)


@register.filter
def signed_euros(value, decimals=None):
    """{{ gap|signed_euros }} is +1 250 € or −1 €."""
    return _or_missing(value, formats.signed_euros, decimals)


@register.filter
def centimes(value):
    """{{ centimes|centimes }} writes an integer number of centimes: 638,11 €."""
    return _or_missing(value, formats.euros_from_centimes)


@register.filter
def nombre(value, decimals=None):
    """{{ contrats|nombre }} is 30 118; {{ fraction|nombre:4 }} is 638,1097."""
    return _or_missing(value, formats.number, decimals)


@register.filter
def pourcentage(value, decimals=1):
    """{{ share|pourcentage }} is 75,8 % for a share of 1; {{ rate|pourcentage:0 }} is 15 %."""
    return _or_missing(value, formats.percentage, decimals)


@register.filter
def date_fr(value, form="long"):
    """{{ day|date_fr }} is 5 juillet 2023; {{ day|date_fr:"court" }} is 05/07/2023."""
    write = formats.short_date if form == "court" else formats.long_date
    return _or_missing(value, write)


@register.filter
def moment_fr(value):
    """{{ created_at|moment_fr }} is 5 juillet 2023 à 14 h 05."""
    return _or_missing(value, formats.long_moment)


@register.filter
def siret(value):
    """{{ organisation.siret|siret }} is 123 456 789 00012."""
    return _or_missing(value, formats.siret)


@register.filter
def renseigne(value):
    """{{ text|renseigne }} is the text, or the missing mark when there is none."""
    return _or_missing(value, lambda text: text)

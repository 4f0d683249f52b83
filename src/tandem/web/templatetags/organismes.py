"""Filters of the directory of organisations."""

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def eve(day):
    """{{ period.upper|eve }}: the last day of a period whose end is the first day outside it."""
    return day - timedelta(days=1)

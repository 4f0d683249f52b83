"""Controls that many forms share."""

from datetime import date

from django import forms
from django.utils.dateparse import parse_date

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
"""A day, picked in the browser's own calendar."""


def day_sent(text: str) -> date | None:
    """Return the day that its picker sent; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None

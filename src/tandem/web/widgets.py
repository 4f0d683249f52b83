"""Controls that many forms share."""

from django import forms

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
"""A day, picked in the browser's own calendar."""

"""The forms of the directory."""

from django import forms


class DateForm(forms.Form):
    """The day on which branches are counted."""

    au = forms.DateField(
        label="Branches au",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Cette date est illisible : choisissez un jour du calendrier."},
    )

"""The forms of the directory."""

from django import forms

from tandem.web.widgets import DAY


class DateForm(forms.Form):
    """The day on which branches are counted."""

    au = forms.DateField(
        label="Branches au",
        widget=DAY,
        error_messages={"invalid": "Cette date est illisible : choisissez un jour du calendrier."},
    )


class RepresentantForm(forms.Form):
    """Who represents the organisation, from a day on."""

    nom = forms.CharField(label="Prénom et nom", max_length=255)
    qualite = forms.CharField(label="Qualité", max_length=255, help_text="Par exemple : Président, Vice-Présidente.")
    starts_on = forms.DateField(label="Depuis le", widget=DAY)
    is_signataire = forms.BooleanField(label="Signe pour l’organisation", required=False, initial=True)


class EndForm(forms.Form):
    """The last day of an office."""

    ends_on = forms.DateField(label="Jusqu’au", widget=DAY)

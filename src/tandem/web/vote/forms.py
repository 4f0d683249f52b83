"""Forms of the vote and of the corrections."""

from django import forms

from tandem.actes.enums import Organe
from tandem.campagnes.actions.acts import Act
from tandem.campagnes.current import Amounts
from tandem.organisations.models import Organisation
from tandem.web.widgets import DAY


class ActForm(forms.Form):
    """The délibération, as its minutes give it."""

    numero = forms.CharField(label="Numéro de la délibération", max_length=12, help_text="Par exemple : CP 2023-247.")
    date = forms.DateField(label="Date de la séance", widget=DAY)
    organe = forms.ChoiceField(label="Organe délibérant", choices=Organe.choices)
    objet = forms.CharField(label="Objet", max_length=500)

    def act(self) -> Act:
        """Return what the form says of the act."""
        data = self.cleaned_data
        return Act(numero=data["numero"], date=data["date"], organe=Organe(data["organe"]), objet=data["objet"])


class CorrectionForm(ActForm):
    """The differences that a new act brings to what was voted for one OF-CFA: signed whole euros."""

    of_cfa = forms.ModelChoiceField(label="OF-CFA", queryset=Organisation.objects.none(), empty_label="Choisir…")
    majoration = forms.IntegerField(label="Écart de majoration", initial=0, help_text="Négatif pour une baisse.")
    dont_bonus_vert = forms.IntegerField(label="dont écart de bonus vert", initial=0)
    exceptionnelle = forms.IntegerField(label="Écart de majoration exceptionnelle", initial=0)
    contrats = forms.IntegerField(label="Écart du nombre de contrats", initial=0)
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))

    field_order = (
        "of_cfa",
        "majoration",
        "dont_bonus_vert",
        "exceptionnelle",
        "contrats",
        "motif",
        "numero",
        "date",
        "organe",
        "objet",
    )

    def __init__(self, *args, organismes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of_cfa"].queryset = organismes
        self.fields["numero"].label = "Numéro de la délibération rectificative"

    def change(self) -> Amounts:
        """Return the signed differences."""
        data = self.cleaned_data
        return Amounts(data["majoration"], data["dont_bonus_vert"], data["exceptionnelle"], data["contrats"])

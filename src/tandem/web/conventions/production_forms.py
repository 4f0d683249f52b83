"""Form of a shared production."""

from django import forms

from tandem.campagnes.pieces import ACCEPTED
from tandem.conventions.enums import NatureProduction
from tandem.conventions.evidence import SentFile
from tandem.conventions.models import Fiche
from tandem.organisations.models import Organisation


class ProductionForm(forms.Form):
    """What the parties make or say together."""

    nature = forms.ChoiceField(label="Nature", choices=NatureProduction.choices)
    titre = forms.CharField(label="Titre", max_length=255)
    texte = forms.CharField(
        label="Contenu, ou adresse où le lire",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="C’est ce que chaque partie valide : il ne change plus une fois proposé.",
    )
    owners = forms.ModelMultipleChoiceField(
        label="Propriétaires", queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    fiche = forms.ModelChoiceField(
        label="Fiche action",
        queryset=Fiche.objects.none(),
        required=False,
        empty_label="Aucune",
        help_text="Une charte est toujours attachée à une fiche.",
    )
    piece = forms.FileField(label="Fichier", required=False, allow_empty_file=True, help_text=f"Un fichier {ACCEPTED}.")

    def __init__(self, *args, convention, **kwargs):
        super().__init__(*args, **kwargs)
        parties = convention.parties.order_by("rank").values("organisation")
        self.fields["owners"].queryset = Organisation.objects.filter(pk__in=parties).order_by("nom")
        self.fields["fiche"].queryset = convention.fiches.shared().order_by("axe__numero", "numero", "pk")

    def values(self) -> dict:
        """Return what the action takes; the form is valid."""
        data = dict(self.cleaned_data)
        sent = data.pop("piece")
        return data | {"piece": SentFile(sent.name, sent.read()) if sent is not None else None}

"""Forms of the instruction."""

from django import forms

from tandem.campagnes.actions.exceptionnelle import Proposal
from tandem.campagnes.enums import MotifExceptionnel
from tandem.formats import number
from tandem.organisations.models import Organisation


class EvaluationForm(forms.Form):
    """The note of one qualitative criterion; `vue` is the moment of the note that the person has before their eyes."""

    points = forms.DecimalField(label="Points", max_digits=8, decimal_places=3, min_value=0, localize=True)
    justification = forms.CharField(
        label="Justification",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce qui, au dossier, fonde la note. Elle pourra être lue par l’OF-CFA.",
    )
    piece = forms.ModelChoiceField(
        label="Pièce à l’appui", queryset=None, required=False, empty_label="Aucune", help_text="Pièces du dossier."
    )
    vue = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, pieces, highest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["piece"].queryset = pieces
        shown = number(highest, 0 if highest.denominator == 1 else 3)
        self.fields["points"].help_text = f"De 0 à {shown}."


class ExceptionnelleForm(forms.Form):
    """A proposal of majoration exceptionnelle (R104-R107); amounts in whole euros."""

    of_cfa = forms.ModelChoiceField(label="OF-CFA", queryset=Organisation.objects.none(), empty_label="Choisir…")
    montant = forms.IntegerField(label="Montant proposé", min_value=1, max_value=999_999_999)
    deficit_previsionnel = forms.IntegerField(
        label="Déficit prévisionnel",
        min_value=0,
        max_value=999_999_999,
        required=False,
        help_text="De l’année de la campagne, en valeur positive.",
    )
    apprentis = forms.IntegerField(label="Nombre d’apprentis", min_value=0, max_value=999_999, required=False)
    motifs = forms.MultipleChoiceField(
        label="Motifs", choices=MotifExceptionnel.choices, widget=forms.CheckboxSelectMultiple
    )
    texte = forms.CharField(
        label="Exposé du motif",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Imprimé tel quel au rapport présenté aux élus.",
    )

    def __init__(self, *args, organismes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of_cfa"].queryset = organismes

    def proposal(self) -> Proposal:
        """Return what the form proposes."""
        data = self.cleaned_data
        return Proposal(
            montant=data["montant"],
            deficit_previsionnel=data["deficit_previsionnel"],
            apprentis=data["apprentis"],
            motifs=data["motifs"],
            texte=data["texte"],
        )


class InteretForm(forms.Form):
    """One's own link with an OF-CFA."""

    of_cfa = forms.ModelChoiceField(label="OF-CFA", queryset=Organisation.objects.none(), empty_label="Choisir…")
    nature = forms.CharField(
        label="Nature du lien",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mandat, emploi passé, lien familial… sans nommer d’autre personne que vous.",
    )

    def __init__(self, *args, organismes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["of_cfa"].queryset = organismes

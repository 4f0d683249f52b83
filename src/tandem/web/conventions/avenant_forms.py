"""Forms of an avenant: its object, and the texts of one clause or of one fiche."""

from django import forms

from tandem.conventions.actions.avenants import MAX_OBJET
from tandem.conventions.models import ModeleFiche

LONG = 90
"""A text longer than this, or on several lines, is written in a large field."""


class AvenantForm(forms.Form):
    """What an avenant is for."""

    objet = forms.CharField(
        label="Objet de l’avenant",
        max_length=MAX_OBJET,
        help_text="Une phrase : ce que l’avenant change, et pourquoi.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ClauseForm(forms.Form):
    """The new wording of a clause."""

    titre = forms.CharField(label="Titre", max_length=255, required=False)
    texte = forms.CharField(label="Nouvelle rédaction", widget=forms.Textarea(attrs={"rows": 18}))


class NewClauseForm(ClauseForm):
    """A clause that the avenant adds, and its place."""

    numero = forms.CharField(
        label="Numéro d’article",
        max_length=20,
        required=False,
        help_text="Par exemple : 5 bis. Sans lui, un titre suffit.",
    )
    follows = forms.ChoiceField(label="Placée après", required=False)
    field_order = ("numero", "titre", "follows", "texte")

    def __init__(self, *args, clauses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["titre"].required = True
        self.fields["texte"].label = "Texte"
        choices = [(clause.code, str(clause)[:120]) for clause in clauses]
        self.fields["follows"].choices = [("", "Le dernier article"), *choices]


class FicheTextsForm(forms.Form):
    """The texts of a fiche under the labels of its template; each field is named by its key."""

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, initial={text.key: text.text for text in texts}, **kwargs)
        for text in texts:
            is_long = len(text.text) > LONG or "\n" in text.text or "contenu" in text.key
            widget = forms.Textarea(attrs={"rows": max(3, min(12, text.text.count("\n") + len(text.text) // 90 + 2))})
            self.fields[text.key] = forms.CharField(
                label=text.label, required=text.required, widget=widget if is_long else forms.TextInput
            )


class NewFicheForm(forms.Form):
    """Where a fiche that the avenant adds goes, and on which template it is written."""

    numero = forms.CharField(label="Numéro", max_length=10, help_text="Par exemple : 2.4.")
    axe = forms.ModelChoiceField(label="Axe", queryset=None)
    modele = forms.ModelChoiceField(label="Modèle de fiche", queryset=ModeleFiche.objects.order_by("nom"))

    def __init__(self, *args, convention, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["axe"].queryset = convention.axes.order_by("numero")

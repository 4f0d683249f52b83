"""Forms of the preparation and of the life of a campaign."""

from django import forms

from tandem.campagnes.models import Campagne, Reglement

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class CampagneForm(forms.Form):
    """What is decided before the opening. Amounts in whole euros."""

    annee = forms.IntegerField(label="Année", min_value=2019, max_value=2100)
    titre = forms.CharField(label="Titre", max_length=255, help_text="Tel qu’il paraîtra au rapport et aux courriers.")
    ouverture = forms.DateTimeField(label="Ouverture du dépôt", widget=MOMENT, help_text="Heure de Paris.")
    cloture = forms.DateTimeField(label="Clôture du dépôt", widget=MOMENT, help_text="Heure de Paris.")
    reglement = forms.ModelChoiceField(
        label="Règlement d’intervention",
        queryset=Reglement.objects.none(),
        empty_label="Choisir…",
        help_text="Les critères, les taux et les plafonds qui s’appliqueront.",
    )
    enveloppe = forms.DecimalField(
        label="Enveloppe", max_digits=12, decimal_places=0, min_value=1, help_text="Hors majoration exceptionnelle."
    )
    dotation = forms.DecimalField(
        label="Dotation totale",
        max_digits=12,
        decimal_places=0,
        required=False,
        help_text="Majoration exceptionnelle comprise : le total voté ne pourra la dépasser.",
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reglement"].queryset = Reglement.objects.filter(organisation=organisation).defer("contenu")

    @staticmethod
    def initial_of(campagne: Campagne) -> dict:
        """Return what the form shows of a campaign."""
        fields = ("annee", "titre", "ouverture", "cloture", "enveloppe", "dotation")
        return {"reglement": campagne.reglement_id} | {name: getattr(campagne, name) for name in fields}


class CloseForm(forms.Form):
    """A new closing date, with its reason."""

    prefix = "prolonger"
    cloture = forms.DateTimeField(label="Nouvelle clôture", widget=MOMENT, help_text="Heure de Paris.")
    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(CloseForm):
    """The same, for a campaign that was closed."""

    prefix = "rouvrir"


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))


class ReglementForm(forms.Form):
    """A règlement as a YAML file."""

    fichier = forms.FileField(
        label="Fichier du règlement",
        help_text="Un fichier YAML, 512 Ko au plus, vérifié en entier ; à la moindre erreur, rien n’est enregistré.",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
        allow_empty_file=True,
    )

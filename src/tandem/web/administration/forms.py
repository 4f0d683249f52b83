"""The forms of administration."""

from django import forms
from django.utils import timezone

from tandem.organisations.contrast import PAPER, contrast_ratio, refusal
from tandem.organisations.enums import Role
from tandem.organisations.models import Charte
from tandem.territoires.models import Departement

DATE = {"type": "date"}


class DirectionForm(forms.Form):
    """Who receives an access."""

    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="Elle sera son identifiant. Une adresse personnelle, non partagée.",
        error_messages={"invalid": "Cette adresse est illisible\u202f: la forme attendue est nom@organisme.fr."},
    )
    first_name = forms.CharField(label="Prénom", max_length=150)
    last_name = forms.CharField(label="Nom", max_length=150)


class InvitationForm(DirectionForm):
    """Who receives which role in the organisation, and from when."""

    role = forms.ChoiceField(label="Rôle", choices=())
    departement = forms.ModelChoiceField(
        label="Département",
        queryset=Departement.objects.none(),
        required=False,
        help_text="Pour un·e élu·e\u202f: le département que sa synthèse met en avant.",
    )
    starts_on = forms.DateField(
        label="À partir du",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        initial=timezone.localdate,
        error_messages={"invalid": "Cette date est illisible\u202f: choisissez un jour du calendrier."},
    )

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in Role.granted_by(organisation.type)]
        departements = Departement.objects.filter(region=organisation.region_id)
        if organisation.region_id and departements.exists():
            self.fields["departement"].queryset = departements
        else:
            del self.fields["departement"]


class EndForm(forms.Form):
    """The last day of a role."""

    ends_on = forms.DateField(
        label="Dernier jour du rôle",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        initial=timezone.localdate,
        help_text="La date d’hier met fin au rôle à l’instant. Une date à venir le laisse courir jusque-là.",
        error_messages={"invalid": "Cette date est illisible\u202f: choisissez un jour du calendrier."},
    )


class CharteForm(forms.ModelForm):
    """Name, logo and colours of a Région."""

    class Meta:
        model = Charte
        fields = ("nom_affiche", "logo", "couleur_primaire", "couleur_accent")
        widgets = {
            "couleur_primaire": forms.TextInput(attrs={"type": "color"}),
            "couleur_accent": forms.TextInput(attrs={"type": "color"}),
        }
        labels = {"logo": "Logo"}
        help_texts = {
            "nom_affiche": "En haut de chaque page, à la place du nom de la plateforme.",
            "logo": "PNG ou SVG, 300 ko au plus. Il est posé sur la couleur principale.",
            "couleur_primaire": "Bandeau, boutons, liens.",
            "couleur_accent": "Chiffres et repères secondaires.",
        }


class ColourResult:
    """What the contrast of a colour with the pages is, and why it is refused."""

    def __init__(self, label, colour):
        self.label, self.colour = label, colour
        self.refusal = refusal(colour, label.lower())
        self.ratio = None
        if self.refusal is None or "contraste" in self.refusal:
            self.ratio = contrast_ratio(colour, PAPER)

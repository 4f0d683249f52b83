"""Forms of the dossier; that of a formation asks exactly what the règlement of the campaign asks."""

from django import forms

from bareme.display import format_rate
from bareme.majoration.reglement.parts import IndicateurType, Valeurs
from tandem.campagnes.actions.dossier import Identity
from tandem.campagnes.indicateurs import typed_text
from tandem.campagnes.pieces import ACCEPTED, natures_of
from tandem.territoires.models import Departement
from tandem.web.widgets import DAY

HINTS = {
    IndicateurType.EFFECTIF: "Nombre entier, par exemple 12.",
    IndicateurType.TAUX: "En pourcentage, par exemple 45 %.",
    IndicateurType.PART: "En pourcentage, par exemple 45 %.",
    IndicateurType.MONTANT: "En euros, par exemple 1 250,50.",
}
UNKNOWN = ("", "Non renseigné")


class FormationForm(forms.Form):
    """One formation: what names it, its contracts, and every figure behind the criteria."""

    formation = forms.CharField(label="Intitulé de la formation", max_length=255)
    rncp = forms.RegexField(
        r"^RNCP\d{1,6}$",
        label="Code RNCP",
        required=False,
        max_length=12,
        error_messages={"invalid": "Un code comme RNCP37554 est attendu."},
        help_text="« RNCP » suivi du numéro de la fiche.",
    )
    site = forms.CharField(
        label="Site", max_length=255, required=False, help_text="À préciser si la formation a lieu sur plusieurs sites."
    )
    departement = forms.ModelChoiceField(
        label="Département du site", queryset=Departement.objects.none(), required=False, empty_label="Choisir…"
    )
    contrats = forms.IntegerField(
        label="Contrats", min_value=0, max_value=100_000, help_text="Contrats d’apprentissage, verts compris."
    )
    contrats_verts = forms.IntegerField(
        label="Dont contrats verts",
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text="Contrats d’une formation à dimension environnementale.",
    )
    complement = forms.ChoiceField(label="Classe de périmètre financier")

    def __init__(self, *args, reglement, region, **kwargs):
        super().__init__(*args, **kwargs)
        self.reglement = reglement
        self.fields["departement"].queryset = Departement.objects.filter(region=region)
        self.fields["complement"].choices = [
            (code, f"{code} (complément de {format_rate(rate)})" if rate else f"{code} (sans complément)")
            for code, rate in reglement.complements.classes.items()
        ]
        self.groups = [
            (critere, [self._add(indicateur) for indicateur in asked])
            for critere in reglement.criteres
            if (asked := [item for item in critere.indicateurs if item.type is not IndicateurType.QUALITATIF])
        ]
        self.others = [self._add(donnee) for donnee in reglement.donnees]

    @staticmethod
    def initial_of(candidature, reglement) -> dict:
        """Return what the form shows of a draft."""
        figures = {
            code: typed_text(candidature.indicateurs.get(code), kind) for code, kind in reglement.column_types.items()
        }
        return figures | {name: getattr(candidature, name) for name in Identity._fields}

    @property
    def identity(self) -> Identity:
        return Identity(**{name: self.cleaned_data[name] for name in Identity._fields})

    @property
    def figures(self) -> dict[str, str]:
        return {code: str(self.cleaned_data.get(code) or "") for code in self.reglement.column_types}

    def criteres(self):
        """Yield (criterion, its bound fields), in the order of the règlement."""
        return [(critere, [self[code] for code in codes]) for critere, codes in self.groups]

    def other_fields(self):
        return [self[code] for code in self.others]

    def _add(self, asked) -> str:
        self.fields[asked.code] = _field(asked)
        self.fields[asked.code].may_wait = True
        return asked.code


def _field(asked) -> forms.Field:
    """The field of one figure, never required: a draft may wait for it."""
    common = {"label": asked.libelle, "required": False}
    if asked.type is IndicateurType.BOOLEEN:
        return forms.ChoiceField(choices=[UNKNOWN, ("oui", "Oui"), ("non", "Non")], **common)
    bareme = getattr(asked, "bareme", None)
    if isinstance(bareme, Valeurs):
        return forms.ChoiceField(choices=[UNKNOWN, *((value, value.capitalize()) for value in bareme.points)], **common)
    if asked.type is IndicateurType.DATE:
        return forms.DateField(widget=DAY, **common)
    return forms.CharField(max_length=40, help_text=HINTS.get(asked.type, ""), **common)


class PieceForm(forms.Form):
    """A document to attach."""

    nature = forms.ChoiceField(label="Nature de la pièce")
    fichier = forms.FileField(
        label="Fichier", help_text=f"{ACCEPTED} ; 10 Mo au plus, sans donnée nominative.", allow_empty_file=True
    )

    def __init__(self, *args, reglement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nature"].choices = list(natures_of(reglement).items())


class DepositForm(forms.Form):
    """The deposit, with the motive that a late one must give."""

    motive = forms.CharField(
        label="Motif du dépôt hors délai", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

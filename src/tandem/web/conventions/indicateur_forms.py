"""Forms of the indicators, of their values and of the perimeter."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from bareme.tables.fields import FieldError, parse_number
from tandem.conventions.enums import Formule, NatureIndicateur, PeriodeIndicateur, PublicCible, UniteIndicateur
from tandem.conventions.evidence import SentFile
from tandem.conventions.models import Action, Fiche, Indicateur, Partie
from tandem.formats import NARROW_SPACE
from tandem.web.uploads import oversized_uploads
from tandem.web.widgets import DAY

WHOLE = "convention"
ACCEPTED = "Fichier pdf, docx, xlsx, csv, png ou jpg de 10 Mo au plus. Servi en téléchargement seulement."


class ExactField(forms.CharField):
    """A number as French people write it: « 1 250,5 », « 12 », « 45 % »; exact, or nothing."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value):
        """Return a Decimal; None for an empty field."""
        text = super().clean(value).strip().removesuffix("%").removesuffix("€").strip()
        if not text:
            return None
        try:
            number = parse_number(text)
        except FieldError as broken:
            raise forms.ValidationError(
                f"{broken.expected[0].upper()}{broken.expected[1:]}. {broken.remedy}."
            ) from broken
        return Decimal(number.numerator) / Decimal(number.denominator)

    def prepare_value(self, value):
        """Write a kept number with a comma, as short as it is."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class FileMixin:
    """A form with one evidence, whose size is checked while it comes in."""

    def take_file(self, request) -> None:
        """Say that the file was too large to be received."""
        if oversized_uploads(request):
            self.add_error("file", f"Un fichier de 10{NARROW_SPACE}Mo au plus est attendu.")

    @property
    def sent_file(self) -> SentFile | None:
        upload = self.cleaned_data.get("file")
        return SentFile(upload.name, upload.read()) if upload else None


class IndicateurForm(forms.Form):
    """One line of the dictionary."""

    place = forms.ChoiceField(label="Rattaché à")
    libelle = forms.CharField(
        label="Libellé",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Tel que la fiche l’imprime. Par exemple : Nombre de cojobings organisés.",
    )
    nature = forms.ChoiceField(label="Nature", choices=NatureIndicateur.choices, initial=NatureIndicateur.SAISI)
    unite = forms.ChoiceField(label="Unité", choices=UniteIndicateur.choices, help_text="Ce qui est compté.")
    formule = forms.ChoiceField(
        label="Calcul",
        choices=[("", "Aucun"), *Formule.choices],
        required=False,
        help_text="Pour un indicateur calculé par la plateforme seulement.",
    )
    numerateur = forms.CharField(label="Ce qui est compté", max_length=255, required=False, help_text="Le numérateur.")
    denominateur = forms.CharField(
        label="Rapporté à", max_length=255, required=False, help_text="Le dénominateur, pour un pourcentage."
    )
    population = forms.CharField(
        label="Population comptée",
        max_length=255,
        required=False,
        help_text="Par exemple : contrats débutant dans l’année.",
    )
    periode = forms.ChoiceField(label="Période", choices=PeriodeIndicateur.choices)
    responsable = forms.ModelChoiceField(
        label="Renseigné par", queryset=Partie.objects.none(), required=False, empty_label="Personne"
    )
    cible = ExactField(label="Cible", required=False, help_text="Un nombre, dans l’unité choisie.")
    cible_texte = forms.CharField(label="Cible, en toutes lettres", max_length=255, required=False)
    by_territoire = forms.BooleanField(label="Détaillé par territoire", required=False)
    by_public = forms.BooleanField(label="Détaillé par public", required=False)
    is_sensible = forms.BooleanField(
        label="Compte des personnes",
        required=False,
        help_text="Ses petits effectifs sont masqués. Toujours le cas des contrats, des apprentis et des personnes.",
    )
    source = forms.CharField(
        label="Source", max_length=255, required=False, help_text="Le texte d’où vient l’indicateur."
    )

    def __init__(self, *args, place, fiches, indicateur: Indicateur | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fiches = {fiche.pk: fiche for fiche in fiches}
        self.actions = {action.pk: action for fiche in fiches for action in fiche.actions.all()}
        self.fields["place"].choices = [
            (WHOLE, "La convention dans son ensemble"),
            *((f"fiche-{fiche.pk}", str(fiche)) for fiche in fiches),
            *((f"action-{one.pk}", f"Fiche {one.fiche.numero}, {one}") for one in self.actions.values()),
        ]
        self.fields["responsable"].queryset = Partie.objects.filter(convention=place.convention).order_by("rank")
        if indicateur is not None:
            del self.fields["place"]

    @property
    def first(self) -> list:
        """What the indicator belongs to, when it is still to be chosen."""
        return [self["place"]] if "place" in self.fields else []

    @property
    def where(self) -> dict[str, Fiche | Action | None]:
        """The fiche and the action that the indicator belongs to."""
        kind, _, pk = self.cleaned_data["place"].partition("-")
        if kind == "action":
            action = self.actions[int(pk)]
            return {"fiche": action.fiche, "action": action}
        return {"fiche": self.fiches[int(pk)] if kind == "fiche" else None, "action": None}

    @property
    def definition(self) -> dict[str, Any]:
        """What defines the indicator."""
        return {name: value for name, value in self.cleaned_data.items() if name != "place"}


class ValeurForm(FileMixin, forms.Form):
    """The value of one period: the whole, its detail, its evidence."""

    value = ExactField(
        label="Ensemble",
        required=False,
        help_text="Si vous ne connaissez que le détail, laissez vide : il s’additionne.",
    )
    texte = forms.CharField(
        label="En toutes lettres",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qu’il faut savoir du chiffre, ou ce qui a été produit.",
    )
    file = forms.FileField(label="Pièce justificative", required=False, help_text=ACCEPTED)
    date = forms.DateField(label="Constatée le", widget=DAY, initial=timezone.localdate)
    source = forms.CharField(
        label="Source", max_length=255, required=False, help_text="Par exemple : enquête de juin 2024."
    )
    is_shared = forms.BooleanField(
        label="Partager dès maintenant avec les autres parties",
        required=False,
        initial=True,
        help_text="Sinon, votre organisation seule la voit jusqu’à ce que vous la partagiez.",
    )

    def __init__(self, *args, indicateur: Indicateur, departements, publics, wants_whole=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.departements = {f"departement_{one.pk}": one for one in departements}
        self.publics = {f"public_{one}": one for one in publics}
        if indicateur.nature == NatureIndicateur.DOCUMENT or not wants_whole:
            del self.fields["value"]
        if indicateur.nature == NatureIndicateur.DOCUMENT:
            self.fields["file"].label = "Document"
        for name, one in self.departements.items():
            self.fields[name] = ExactField(label=str(one), required=False)
        for name, one in self.publics.items():
            self.fields[name] = ExactField(label=str(PublicCible(one).label), required=False)
        for name in ("value", *self.departements, *self.publics):
            if name in self.fields:
                # « facultatif » is said once, by the group.
                self.fields[name].may_wait = True
        if "value" in self.fields and not self.departements and not self.publics:
            self.fields["value"].label, self.fields["value"].help_text = "Valeur", ""
        if indicateur.is_sensible:
            self.fields["texte"].help_text += " N’y écrivez pas de petit effectif : les autres parties le lisent."

    @property
    def first(self) -> list:
        """The whole, when it is asked."""
        return [self["value"]] if "value" in self.fields else []

    @property
    def territoire_fields(self) -> list:
        return [self[name] for name in self.departements]

    @property
    def public_fields(self) -> list:
        return [self[name] for name in self.publics]

    @property
    def others(self) -> list:
        return [self[name] for name in ("texte", "file", "date", "source", "is_shared")]

    @property
    def content(self) -> dict[str, Any]:
        """What is typed, as the action takes it."""
        given = self.cleaned_data
        return {
            "value": given.get("value"),
            "territoires": {one: n for name, one in self.departements.items() if (n := given[name]) is not None},
            "publics": {one: n for name, one in self.publics.items() if (n := given[name]) is not None},
            "file": self.sent_file,
            **{name: given[name] for name in ("texte", "date", "source", "is_shared")},
        }


class CorrectionForm(FileMixin, forms.Form):
    """A value to correct, and why."""

    value = ExactField(label="Valeur corrigée", required=False)
    texte = forms.CharField(label="En toutes lettres", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    motif = forms.CharField(
        label="Motif de la correction",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Lu par toutes les parties qui voient la valeur.",
    )
    file = forms.FileField(
        label="Nouvelle pièce justificative", required=False, help_text=f"{ACCEPTED} Sans elle, la pièce jointe reste."
    )
    date = forms.DateField(label="Constatée le", widget=DAY, initial=timezone.localdate)


class PerimetreForm(forms.Form):
    """OF-CFA to declare in the perimeter."""

    cfa = forms.CharField(
        label="OF-CFA",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un par ligne : son UAI, son SIRET ou son nom. Une colonne copiée d’un tableur convient.",
    )
    starts_on = forms.DateField(label="Dans le périmètre depuis le", widget=DAY)
    ends_on = forms.DateField(label="Jusqu’au", widget=DAY, required=False)
    source = forms.CharField(
        label="Source", max_length=255, help_text="D’où vient la liste : un envoi, un tableau, sa date."
    )


class PerimetreEndForm(forms.Form):
    """The last day of an OF-CFA in the perimeter."""

    ends_on = forms.DateField(label="Dernier jour dans le périmètre", widget=DAY, initial=timezone.localdate)

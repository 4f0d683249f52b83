"""Forms of the letters, the prolongations and the résiliation; one group of fields per party."""

from django import forms
from django.utils import timezone

from tandem.conventions.actions.courriers import MAX_REFERENCE, Lettre
from tandem.conventions.enums import NatureCourrier
from tandem.conventions.models import Partie
from tandem.web.widgets import DAY

LETTER_FIELDS = ("sent_on", "received_on", "reference")
NATURES = (NatureCourrier.MISE_EN_DEMEURE, NatureCourrier.REPONSE, NatureCourrier.AUTRE)
"""What is recorded alone; the letters of an agreement are recorded with it."""


def _sent_on(**facts):
    return forms.DateField(label="Envoyée le", widget=DAY, **facts)


def _received_on():
    return forms.DateField(
        label="Reçue le", widget=DAY, required=False, help_text="Date de l’avis de réception, si elle est connue."
    )


def _reference(**facts):
    return forms.CharField(label="Référence de l’avis de réception", max_length=MAX_REFERENCE, **facts)


class CourrierForm(forms.Form):
    """One registered letter."""

    nature = forms.ChoiceField(label="Nature", choices=[(nature.value, nature.label) for nature in NATURES])
    answers = forms.ModelChoiceField(
        label="Mise en demeure à laquelle elle répond", queryset=None, required=False, empty_label="Aucune"
    )
    partie = forms.ModelChoiceField(label="Envoyée par", queryset=Partie.objects.none(), empty_label="Choisir…")
    sent_on = _sent_on()
    received_on = _received_on()
    reference = _reference()
    texte = forms.CharField(
        label="Objet et motif",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Pour une mise en demeure : les engagements non respectés, article par article.",
    )

    def __init__(self, *args, convention, may_decide=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_decide:
            self.fields["nature"].choices = [(NatureCourrier.AUTRE.value, NatureCourrier.AUTRE.label)]
        self.fields["partie"].queryset = convention.parties.order_by("rank")
        self.fields["answers"].queryset = convention.courriers.filter(nature=NatureCourrier.MISE_EN_DEMEURE).order_by(
            "-sent_on", "pk"
        )

    def clean(self):
        """Tie an answer to what it answers."""
        data = super().clean()
        if data.get("nature") == NatureCourrier.REPONSE and not data.get("answers"):
            self.add_error("answers", "Une réponse nomme la mise en demeure à laquelle elle répond.")
        return data

    def lettre(self) -> Lettre:
        """Return the letter; the form is valid."""
        data = self.cleaned_data
        return Lettre(data["partie"], data["sent_on"], data["received_on"], data["reference"], data["texte"])


class AccordForm(forms.Form):
    """What all the parties agree on, with a registered letter from each."""

    needs_letters = True

    def __init__(self, *args, convention, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = list(convention.parties.select_related("organisation").order_by("rank"))
        for partie in self.parties:
            needed = {"required": self.needs_letters}
            self.fields[f"sent_on_{partie.pk}"] = _sent_on(**needed)
            self.fields[f"received_on_{partie.pk}"] = _received_on()
            self.fields[f"reference_{partie.pk}"] = _reference(**needed)

    def groups(self) -> list[dict]:
        """Return the fields of each party's letter, under its name."""
        return [
            {"partie": partie, "fields": [self[f"{name}_{partie.pk}"] for name in LETTER_FIELDS]}
            for partie in self.parties
        ]

    def lettres(self) -> list[Lettre]:
        """Return the letters that were filled in; the form is valid."""
        data = self.cleaned_data
        return [
            Lettre(partie, *(data[f"{name}_{partie.pk}"] for name in LETTER_FIELDS))
            for partie in self.parties
            if data[f"sent_on_{partie.pk}"]
        ]


class ProlongationForm(AccordForm):
    """The prolongation that the parties agreed on."""

    duree_mois = forms.IntegerField(label="Durée de la prolongation", min_value=1, max_value=120)
    agreed_on = forms.DateField(label="Accord du", widget=DAY)
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))


ALONE, TOGETHER = "demeure", "accord"


class ResiliationForm(AccordForm):
    """The end of a convention: by one party after its mise en demeure, or by common accord with the letters of all."""

    needs_letters = False
    voie = forms.ChoiceField(
        label="Comment",
        choices=[(ALONE, "Après une mise en demeure restée sans réponse"), (TOGETHER, "D’un commun accord")],
        widget=forms.RadioSelect,
        initial=ALONE,
    )
    on = forms.DateField(label="Dernier jour de la convention", widget=DAY, initial=timezone.localdate)
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self):
        """Ask for the letters when the accord is common."""
        data = super().clean()
        for partie in self.parties:
            for name in ("sent_on", "reference"):
                key = f"{name}_{partie.pk}"
                if data.get("voie") == TOGETHER and not data.get(key) and key not in self.errors:
                    self.add_error(key, f"Lettre de {partie} : ce champ est attendu pour un commun accord.")
        return data

    def lettres(self) -> list[Lettre]:
        """Return the letters of a common accord; none otherwise."""
        return super().lettres() if self.cleaned_data["voie"] == TOGETHER else []

"""Forms of the obligations and of what is sent."""

from typing import Any

from django import forms
from django.utils import timezone

from tandem.conventions.actions.obligations import AGREED, PRACTICE
from tandem.conventions.enums import Cadence, EtatAvenant, NatureObligation
from tandem.conventions.evidence import SentFile
from tandem.conventions.models import Avenant, Fiche, Obligation, Partie
from tandem.conventions.timing.dates import MOIS
from tandem.conventions.wording import clause_words
from tandem.web.uploads import oversized_uploads
from tandem.web.widgets import DAY

EVERYONE = "Toutes les parties"
MONTHS = [("", "Sans fenêtre"), *((str(rank), name) for rank, name in enumerate(MOIS, start=1))]


ROWS = (
    ("avenant",),
    ("reason",),
    ("libelle",),
    ("nature", "fiche"),
    ("clause",),
    ("quote",),
    ("debiteur", "creancier"),
    ("minimum", "maximum", "par"),
    ("mois_debut", "mois_fin"),
    ("is_unplanned",),
    ("is_deduit",),
    ("secteurs",),
    ("contenu",),
    ("shares",),
)
"""The order of the form."""


class Lines(forms.CharField):
    """A list of words, one per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value):
        """Return the lines that say something."""
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def prepare_value(self, value):
        """Write a list one item per line."""
        return "\n".join(value) if isinstance(value, list) else value


class Month(forms.TypedChoiceField):
    """A month of the year, or none."""

    def __init__(self, **kwargs):
        super().__init__(choices=MONTHS, coerce=int, empty_value=None, required=False, **kwargs)


class ObligationForm(forms.Form):
    """An obligation: what, from which clause, owed by whom, how often."""

    libelle = forms.CharField(label="Obligation", max_length=255, help_text="Par exemple : réunion de dialogue.")
    nature = forms.ChoiceField(label="Nature", choices=NatureObligation.choices)
    clause = forms.CharField(label="Clause", max_length=60, help_text="L’article ou la fiche : « 4 », « fiche 1.1 ».")
    quote = forms.CharField(
        label="Texte de la clause",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mot pour mot, tel que la convention l’imprime.",
    )
    debiteur = forms.ModelChoiceField(
        label="Due par", queryset=Partie.objects.none(), required=False, empty_label=EVERYONE
    )
    creancier = forms.ModelChoiceField(
        label="Due à", queryset=Partie.objects.none(), required=False, empty_label=EVERYONE
    )
    fiche = forms.ModelChoiceField(label="Fiche", queryset=Fiche.objects.none(), required=False, empty_label="Aucune")
    is_unplanned = forms.BooleanField(
        label="Selon les besoins, sans calendrier",
        required=False,
        help_text="Ce qui est fait est compté, rien n’est jamais manquant.",
    )
    minimum = forms.IntegerField(label="Au moins", min_value=0, max_value=365, initial=1)
    maximum = forms.IntegerField(label="Au plus", min_value=1, max_value=365, required=False)
    par = forms.ChoiceField(label="Période", choices=Cadence.choices)
    mois_debut = Month(label="Fenêtre : mois de début", help_text="Pour une obligation annuelle.")
    mois_fin = Month(label="Fenêtre : mois de fin")
    secteurs = Lines(
        label="Secteurs", required=False, help_text="Un par ligne : l’obligation est due pour chacun d’eux."
    )
    shares = forms.MultipleChoiceField(
        label="Peut partager sa réunion avec",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une même réunion satisfait alors plusieurs obligations.",
    )
    contenu = Lines(label="Ce qui est transmis", required=False, help_text="Un élément par ligne.")
    is_deduit = forms.BooleanField(label="Cadence déduite, que le texte n’imprime pas", required=False)
    avenant = forms.ModelChoiceField(
        label="Ajoutée par",
        queryset=Avenant.objects.none(),
        required=False,
        empty_label="Un accord du comité",
        help_text="Un avenant signé, ou ce qu’un comité a convenu.",
    )
    reason = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Ce qui a été convenu, par qui et quand : le texte est signé, l’historique garde le motif.",
    )

    def __init__(self, *args, convention, obligation: Obligation | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.obligation = obligation
        for name in ("debiteur", "creancier"):
            self.fields[name].queryset = convention.parties.select_related("organisation").order_by("rank")
        self.fields["fiche"].queryset = convention.fiches.filter(draft_of__isnull=True).order_by("numero", "pk")
        others = convention.obligations.filter(nature=NatureObligation.REUNION, is_unplanned=False)
        self.fields["shares"].choices = [
            (one.code, f"{one.libelle} ({clause_words(one.clause)})")
            for one in others.exclude(pk=obligation.pk if obligation else None).order_by("rank", "pk")
        ]
        self.fields["avenant"].queryset = convention.avenants.filter(etat=EtatAvenant.SIGNE).order_by("numero")
        # « Toutes les parties » is an answer, not an absence.
        for name in ("debiteur", "creancier", "avenant"):
            self.fields[name].may_wait = True
        self._keep_what_may_change(convention)
        if obligation:
            self.initial = {name: _initial(obligation, name) for name in self.fields if hasattr(obligation, name)}

    def _keep_what_may_change(self, convention) -> None:
        """Remove the fields that the state of the text closes."""
        removed = set()
        if not convention.is_signed:
            removed = {"avenant", "reason"}
        elif self.obligation is None:
            self.fields["reason"].may_wait = True
            self.fields["clause"].required = False
            self.fields["clause"].help_text = "Pour un avenant ; un accord du comité n’en a pas."
        else:
            self.fields["reason"].required = True
            removed = {"avenant"}
            if self.obligation.clause != AGREED:
                removed = set(self.fields) - {*PRACTICE, "reason"}
        if not self.fields["shares"].choices:
            removed.add("shares")
        for name in removed:
            self.fields.pop(name, None)

    @property
    def rows(self) -> list[list]:
        """The fields that this state of the text has, side by side where they are read together."""
        rows = ([self[name] for name in names if name in self.fields] for names in ROWS)
        return [row for row in rows if row]

    def fields_of(self) -> dict[str, Any]:
        """What the form says of the obligation, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"avenant", "reason"}}


def _initial(obligation: Obligation, name: str):
    value = getattr(obligation, name)
    return value.pk if hasattr(value, "pk") else value


class TransmissionForm(forms.Form):
    """What was sent: when, what, for which sector, with which file."""

    date = forms.DateField(label="Transmis le", widget=DAY)
    secteur = forms.ChoiceField(label="Secteur")
    note = forms.CharField(
        label="Ce qui a été transmis",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="En une phrase : le contenu, la période, le moyen. Aucune donnée nominative.",
    )
    piece = forms.FileField(
        label="Pièce",
        required=False,
        allow_empty_file=True,
        help_text="pdf, docx, xlsx, odt, ods, csv, png ou jpg, 10 Mo au plus. Lue par les personnes des parties.",
    )

    def __init__(self, *args, obligation: Obligation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = timezone.localdate()
        if obligation.secteurs:
            self.fields["secteur"].choices = [("", "Choisir…"), *((one, one) for one in obligation.secteurs)]
        else:
            del self.fields["secteur"]

    def refuse_oversized(self, request) -> None:
        """Say that a file was too large to be received."""
        if oversized_uploads(request):
            self.add_error("piece", "Le fichier est trop lourd : 10 Mo au plus sont attendus.")

    def sent_file(self) -> SentFile | None:
        """The file joined, when there is one."""
        upload = self.cleaned_data.get("piece")
        return SentFile(upload.name, upload.read()) if upload else None

"""What is asked when a file is brought in: the file, what each of its columns is, who each name is."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.utils import timezone

from tandem.actes.models import Deliberation
from tandem.formats import NARROW_SPACE, number
from tandem.web.uploads import oversized_uploads
from tandem.web.widgets import DAY

LINES_SHOWN = 8
PASTED_NAME = "texte-colle.txt"


class UploadForm(forms.Form):
    """A file of one kind; `recu_le` and the like are added by the kinds that need them."""

    fichier = forms.FileField(
        label="Fichier", allow_empty_file=True, error_messages={"required": "Choisissez un fichier."}
    )

    def __init__(self, *args, importer, situation, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.importer, self.situation, self.request = importer, situation, request
        mebibytes = number(settings.UPLOAD_MAX_BYTES // (1024 * 1024))
        formats = " ou ".join(importer.extensions)
        self.limit = f"{mebibytes}{NARROW_SPACE}Mo"
        self.fields["fichier"].help_text = f"Format {formats}, {self.limit} au plus."
        self.fields["fichier"].widget.attrs["accept"] = ",".join(importer.extensions)

    def clean(self):
        cleaned = super().clean()
        if oversized_uploads(self.request):
            self.errors.pop("fichier", None)
            self.add_error("fichier", self._too_large())
        return cleaned

    def clean_fichier(self):
        received = self.cleaned_data["fichier"]
        if received is None:
            return None
        if received.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(self._too_large())
        suffix = PurePath(received.name).suffix.lower()
        if suffix not in self.importer.extensions:
            formats = " ou ".join(self.importer.extensions)
            raise forms.ValidationError(
                f"Le format « {suffix or 'sans extension'} » n’est pas accepté : un fichier {formats} est attendu. "
                "Enregistrez votre tableau dans l’un de ces formats."
            )
        return received

    def received(self):
        """Return the name and the bytes of the file."""
        fichier = self.cleaned_data["fichier"]
        return fichier.name, fichier.read()

    def options(self):
        """Return what the importer keeps beside the file, JSON-ready."""
        return {}

    def _too_large(self):
        return f"Le fichier dépasse {self.limit}. Découpez-le, ou retirez les feuilles et colonnes inutiles."


class CandidaturesUploadForm(UploadForm):
    """A file of candidatures; a Région says when it received them, since the rule on late ones depends on it."""

    recu_le = forms.DateField(
        label="Date de réception par la Région",
        help_text="Après la clôture, les dossiers sont marqués « hors délai » et la règle du règlement s’applique.",
        widget=DAY,
    )

    def __init__(self, *args, situation, **kwargs):
        super().__init__(*args, situation=situation, **kwargs)
        if not situation.is_region:
            del self.fields["recu_le"]
            return
        today, closing = timezone.localdate(), timezone.localdate(situation.campagne.cloture)
        self.initial.setdefault("recu_le", min(today, closing))

    def clean_recu_le(self):
        day = self.cleaned_data["recu_le"]
        if day > timezone.localdate():
            raise forms.ValidationError("Cette date est dans le futur : indiquez le jour où le fichier a été reçu.")
        if day < timezone.localdate(self.situation.campagne.ouverture):
            raise forms.ValidationError("Cette date précède l’ouverture du dépôt de la campagne.")
        return day

    def options(self):
        day = self.cleaned_data.get("recu_le")
        return {"recu_le": day.isoformat()} if day else {}


class AnnexePublieeUploadForm(UploadForm):
    """The annexe of a délibération: as a file, or its text copied from the PDF."""

    texte = forms.CharField(
        label="Texte de l’annexe",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Ou collez ici le texte copié du PDF, titres et ligne « TOTAUX » compris.",
    )
    source = forms.CharField(
        label="Source",
        max_length=255,
        help_text="Ce que les lecteurs verront : par exemple « Annexe 1 de la délibération CP 2023-247 ».",
    )
    deliberation = forms.ModelChoiceField(
        label="Délibération",
        queryset=Deliberation.objects.none(),
        required=False,
        empty_label="Aucune délibération enregistrée",
    )

    def __init__(self, *args, situation, **kwargs):
        super().__init__(*args, situation=situation, **kwargs)
        self.fields["fichier"].required = False
        known = Deliberation.objects.filter(organisation=situation.campagne.organisation).order_by("-date", "numero")
        self.fields["deliberation"].queryset = known

    def clean(self):
        cleaned = super().clean()
        given = [bool(cleaned.get("fichier")), bool(cleaned.get("texte", "").strip())]
        if "fichier" not in self.errors and sum(given) != 1:
            self.add_error("fichier", "Choisissez un fichier, ou collez le texte de l’annexe : l’un des deux.")
        return cleaned

    def received(self):
        if self.cleaned_data["fichier"]:
            return super().received()
        return PASTED_NAME, self.cleaned_data["texte"].encode()

    def options(self):
        deliberation = self.cleaned_data["deliberation"]
        return {
            "source": self.cleaned_data["source"],
            "deliberation": deliberation.pk if deliberation else None,
        }


UPLOAD_FORMS = {"candidatures": CandidaturesUploadForm, "annexe_publiee": AnnexePublieeUploadForm}


class MappingForm(forms.Form):
    """What each column of the file is: one choice per header, « ignorer » among them."""

    def __init__(self, *args, headers, fields, mapping, samples, **kwargs):
        super().__init__(*args, **kwargs)
        self.headers = headers
        needed = [(field.code, f"{field.label} (nécessaire)") for field in fields if field.required]
        others = [(field.code, field.label) for field in fields if not field.required]
        choices = [("", "Ignorer cette colonne"), ("Nécessaires", needed), ("Facultatives", others)]
        for position, header in enumerate(headers):
            self.fields[f"colonne_{position}"] = forms.ChoiceField(
                label=header or f"(colonne {position + 1} sans titre)",
                required=False,
                choices=[choice for choice in choices if choice[1]],
                initial=mapping.get(header) or "",
            )
        self.samples = samples

    def lines(self):
        """Yield (bound field, sample values) for the page."""
        for position, _ in enumerate(self.headers):
            yield self[f"colonne_{position}"], self.samples[position]

    def mapping(self):
        """Return {header: field code or None}."""
        return {header: self.cleaned_data[f"colonne_{i}"] or None for i, header in enumerate(self.headers)}


class SheetForm(forms.Form):
    """Which sheet of the workbook to read."""

    feuille = forms.ChoiceField(label="Feuille du classeur")

    def __init__(self, *args, sheets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["feuille"].choices = [(sheet, sheet) for sheet in sheets]


class QuestionsForm(forms.Form):
    """Who each unknown name is: a radio group where names are near, one box for all the names near to none."""

    def __init__(self, *args, questions, answers, **kwargs):
        super().__init__(*args, **kwargs)
        self.new = [question for question in questions if len(question["choices"]) == 1]
        self.near = [question for question in questions if len(question["choices"]) > 1]
        for position, question in enumerate(self.near):
            self.fields[f"question_{position}"] = forms.ChoiceField(
                label=question["label"],
                help_text=lines_text(question["lines"]),
                choices=[(choice["value"], choice["label"]) for choice in question["choices"]],
                widget=forms.RadioSelect,
                initial=answers.get(question["key"]) or question["default"] or None,
                error_messages={"required": "Choisissez une réponse : rien n’est décidé à votre place."},
            )
        if self.new:
            several = len(self.new) > 1
            self.fields["creer"] = forms.BooleanField(
                label=f"Créer ces {len(self.new)} organismes sous leur nom du fichier"
                if several
                else f"Créer « {self.new[0]['label']} »",
                initial=all(answers.get(question["key"]) for question in self.new),
                error_messages={"required": "Cochez la case pour les créer, ou corrigez les noms dans le fichier."},
            )

    def near_fields(self):
        """Yield the radio groups."""
        return [self[f"question_{position}"] for position in range(len(self.near))]

    def new_names(self):
        """Return (name, lines) of the organismes to create."""
        return [(question["label"], lines_text(question["lines"])) for question in self.new]

    def answers(self):
        """Return {question key: chosen value}."""
        chosen = {question["key"]: self.cleaned_data[f"question_{i}"] for i, question in enumerate(self.near)}
        return chosen | {question["key"]: question["choices"][0]["value"] for question in self.new}


def lines_text(lines):
    """Return « ligne 4 » or « lignes 4, 7… », the first ones only."""
    shown = ", ".join(str(line) for line in lines[:LINES_SHOWN])
    more = "…" if len(lines) > LINES_SHOWN else ""
    return f"Ligne{'s' if len(lines) > 1 else ''} {shown}{more} du fichier."


class UndoForm(forms.Form):
    """Why an import is undone."""

    motif = forms.CharField(
        label="Motif de l’annulation",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il est inscrit au journal des décisions.",
    )

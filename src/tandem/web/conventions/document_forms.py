"""What is asked to sign a document, to attach its signed copy, to send a Word layout."""

from django import forms

from tandem.conventions.documents.word_layout import VOCABULARIES
from tandem.formats import NARROW_SPACE
from tandem.printing.word_package import MAX_BYTES
from tandem.web.widgets import DAY


class SignatureForm(forms.Form):
    """The day of a signature, and the hash of what was signed."""

    on = forms.DateField(label="Date de la signature", widget=DAY)
    sha256 = forms.CharField(
        label="Empreinte SHA-256 du document signé",
        max_length=80,
        help_text=(
            "64 caractères, affichés à côté du document finalisé et calculés sur le PDF signé : "
            "ils prouvent que c’est bien ce fichier qui a été signé."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "hash-input"}),
    )


class ScanForm(forms.Form):
    """The signed copy."""

    fichier = forms.FileField(
        label="Exemplaire signé",
        max_length=255,
        allow_empty_file=True,
        help_text=f"Un PDF, 10{NARROW_SPACE}Mo au plus. Il est gardé tel quel et ne se remplace pas.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )


class LayoutForm(forms.Form):
    """A Word layout, for one kind of document."""

    nature = forms.ChoiceField(label="Document", choices=[(nature.value, nature.label) for nature in VOCABULARIES])
    fichier = forms.FileField(
        label="Mise en page Word",
        max_length=255,
        allow_empty_file=True,
        help_text=f"Format .docx, {MAX_BYTES // 1_000_000}{NARROW_SPACE}Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

"""What is asked to change the words or the layout of a letter."""

from django import forms

from tandem.deliberations.actions import template_problems
from tandem.deliberations.letters.texts import LetterText
from tandem.formats import NARROW_SPACE
from tandem.printing.word_package import MAX_BYTES

TEXT_FIELDS = ("subject", "body", "voies_recours", "signatory_quality", "signatory_name", "place")


class LetterTemplateForm(forms.Form):
    """The words of a letter and its Word layout; every problem is shown at its field, all at once."""

    subject = forms.CharField(label="Objet", max_length=200)
    body = forms.CharField(
        label="Corps",
        help_text="Une ligne vide sépare deux paragraphes.",
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    voies_recours = forms.CharField(
        label="Voies et délais de recours",
        help_text=(
            "Sans cette mention, le délai de recours ne court pas (article R. 421-5 du code de justice administrative)."
        ),
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    signatory_quality = forms.CharField(label="Qualité du signataire", max_length=150)
    signatory_name = forms.CharField(label="Nom du signataire", max_length=150, required=False)
    place = forms.CharField(label="Lieu", max_length=100, required=False, help_text="Écrit avant la date du courrier.")
    word_layout = forms.FileField(
        label="Nouvelle mise en page Word",
        required=False,
        allow_empty_file=True,
        help_text=(
            f"Format .docx, {MAX_BYTES // 1_000_000}{NARROW_SPACE}Mo au plus. "
            "Sans fichier, la mise en page en service est gardée."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    default_layout = forms.BooleanField(label="Revenir à la mise en page proposée par défaut", required=False)

    def __init__(self, *args, kept_layout=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept_layout = kept_layout

    def clean(self):
        cleaned = super().clean()
        received = cleaned.get("word_layout")
        self.layout = None if cleaned.get("default_layout") else self.kept_layout
        if received is not None:
            # One byte more than allowed is enough to refuse it.
            self.layout = received.read(MAX_BYTES + 1)
        self.text = LetterText(**{name: self._plain(name) for name in TEXT_FIELDS})
        for name, messages in template_problems(self.text, self.layout).items():
            # A field left empty already says so.
            if name not in self.errors:
                self.add_error(name, messages)
        return cleaned

    def _plain(self, name: str) -> str:
        return self.cleaned_data.get(name, "").replace("\r\n", "\n").strip()

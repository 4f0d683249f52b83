"""The living style guide: every component once, with invented content; axe and the screenshots read this page."""

from decimal import Decimal
from fractions import Fraction

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.views.decorators.http import require_safe

from tandem.formats import euros
from tandem.web.charts import Bar, bar_chart
from tandem.web.frame import frame_of
from tandem.web.pages.sample import SAMPLE_COLUMNS, sample_cut, sample_rows
from tandem.web.tables import Options, Table, table_response
from tandem.web.templatetags.components import Event, ExplanationStep, Step
from tandem.web.theme import Palette

STEPS = (
    Step(label="Candidatures", state="done", note="1 167 formations", url="#etapes"),
    Step(label="Instruction", state="done"),
    Step(label="Classement", state="current", note="887 retenues"),
    Step(label="Vote"),
    Step(label="Notification"),
)
EVENTS = (
    Event(
        title="Scénario « Base résolue » adopté",
        moment="12 juin 2023 à 14 h 05",
        actor="Camille Exemple, validation",
        reason="Aligné sur l’enveloppe votée",
    ),
    Event(
        title="Contrats corrigés",
        moment="9 juin 2023 à 9 h 30",
        actor="Dominique Exemple, instruction",
        before="186 contrats",
        after="188 contrats",
    ),
    Event(title="Campagne ouverte", moment="20 février 2023 à 8 h 00"),
)
TABS = (
    {"label": "Candidatures", "url": "#vues", "current": True, "count": 1167},
    {"label": "Classement", "url": "#vues"},
    {"label": "Enveloppe", "url": "#vues"},
    {"label": "Scénarios", "url": "#vues", "count": 3},
)
EXPLANATION = (
    ExplanationStep(
        label="Montant de base",
        formula="638,1097 € × 188 contrats",
        value="119 964,62 €",
        clause="Article 4 – montant forfaitaire par contrat",
    ),
    ExplanationStep(
        label="Complément de périmètre financier",
        formula="15 % de 668,7031 € × 188 contrats",
        value="18 857,43 €",
        clause="Article 6 – classe B",
        note="Taux déduit de l’annexe publiée.",
    ),
    ExplanationStep(label="Arrondi à l’euro", value="−0,05 €", clause="Article 9 – demi-euro supérieur"),
    ExplanationStep(label="Majoration exceptionnelle", value="130 000,00 €", clause="Article 8"),
)


class SampleForm(forms.Form):
    """A form whose errors are part of the guide."""

    nom = forms.CharField(label="Nom du scénario", help_text="Court et parlant : il paraît dans les comparaisons.")
    enveloppe = forms.DecimalField(label="Enveloppe", help_text="En euros, hors majoration exceptionnelle.")
    arrondi = forms.ChoiceField(
        label="Règle d’arrondi",
        choices=[("plus_fort_reste", "Plus fort reste"), ("lignes_designees", "Lignes désignées")],
    )
    mode = forms.ChoiceField(
        label="Montant de base",
        choices=[("resolue", "Résolu sous l’enveloppe"), ("fixee", "Fixé à la main")],
        widget=forms.RadioSelect,
        initial="resolue",
    )
    fichier = forms.FileField(label="Fichier de candidatures", help_text="xlsx ou csv, 10 Mo au plus.", required=False)
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    accord = forms.BooleanField(label="J’ai vérifié les montants affichés")


@login_not_required
@require_safe
def guide(request):
    """Show every component."""
    return table_response(request, _table(request, 60), "pages/style.html", _context(frame_of(request).palette))


@login_not_required
@require_safe
def table_only(request):
    """Show a long table alone: 1 167 rows, as the ranking of a campaign has."""
    return table_response(request, _table(request, 1167), "pages/style_tableau.html", {})


def _table(request, count: int) -> Table:
    return Table(
        request,
        "exemple",
        caption="Classement d’exemple",
        columns=SAMPLE_COLUMNS,
        rows=sample_rows(count),
        default_sort="rank",
        options=Options(noun=("formation", "formations"), cut=sample_cut, total_label="Totaux"),
    )


def _context(colours: Palette) -> dict:
    return {
        "amount": 20_270_000,
        "base": Fraction(6381097, 10000),
        "share": Fraction(30118, 39723),
        "missing": None,
        "form": SampleForm(prefix="vide"),
        "refused_form": SampleForm({"refus-enveloppe": "beaucoup", "refus-nom": ""}, prefix="refus"),
        "steps": STEPS,
        "events": EVENTS,
        "tab_items": TABS,
        "explanation_steps": EXPLANATION,
        "chart": bar_chart(
            "Montant moyen par contrat selon la classe",
            [
                Bar(label="Classe A", value=638, text=euros(Decimal("638.11"))),
                Bar(label="Classe B", value=738, text=euros(Decimal("738.42"))),
                Bar(label="Classe C", value=772, text=euros(Decimal("771.85"))),
            ],
            value_label="Euros par contrat",
            colour=colours.brand,
        ),
        "table_url": reverse("guide_de_style_tableau"),
    }

"""An indicator as its line of the dictionary shows it: words for its value, its target and what is due."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from tandem.conventions.bilans.figures import words
from tandem.conventions.computing.measures import Measure
from tandem.conventions.enums import NatureIndicateur, PeriodeIndicateur, UniteIndicateur
from tandem.conventions.series import Point, Series
from tandem.conventions.typed import exact
from tandem.web.tables import Column, Filter, Kind
from tandem.web.templatetags.components import Tone


class Standing(TextChoices):
    """Where an indicator stands today."""

    A_JOUR = "a_jour", "À jour"
    A_RENSEIGNER = "a_renseigner", "À renseigner"
    EN_RETARD = "en_retard", "En retard"
    SANS_DONNEE = "sans_donnee", "Sans donnée"
    REFORMULER = "reformuler", "À reformuler"
    EN_ATTENTE = "en_attente", "Rien n’est dû"


STANDING_TONES = {
    Standing.A_JOUR: Tone.SUCCESS,
    Standing.A_RENSEIGNER: Tone.WARNING,
    Standing.EN_RETARD: Tone.DANGER,
    Standing.SANS_DONNEE: Tone.NEUTRAL,
    Standing.REFORMULER: Tone.ACCENT,
    Standing.EN_ATTENTE: Tone.NEUTRAL,
}
NATURES = {
    NatureIndicateur.CALCULE: "Calculé",
    NatureIndicateur.SAISI: "Saisi",
    NatureIndicateur.DOCUMENT: "Document",
    NatureIndicateur.NON_MESURABLE: "Non mesurable",
}
NATURE_TONES = {
    NatureIndicateur.CALCULE: Tone.BRAND,
    NatureIndicateur.SAISI: Tone.INFO,
    NatureIndicateur.DOCUMENT: Tone.NEUTRAL,
    NatureIndicateur.NON_MESURABLE: Tone.ACCENT,
}


@dataclass(frozen=True)
class Row:
    """One indicator; `url` is its page."""

    series: Series
    url: str

    @property
    def libelle(self) -> str:
        return self.series.indicateur.libelle

    @property
    def nature(self) -> str:
        return self.series.indicateur.nature

    @property
    def fiche(self) -> str:
        return place_words(self.series.indicateur)

    @property
    def unite(self) -> str:
        return self.series.indicateur.get_unite_display()

    @property
    def periode(self) -> str:
        return self.series.indicateur.periode

    @property
    def value(self) -> str:
        """The last known value and its period."""
        point = self.series.last
        return f"{point_words(point)} ({point.period.label})" if point else ""

    @property
    def cible(self) -> str:
        return target_words(self.series.indicateur)

    @property
    def responsable(self) -> str:
        partie = self.series.indicateur.responsable
        return str(partie.organisation) if partie else ""

    @property
    def origin(self) -> str:
        return "déduit du texte" if self.series.indicateur.is_deduit else "imprimé"

    @property
    def source(self) -> str:
        return self.series.indicateur.source

    @property
    def standing(self) -> Standing:
        return standing_of_series(self.series)

    @property
    def due(self) -> str:
        """The periods to fill."""
        return ", ".join(period.label for period in self.series.due)


def standing_of_series(series: Series) -> Standing:
    """Say where a series stands."""
    nature = series.indicateur.nature
    if nature == NatureIndicateur.NON_MESURABLE:
        return Standing.REFORMULER
    if nature == NatureIndicateur.CALCULE:
        return Standing.A_JOUR if series.last else Standing.SANS_DONNEE
    if series.due:
        return Standing.EN_RETARD if series.is_late else Standing.A_RENSEIGNER
    return Standing.A_JOUR if series.last else Standing.EN_ATTENTE


def place_words(indicateur) -> str:
    """« Fiche 3, action 2 », « Fiche 3 », or nothing for the convention as a whole."""
    if indicateur.fiche is None:
        return ""
    action = f", action {indicateur.action.numero}" if indicateur.action else ""
    return f"Fiche {indicateur.fiche.numero}{action}"


def target_words(indicateur) -> str:
    """The target: in its unit, or in words."""
    if indicateur.cible is None:
        return indicateur.cible_texte
    return words(exact(indicateur.cible, indicateur.unite), indicateur.unite)


def measure_words(measure: Measure) -> str:
    """A measure in words, its reason when there is none."""
    return words(measure.value, measure.unit) if measure.value is not None else measure.reason


def point_words(point: Point) -> str:
    """What is known of a period: a number, « masqué », « document », or words."""
    if point.measure.value is not None:
        return words(point.measure.value, point.measure.unit)
    if point.measure.is_hidden:
        return point.measure.reason
    if point.pieces:
        return "Document joint"
    return "Dit en toutes lettres" if point.typed.all else point.measure.reason


def counts_of(rows: Iterable[Row]) -> dict[str, int]:
    """How many compute themselves, are not measurable, are to be filled, among how many."""
    rows = list(rows)
    return {
        "total": len(rows),
        "computed": sum(row.nature == NatureIndicateur.CALCULE for row in rows),
        "unmeasurable": sum(row.nature == NatureIndicateur.NON_MESURABLE for row in rows),
        "due": sum(bool(row.series.due) for row in rows),
        "deduced": sum(row.series.indicateur.is_deduit for row in rows),
    }


COLUMNS = (
    Column(key="libelle", label="Indicateur, tel qu’imprimé", search=True, fixed=True, link=lambda row: row.url),
    Column(key="fiche", label="Fiche", filter=Filter.CHOICE),
    Column(
        key="nature",
        label="Nature",
        kind=Kind.BADGE,
        choices=NATURES,
        filter=Filter.CHOICE,
        tone=lambda row: NATURE_TONES[NatureIndicateur(row.nature)],
        help="Calculé par la plateforme, saisi par une partie, document à joindre, ou non mesurable.",
    ),
    Column(key="value", label="Dernière valeur", sortable=False),
    Column(key="cible", label="Cible", sortable=False),
    Column(
        key="standing",
        label="État",
        kind=Kind.BADGE,
        choices=Standing.choices,
        filter=Filter.CHOICE,
        tone=lambda row: STANDING_TONES[row.standing],
        help="« À renseigner » : la dernière période passée manque ; « En retard » : une période plus ancienne aussi.",
    ),
    Column(key="due", label="Périodes à renseigner", sortable=False, visible=False),
    Column(key="responsable", label="Renseigné par", filter=Filter.CHOICE),
    Column(key="unite", label="Unité", choices=UniteIndicateur.choices, visible=False),
    Column(key="periode", label="Période", choices=PeriodeIndicateur.choices, visible=False),
    Column(key="origin", label="Origine", visible=False, filter=Filter.CHOICE),
    Column(key="source", label="Source", search=True, visible=False),
)

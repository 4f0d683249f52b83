"""The scenarios of a campaign as rows, and the history of what was adopted."""

from fractions import Fraction

from tandem import formats
from tandem.campagnes.models import Scenario
from tandem.web.classement.access import Place
from tandem.web.tables import Column, Kind, Options, Table
from tandem.web.templatetags.components import Event, Tone

ADOPTED, REPLACED, SAVED = "adopte", "remplace", "enregistre"
STATES = {
    ADOPTED: ("Adopté", Tone.SUCCESS),
    REPLACED: ("Adopté puis remplacé", Tone.NEUTRAL),
    SAVED: ("Enregistré", Tone.INFO),
}


def table(request, place: Place) -> Table:
    """The list, last first; ticked ones are compared."""
    states = states_of(place)
    columns = [
        Column(key="numero", label="N°", kind=Kind.INT, fixed=True),
        Column(
            key="nom",
            label="Scénario",
            search=True,
            fixed=True,
            css="wide",
            link=lambda row: place.url("campagne_scenario", numero=row.numero),
        ),
        Column(
            key="etat",
            label="État",
            kind=Kind.BADGE,
            value=lambda row: states[row.pk],
            choices=[(state, label) for state, (label, _) in STATES.items()],
            tone=lambda row: STATES[states[row.pk]][1],
            sortable=False,
        ),
        Column(key="enveloppe", label="Enveloppe", kind=Kind.EURO, decimals=0),
        Column(key="base", label="Base", kind=Kind.EURO, decimals=2, value=lambda row: Fraction(row.base)),
        Column(key="contrats", label="Contrats", kind=Kind.INT),
        Column(key="formations", label="Formations", kind=Kind.INT),
        Column(key="total", label="Réparti", kind=Kind.EURO, decimals=0),
        Column(
            key="reste",
            label="Reste à attribuer",
            kind=Kind.EURO,
            decimals=0,
            value=lambda row: row.enveloppe - row.total,
        ),
        Column(key="auteur", label="Auteur", path="auteur", value=lambda row: str(row.auteur), visible=False),
        Column(key="created_at", label="Enregistré le", kind=Kind.MOMENT),
    ]
    return Table(
        request,
        "scenarios",
        caption=f"Scénarios de la campagne {place.campagne.annee}",
        columns=columns,
        rows=list(_readable(place).order_by("-numero")),
        options=Options(
            noun=("scénario", "scénarios"),
            row_class=lambda row: "row-strong" if states[row.pk] == ADOPTED else "",
            select=lambda row: str(row.numero),
            select_label=str,
            select_name="s",
            select_form="comparer",
            file_name=f"scenarios-{place.campagne.annee}",
            sticky_filters=False,
        ),
    )


def _readable(place: Place):
    """The rows without their frozen results, which weigh hundreds of kilobytes each."""
    return place.campagne.scenarios.defer("resultat", "parametres").select_related("auteur")


def named(place: Place) -> list[Scenario]:
    """The scenarios to choose from, last first."""
    return list(_readable(place).order_by("-numero"))


def states_of(place: Place) -> dict[int, str]:
    """Primary key of each scenario → its state: the last adopted is in force, the former ones were replaced."""
    states = dict.fromkeys(place.campagne.scenarios.order_by("pk").values_list("pk", flat=True), SAVED)
    for pk in place.campagne.adoptions.order_by("at", "pk").values_list("scenario", flat=True):
        states = {key: REPLACED if state == ADOPTED else state for key, state in states.items()}
        states[pk] = ADOPTED
    return states


def adoption_events(place: Place, scenario: Scenario | None = None) -> list[Event]:
    """The adoptions, last first: of the campaign, or of one scenario."""
    adoptions = (
        place.campagne.adoptions.select_related("actor", "scenario")
        .defer("scenario__resultat", "scenario__parametres")
        .order_by("-at", "-pk")
    )
    if scenario is not None:
        adoptions = adoptions.filter(scenario=scenario)
    return [
        Event(
            title=f"{adoption.scenario} adopté",
            moment=formats.long_moment(adoption.at),
            actor=str(adoption.actor),
            reason=adoption.motif,
        )
        for adoption in adoptions
    ]

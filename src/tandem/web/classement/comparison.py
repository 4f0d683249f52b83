"""Two or three scenarios side by side: figures, who gains and loses, formations in and out."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from bareme.display import french_sort_key, typography
from bareme.majoration.compare import Comparison, compare
from bareme.majoration.result import Allocation, FormationLine
from tandem import formats
from tandem.campagnes.engine import Simulation, simulation_of
from tandem.campagnes.models import Scenario
from tandem.web.charts import Bar, bar_chart
from tandem.web.classement.access import Place
from tandem.web.classement.summary import Effect, effect_of
from tandem.web.classement.wording import Change, changes_of
from tandem.web.tables import Column, Kind, Options, Table

MOVERS = 5


@dataclass(frozen=True)
class Compared:
    """One scenario of a comparison, replayed."""

    scenario: Scenario

    @cached_property
    def simulation(self) -> Simulation:
        return simulation_of(self.scenario)

    @property
    def allocation(self) -> Allocation:
        return self.simulation.allocation

    @cached_property
    def totals(self) -> dict[str, int]:
        """Majoration totale of each OF-CFA, by printed name."""
        return {line.of_cfa: line.totale for line in self.allocation.organismes}

    @property
    def label(self) -> str:
        return f"{self.scenario.numero} – {self.scenario.nom}"

    @property
    def changes(self) -> list[Change]:
        return changes_of(self.simulation)


class Row(NamedTuple):
    """One OF-CFA: its majoration totale in each scenario, zero where it has no line."""

    of_cfa: str
    slug: str
    amounts: tuple[int, ...]

    def gap(self, index: int) -> int:
        """Change of the scenario at this place against the first."""
        return self.amounts[index] - self.amounts[0]


class Moves(NamedTuple):
    """What a scenario changes against the first one."""

    label: str
    effect: Effect
    entered: tuple[FormationLine, ...]
    left: tuple[FormationLine, ...]
    chart: str


def rows_of(compared: list[Compared]) -> list[Row]:
    """One row per OF-CFA of any of the scenarios, in the order of the annexe."""
    slugs: dict[str, str] = {}
    for item in reversed(compared):
        slugs |= item.simulation.inputs.slugs
    names = {name for item in compared for name in item.totals}
    return [
        Row(name, slugs[name], tuple(item.totals.get(name, 0) for item in compared))
        for name in sorted(names, key=french_sort_key)
    ]


def table(request, place: Place, compared: list[Compared]) -> Table:
    """The differences per OF-CFA, with their export."""
    columns = [Column(key="of_cfa", label="OF-CFA", search=True, fixed=True, css="wide")]
    for index, item in enumerate(compared):
        columns.append(
            Column(
                key=f"s{index}",
                label=f"Scénario {item.scenario.numero}",
                kind=Kind.EURO,
                decimals=0,
                value=lambda row, index=index: row.amounts[index],
                total=True,
                link=_why(place, item.scenario.numero),
            )
        )
    for index, item in enumerate(compared[1:], start=1):
        columns.append(
            Column(
                key=f"e{index}",
                label=f"Écart {item.scenario.numero} − {compared[0].scenario.numero}",
                kind=Kind.SIGNED_EURO,
                value=lambda row, index=index: row.gap(index),
                total=True,
            )
        )
    return Table(
        request,
        "comparaison",
        caption="Majoration totale par OF-CFA et par scénario",
        columns=columns,
        rows=rows_of(compared),
        options=Options(
            noun=("OF-CFA", "OF-CFA"),
            search_label="Rechercher un OF-CFA",
            file_name="comparaison-" + "-".join(str(item.scenario.numero) for item in compared),
            sticky_filters=False,
        ),
    )


def _why(place: Place, numero: int):
    return lambda row: f"{place.url('campagne_pourquoi', of_slug=row.slug)}?scenario={numero}"


def context(compared: list[Compared]) -> dict[str, Any]:
    """What the page shows beside the table."""
    return {
        "compared": compared,
        "figures": _figures(compared),
        "moves": [_moves(compared[0], item) for item in compared[1:]],
    }


def _figures(compared: list[Compared]) -> list[tuple[str, list[str]]]:
    """The unit amounts and totals, one line per figure, written."""
    lines = {
        "Enveloppe": lambda item: formats.euros(item.simulation.reglement.enveloppe),
        "Base par contrat": lambda item: formats.euros(item.allocation.base, 2),
        "Moyenne M par contrat": lambda item: formats.euros(item.allocation.mean, 2),
        "Bonus vert par contrat vert": lambda item: formats.euros(
            item.allocation.mean * item.simulation.reglement.bonus_vert.taux, 2
        ),
        **{f"Montant par contrat, classe {name}": partial(_unit, name) for name in _classes(compared)},
        "Contrats retenus": lambda item: formats.number(item.allocation.counters.contrats_retenus),
        "Formations retenues": lambda item: formats.number(item.allocation.counters.formations_retenues),
        "OF-CFA bénéficiaires": lambda item: formats.number(item.allocation.counters.organismes_retenus),
        "Somme répartie": lambda item: formats.euros(item.allocation.counters.majoration),
        "Reste à attribuer": lambda item: formats.euros(item.simulation.reste),
        "Montant le plus élevé": lambda item: formats.euros(
            max((line.majoration for line in item.allocation.organismes), default=0)
        ),
    }
    return [(label, [write(item) for item in compared]) for label, write in lines.items()]


def _classes(compared: list[Compared]) -> list[str]:
    return list(dict.fromkeys(name for item in compared for name in item.simulation.reglement.complements.classes))


def _unit(name: str, item: Compared) -> str:
    """Base and complement of one class, before any cap and without the bonus vert."""
    rate = item.simulation.reglement.complements.classes.get(name)
    return "–" if rate is None else formats.euros(item.allocation.base + rate * item.allocation.mean, 2)


def _moves(first: Compared, item: Compared) -> Moves:
    found = compare(first.allocation, item.allocation)
    return Moves(
        label=item.label,
        effect=effect_of(first.allocation, item.allocation),
        entered=found.formations_in,
        left=found.formations_out,
        chart=_chart(item, found),
    )


def _chart(item: Compared, found: Comparison) -> str:
    """The largest moves each way, as bars with their table; nothing when nothing moves."""
    gainers = sorted(found.winners, key=lambda line: -line.totale_difference)[:MOVERS]
    losers = sorted(found.losers, key=lambda line: line.totale_difference)[:MOVERS]
    bars = [
        Bar(label=line.of_cfa, value=line.totale_difference, text=formats.signed_euros(line.totale_difference))
        for line in (*gainers, *reversed(losers))
    ]
    if not bars:
        return ""
    title = typography(f"Les plus fortes hausses et baisses : scénario {item.label}")
    return bar_chart(title, bars, value_label="Écart")

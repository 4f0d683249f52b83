"""From the address to a simulation: the panel, its overrides, the reference it is compared with."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from tandem.campagnes.engine import (
    Inputs,
    Simulation,
    load_inputs,
    parametres_of,
    reglement_for,
    simulate,
    simulation_of,
)
from tandem.campagnes.models import Scenario
from tandem.web.classement.access import Place
from tandem.web.classement.forms import DECISIONS, SolverForm, initial_data

START = "depuis"
REFERENCE = "reference"


@dataclass(frozen=True)
class Panel:
    """The solver of one campaign as the address asks it."""

    place: Place
    query: QueryDict

    @cached_property
    def inputs(self) -> Inputs:
        return load_inputs(self.place.campagne)

    @cached_property
    def parent(self) -> Scenario | None:
        """The scenario that the panel started from, of which a saved one will be the child."""
        asked = self.query.get(START)
        return self.place.scenario(asked) if asked else None

    @cached_property
    def reference_scenario(self) -> Scenario | None:
        """The scenario compared with: the one asked, the one the panel started from, the adopted one."""
        asked = self.query.get(REFERENCE)
        return self.place.scenario(asked) if asked else self.parent or self.place.adopted

    @cached_property
    def reference(self) -> Simulation:
        """The simulation compared with; without any scenario, the règlement as it is. Raises as `simulate`."""
        if self.reference_scenario is not None:
            return simulation_of(self.reference_scenario)
        return simulate(self.place.campagne, inputs=self.inputs)

    @cached_property
    def form(self) -> SolverForm:
        reglement = reglement_for(self.place.campagne)
        return SolverForm(
            self._data(),
            reglement=reglement,
            names=self.inputs.names,
            references=self.inputs.by_reference,
            scale=int(self.place.campagne.enveloppe),
        )

    def _data(self) -> QueryDict:
        """What the person typed; on arrival, the parameters of the scenario that the panel starts from."""
        if "mode" in self.query:
            return self.query
        reglement = reglement_for(self.place.campagne)
        start = self.parent or self.place.adopted
        parametres = parametres_of(self.place.campagne, start.parametres if start else None)
        paths = {path: value for path, value in parametres.items() if path != "base_fixee"}
        effective, _ = reglement.with_overrides(paths) if paths else (reglement, [])
        data = QueryDict(mutable=True)
        for name, values in initial_data(effective, parametres, self.inputs.slugs).items():
            data.setlist(name, values)
        self._add_choices(data)
        return data

    def _add_choices(self, data: QueryDict) -> None:
        """The formations ticked in the ranking become choices made by hand."""
        decision, motif = self.query.get("choix", ""), self.query.get("motif_choix", "")
        if decision not in dict(DECISIONS):
            return
        for reference in self.query.getlist("choisie"):
            data.appendlist("selection_reference", reference)
            data.appendlist("selection_decision", decision)
            data.appendlist("selection_motif", motif)

    def simulation(self) -> Simulation:
        """Compute what the panel asks; call once the form is valid. Raises as `simulate`."""
        return simulate(self.place.campagne, self.form.overrides(), inputs=self.inputs)

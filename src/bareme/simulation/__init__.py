"""Reforms as files, and what each one changes: contract by contract, exact to the centime. See docs.md.

The names below are loaded when they are first used: they bring Polars, and `prepare` and `sweep` the compiled rules
(extra `batch`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bareme.simulation.impact import Impact, impacts
    from bareme.simulation.measures import SimulationError
    from bareme.simulation.scenario import Scenario, ScenarioError
    from bareme.simulation.scenario_reading import read_scenario
    from bareme.simulation.sweeping import Prepared, Sweep, prepare, sweep

__all__ = [
    "Impact",
    "Prepared",
    "Scenario",
    "ScenarioError",
    "SimulationError",
    "Sweep",
    "impacts",
    "prepare",
    "read_scenario",
    "sweep",
]

_HOMES = {
    "Impact": "impact",
    "Prepared": "sweeping",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "SimulationError": "measures",
    "Sweep": "sweeping",
    "impacts": "impact",
    "prepare": "sweeping",
    "read_scenario": "scenario_reading",
    "sweep": "sweeping",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""What `bareme explain` reads and writes."""

from __future__ import annotations

import argparse
import json

from bareme.cli.contrat_inputs import Inputs, read_inputs
from bareme.cli.contrat_options import unknown_numero
from bareme.cli.files import CommandError, check_name, write_output
from bareme.cli.messages import tell_anomalies
from bareme.contrats.cell_parsers import OUI
from bareme.contrats.reading import read_contrats
from bareme.contrats.schema import date_of
from bareme.display import typography
from bareme.dispositifs.professionnalisation import HourlyRate, Situation, hourly_rate
from bareme.funding.explain import explain
from bareme.funding.explain_level import Given, level_steps, rate_step
from bareme.funding.html import as_page
from bareme.funding.steps import Explanation
from bareme.legislation import LegislationError, amorcage_on
from bareme.npec.model import Request, Resolution
from bareme.rules.contrat import APPRENTISSAGE, PROFESSIONNALISATION, Contrat

_DONE = 0


def run(arguments: argparse.Namespace) -> int:
    """Explain one contract. Raises CommandError."""
    check_name(arguments.output, arguments.format)
    try:
        inputs = read_inputs(arguments)
    except CommandError as refused:
        raise _with_unknown(refused, arguments) from refused
    position = inputs.contrats.position_of(arguments.numero)
    if position is None:
        raise unknown_numero(arguments.numero, list(inputs.contrats.numero))
    write_output(_rendered(_explanation(inputs, position), arguments.format), arguments.output)
    for source, anomalies in inputs.anomalies.items():
        tell_anomalies(anomalies, source)
    return _DONE


def _with_unknown(refused: CommandError, arguments: argparse.Namespace) -> CommandError:
    """The errors of the files, and the number asked for when their contracts, as far as they are read, lack it."""
    try:
        numeros = read_contrats(arguments.contrats).frame["numero"].drop_nulls().to_list()
    except OSError:
        return refused
    if not numeros or arguments.numero in numeros:
        return refused
    return CommandError({**refused.found, **unknown_numero(arguments.numero, numeros).found})


def _explanation(inputs: Inputs, position: int) -> Explanation:
    contrat = inputs.contrats.row(position)
    numero = str(inputs.contrats.numero[position])
    # As written: the label of a contract also holds the branch that was found for it.
    cells = inputs.reading.frame.row(position, named=True)
    if contrat.type == PROFESSIONNALISATION:
        return explain(numero, contrat, origin=[rate_step(contrat, _rate(inputs, position, cells["idcc"]))])
    if contrat.type != APPRENTISSAGE:
        return explain(numero, contrat)
    request = Request(cells["rncp"], cells["cpne"], cells["idcc"], contrat.niveau, contrat.conclusion)
    given = Given(contrat, request, _resolution(inputs, position, request))
    return explain(numero, contrat, origin=level_steps(given))


def _rate(inputs: Inputs, position: int, idcc: str | None) -> HourlyRate:
    contrat, cells = inputs.contrats.row(position), inputs.reading.frame.row(position, named=True)
    situation = Situation(public_prioritaire=bool(cells["public_prioritaire"]), geiq=bool(cells["geiq"]))
    return hourly_rate(idcc, date_of(contrat.conclusion), situation)


def _resolution(inputs: Inputs, position: int, request: Request) -> Resolution | None:
    """None when the level is written in the file of contracts."""
    cells = inputs.reading.frame.row(position, named=True)
    if cells["npec"] is not None or inputs.referentiel is None:
        return None
    own = cells["amorcage"]
    amorcage = _forfait(inputs.contrats.row(position)) if own is None or own == OUI else int(own)
    return inputs.referentiel.resolve(request, inputs.as_of, amorcage)


def _forfait(contrat: Contrat) -> int | None:
    try:
        return amorcage_on(contrat.niveau, date_of(contrat.conclusion))
    except LegislationError:
        return None


def _rendered(explanation: Explanation, form: str) -> str:
    if form == "json":
        return json.dumps(explanation.as_data(), ensure_ascii=False, indent=2) + "\n"
    if form == "html":
        return as_page(explanation)
    return typography(explanation.as_text()) + "\n"

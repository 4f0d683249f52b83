"""The files that a command on contracts reads: all their errors told together, or contracts ready to be funded."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from bareme.anomalies import Anomalie, error, has_errors
from bareme.cli.files import CommandError, reason
from bareme.contrats.assembly import assemble
from bareme.contrats.contrats import Contrats
from bareme.contrats.reading import Reading, read_contrats
from bareme.contrats.schema import day_number
from bareme.npec.model import Succession
from bareme.npec.reading import read_referentiel
from bareme.npec.referentiel import Referentiel
from bareme.npec.successions import read_successions
from bareme.tables.fields import FieldError, parse_date


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the command works on. `as_of` is a day number, None: everything is known.

    `anomalies` are those of each file, none of them an error.
    """

    contrats: Contrats
    reading: Reading
    referentiel: Referentiel | None
    as_of: int | None
    anomalies: dict[str, list[Anomalie]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the command knows besides the contracts: the levels, and the day on which they are known."""

    referentiel: Referentiel | None
    as_of: int | None


def read_inputs(arguments: argparse.Namespace) -> Inputs:
    """Read every file named by `contrat_options.declare`. Raises CommandError with everything wrong in all of them."""
    knowledge, found = read_knowledge(arguments)
    reading = _reading(arguments.contrats, found)
    contrats = None
    if reading is not None:
        if arguments.npec is None or knowledge.referentiel is not None:
            contrats = assemble(reading, knowledge.referentiel, knowledge.as_of)
        found[arguments.contrats.name] = reading.anomalies
    if reading is None or contrats is None or any(has_errors(anomalies) for anomalies in found.values()):
        raise CommandError(found)
    return Inputs(contrats, reading, knowledge.referentiel, knowledge.as_of, found)


def read_knowledge(arguments: argparse.Namespace) -> tuple[Knowledge, dict[str, list[Anomalie]]]:
    """The files and options besides the contracts, with what was found in each."""
    found: dict[str, list[Anomalie]] = {}
    as_of = _day_of_knowledge(arguments.as_of, found)
    return Knowledge(_referentiel(arguments, found), as_of), found


def _day_of_knowledge(text: str | None, found: dict[str, list[Anomalie]]) -> int | None:
    if text is None:
        return None
    try:
        return day_number(parse_date(text))
    except FieldError as refused:
        found["--as-of"] = [error(refused.code, refused.expected, refused.remedy, value=text)]
        return None


def _reading(path: Path, found: dict[str, list[Anomalie]]) -> Reading | None:
    try:
        return read_contrats(path)
    except OSError as broken:
        found[str(path)] = [unreadable(broken)]
        return None


def _referentiel(arguments: argparse.Namespace, found: dict[str, list[Anomalie]]) -> Referentiel | None:
    if arguments.npec is None:
        if arguments.successions is not None:
            expected = "un référentiel était attendu avec --npec : les successions ne servent qu’à le lire"
            found["--successions"] = [error("successions_seules", expected, "Ajoutez --npec, ou retirez --successions")]
        return None
    try:
        successions = _successions(arguments.successions, found)
        read = read_referentiel(arguments.npec, successions)
    except OSError as broken:
        found[str(broken.filename or arguments.npec)] = [unreadable(broken)]
        return None
    found[arguments.npec.name] = read.anomalies
    return read.referentiel


def _successions(path: Path | None, found: dict[str, list[Anomalie]]) -> tuple[Succession, ...]:
    if path is None:
        return ()
    read = read_successions(path)
    found[path.name] = read.anomalies
    return read.successions


def unreadable(broken: OSError) -> Anomalie:
    """A file that the system refused to open."""
    return error("fichier_illisible", reason(broken), "Vérifiez son nom et vos droits")

"""The work of `bareme synth`, with Polars and NumPy."""

from __future__ import annotations

import argparse

from bareme.anomalies import Anomalie, error
from bareme.cli.files import CommandError, whole_file
from bareme.cli.messages import tell
from bareme.cli.synth import MOST
from bareme.display import format_integer
from bareme.synth.population import population
from bareme.synth.writing import write_synth

_DONE = 0


def run(arguments: argparse.Namespace) -> int:
    """Draw, write, tell the proportions. Raises CommandError; nothing is then written."""
    found = {
        option: [wrong] for option, wrong in (("--contrats", _count(arguments)), ("--seed", _seed(arguments))) if wrong
    }
    if arguments.output.suffix.lower() != ".parquet":
        expected = "un nom de fichier en .parquet était attendu"
        found["-o"] = [error("extension", expected, "Changez l’extension", value=arguments.output.name)]
    if found:
        raise CommandError(found)
    with whole_file(arguments.output) as temporary:
        obtained = write_synth(arguments.contrats, arguments.seed, temporary)
    for line in obtained.lines(population()):
        tell(line)
    return _DONE


def _count(arguments: argparse.Namespace) -> Anomalie | None:
    if 1 <= arguments.contrats <= MOST:
        return None
    expected = f"un nombre entre 1 et {format_integer(MOST)} était attendu"
    return error("nombre", expected, "Corrigez le nombre de contrats", value=str(arguments.contrats))


def _seed(arguments: argparse.Namespace) -> Anomalie | None:
    if arguments.seed >= 0:
        return None
    return error(
        "graine", "un nombre entier positif ou nul était attendu", "Changez la graine", value=str(arguments.seed)
    )

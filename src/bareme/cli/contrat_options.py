"""The options of every command that reads a file of contracts; light, so that the help does not wait for Polars."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

from bareme.anomalies import error, quoted
from bareme.cli.files import CommandError

FAILED = 2
_CLOSE = 3
_COMPARED = 10_000


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the files that give contracts and their levels, and the day of knowledge."""
    parser.add_argument("contrats", type=Path, metavar="CONTRATS", help="fichier .csv ou .parquet des contrats")
    parser.add_argument("--npec", type=Path, metavar="NPEC", help="référentiel des niveaux de prise en charge")
    parser.add_argument(
        "--successions",
        type=Path,
        metavar="SUCCESSIONS",
        help="certifications renouvelées (ancien;nouveau;substantielle;depuis), avec --npec",
    )
    parser.add_argument(
        "--as-of", metavar="DATE", help="date de connaissance des niveaux (tout ce qui est connu sinon)"
    )


def unknown_numero(numero: str, known: Sequence[str]) -> CommandError:
    """No contract of the file has this number; those that resemble it are named, among the first ones."""
    compared = known[:_COMPARED]
    close = get_close_matches(numero, compared, n=_CLOSE, cutoff=0.4) or compared[:_CLOSE]
    hint = f"Vouliez-vous dire {' ou '.join(quoted(name) for name in close)} ?"
    expected = "un numéro présent dans le fichier était attendu"
    return CommandError.of("--numero", error("numero_inconnu", expected, hint, value=numero))


def run_module(name: str, arguments: argparse.Namespace) -> int:
    """Run `name.run(arguments)`, a module that brings Polars; exit code 2 when it is not installed or on any error."""
    try:
        code: int = _loaded(name).run(arguments)
    except CommandError as failed:
        failed.tell()
        return FAILED
    return code


def _loaded(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] == "bareme":
            raise
        lacking = error(
            "bibliotheque_manquante",
            f"la bibliothèque {missing.name} était attendue",
            "Installez l’extra « batch » : pip install 'tandem[batch]'",
        )
        raise CommandError.of("bareme", lacking) from missing

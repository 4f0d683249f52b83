"""`bareme explain`: the reasoning behind the amounts of one contract."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bareme.cli.contrat_options import declare, run_module

FORMATS = ("html", "json", "text")


def register(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "explain",
        help="explique ce que l’OPCO doit pour un contrat",
        description="Explique ce que l’OPCO doit pour un contrat : chaque étape, son article, ses paramètres.",
    )
    declare(parser)
    parser.add_argument("--numero", required=True, metavar="N", help="numéro du contrat")
    parser.add_argument("--format", choices=FORMATS, default="text", help="forme de l’explication (text par défaut)")
    parser.add_argument("-o", "--output", type=Path, metavar="FICHIER", help="fichier à écrire (sortie standard sinon)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; every error of every file is listed before giving up."""
    return run_module("bareme.cli.explain_output", arguments)

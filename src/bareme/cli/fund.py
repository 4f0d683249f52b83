"""`bareme fund`: contracts in, what the OPCO owes out, line by line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bareme.cli.contrat_options import declare, run_module

FORMATS = ("csv", "json", "table")


def register(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "fund",
        help="calcule ce que l’OPCO doit pour des contrats, échéance par échéance",
        description="Calcule ce que l’OPCO doit pour chaque contrat, au centime près, échéance par échéance.",
    )
    declare(parser)
    parser.add_argument("--format", choices=FORMATS, help="forme du résultat (csv par défaut)")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FICHIER", help="fichier .csv ou .parquet à écrire (sortie standard sinon)"
    )
    parser.add_argument("--summary", action="store_true", help="une ligne par contrat au lieu d’une par échéance")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; every error of every file is listed before giving up."""
    return run_module("bareme.cli.fund_output", arguments)

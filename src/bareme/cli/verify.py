"""`bareme verify`: contracts in, one line for each check of their validity out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bareme.cli.contrat_options import run_module

FORMATS = ("csv", "json", "table")


def register(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "verify",
        help="vérifie la validité de contrats, contrôle par contrôle",
        description="Dit de chaque contrôle s’il est conforme, refusé (avec l’article), ou quelle colonne manque.",
    )
    parser.add_argument("contrats", type=Path, metavar="CONTRATS", help="fichier .csv ou .parquet des contrats")
    parser.add_argument("--numero", metavar="N", help="un seul contrat, par son numéro")
    parser.add_argument("--as-of", metavar="DATE", help="jour où se lit le silence de l’OPCO (laissé ouvert sinon)")
    parser.add_argument("--format", choices=FORMATS, default="csv", help="forme du résultat (csv par défaut)")
    parser.add_argument("-o", "--output", type=Path, metavar="FICHIER", help="fichier à écrire (sortie standard sinon)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; a refusal is a result, not an error: exit code 0 as soon as the file could be read."""
    return run_module("bareme.cli.verify_output", arguments)

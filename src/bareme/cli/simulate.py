"""`bareme simulate`: contracts and reforms in, what each reform changes out, group by group."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bareme.cli.contrat_options import declare, run_module

FORMATS = ("csv", "json", "table")


def register(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "simulate",
        help="compare des réformes à la loi en vigueur, groupe par groupe",
        description="Calcule ce que des réformes changent au dû des OPCO, au centime près : écart, gagnants, perdants.",
    )
    declare(parser)
    parser.add_argument(
        "--scenario",
        type=Path,
        action="append",
        required=True,
        metavar="SCENARIO.yaml",
        help="réforme à comparer à la loi en vigueur (plusieurs fois si besoin)",
    )
    parser.add_argument(
        "--by",
        required=True,
        metavar="COLONNES",
        help="regroupement, avec des virgules : cfa,rncp,cpne,region,annee",
    )
    parser.add_argument("--format", choices=FORMATS, help="forme du résultat (csv par défaut)")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="IMPACT", help="fichier .csv ou .parquet à écrire (sortie standard sinon)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; every error of every file is listed before giving up."""
    return run_module("bareme.cli.simulate_output", arguments)

"""`bareme synth`: a national population of invented contracts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bareme.cli.contrat_options import run_module

MOST = 100_000_000


def register(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "synth",
        help="invente des contrats en proportions connues",
        description="Invente des contrats en proportions nationales connues, marqués synthétiques, dans les colonnes "
        "de « fund ». La même graine donne le même fichier.",
    )
    parser.add_argument("--contrats", type=int, required=True, metavar="N", help="nombre de contrats")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="graine du tirage")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FICHIER.parquet", help="fichier à écrire")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    return run_module("bareme.cli.synth_output", arguments)

"""The command line of the engine: `bareme COMMANDE …`. Exit code 0 only when the work is done, 2 on any error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from bareme.cli import allocate, check, explain, fund, simulate, synth, verify
from bareme.cli.parser import FrenchParser

FAILURE = 2
_COMMANDS = (allocate, fund, explain, verify, simulate, check, synth)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="strict", newline="\n")
    parser = FrenchParser(prog="bareme", description="Le moteur de calcul : exact, reproductible, expliqué.")
    commands = parser.add_subparsers(title="commandes", dest="command", metavar="COMMANDE", parser_class=FrenchParser)
    for command in _COMMANDS:
        command.register(commands)
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.print_help(sys.stderr)
        return FAILURE
    try:
        code: int = arguments.run(arguments)
    except BrokenPipeError:
        # The reader has gone (« | head »): nothing more to say, and Python must not try to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    return code

"""The commands that the front page shows are commands that work."""

import re
import shlex
from pathlib import Path

import pytest

from bareme.cli import main

COMMANDS = [
    line.partition("#")[0].strip()
    for line in re.findall(r"^\$ bareme (.*)$", Path("README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
]


def test_the_front_page_shows_every_command():
    shown = {command.split()[0] for command in COMMANDS}

    assert {"allocate", "fund", "explain", "verify", "simulate", "synth", "check"} == shown


@pytest.mark.parametrize("command", [command for command in COMMANDS if not command.startswith("synth")])
def test_a_command_of_the_front_page_works(command, capsys):
    assert 0 == main(shlex.split(command))

    assert capsys.readouterr().out

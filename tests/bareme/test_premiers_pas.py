"""The page of first steps runs as it is written, and its program draws what `bareme fund` computes."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bareme.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "premiers-pas.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
PROGRAM = ROOT / "examples" / "premiers_pas.py"
PICTURE = ROOT / "docs" / "premiers-pas.svg"


@pytest.fixture(scope="module")
def contrats(tmp_path_factory):
    """The file that the command of the page makes."""
    folder = tmp_path_factory.mktemp("premiers-pas")
    command = re.search(r"^\$ bareme (synth .*) -o contrats.parquet$", PAGE, re.MULTILINE)
    assert main([*command.group(1).split(), "-o", str(folder / "contrats.parquet")]) == 0
    return folder / "contrats.parquet"


def bars(picture):
    """What a chart says of each of its bars, whatever the fonts of the machine."""
    return sorted(re.findall(r'aria-label="(trimestre [^"]*)"', picture))


def test_the_ten_lines_are_ten_and_those_of_the_program():
    lines = BLOCKS[1].splitlines()

    assert len(lines) == 10
    assert BLOCKS[1] in PROGRAM.read_text(encoding="utf-8")


def test_every_block_of_the_page_runs_after_the_one_before(contrats, monkeypatch, capsys):
    monkeypatch.chdir(contrats.parent)
    names = {}

    for block in BLOCKS:
        exec(compile(block, "premiers-pas.md", "exec"), names)  # noqa: S102 - the page is ours

    drawn = bars(Path("echeancier.svg").read_text(encoding="utf-8"))

    assert len(drawn) > 50
    assert bars(PICTURE.read_text(encoding="utf-8")) == drawn, "draw docs/premiers-pas.svg again"
    assert names["explanation"].adds_up
    assert names["today"].du_opco < names["other"].du_opco
    assert "66000" in capsys.readouterr().out


def test_the_program_sums_what_the_command_computes(contrats, tmp_path):
    image, written = tmp_path / "echeancier.svg", tmp_path / "lignes.csv"

    done = subprocess.run(
        [sys.executable, PROGRAM, contrats, image], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert main(["fund", str(contrats), "-o", str(written)]) == 0
    lines = pl.read_csv(written, separator=";", schema_overrides={"montant": pl.String})
    expected = {}
    for nature, amount in zip(lines["nature"], lines["montant"], strict=True):
        expected[nature] = expected.get(nature, 0) + Decimal(amount)
    printed = dict(re.findall(r"│ (\w+)\s+┆ (-?[0-9.]+)\s+│", done.stdout))

    assert {nature: str(amount) for nature, amount in expected.items()} == printed
    assert bars(image.read_text(encoding="utf-8"))

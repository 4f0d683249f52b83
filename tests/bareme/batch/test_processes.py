"""Compiled rules in a child of the process, and what is loaded by those who do not need them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bareme
import bareme.batch

SOURCES = sorted(Path(bareme.__file__).parent.rglob("*.py"))
BATCH = Path(bareme.__file__).parent / "batch"
HEAVY = {"numba", "llvmlite", "polars", "numpy", "pyarrow", "pyspark"}

IN_CHILDREN = """
import os
import numpy as np
from bareme.batch import dues_by, schedule
from bareme.legislation import law_table
from tests.bareme.batch.population import population

frame = population(40_000, 1)
codes = np.arange(40_000, dtype=np.int32) % 7
before = dues_by(frame, law_table(), codes, threads=2)
children = []
for _ in range(3):
    child = os.fork()
    if not child:
        same = dues_by(frame, law_table(), codes, threads=2).equals(before)
        os._exit(0 if same and schedule(frame, law_table(), threads=2).height else 1)
    children.append(child)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


def imported(path):
    """The top-level packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_forked_children_compute_with_what_their_parent_compiled():
    """Servers that load the application before they fork do this."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IN_CHILDREN], capture_output=True, text=True, check=False, timeout=300
    )

    assert "[0, 0, 0]" == done.stdout.strip(), done.stderr


def test_only_the_batch_knows_numba():
    found = {path for path in SOURCES if {"numba", "llvmlite"} & set(imported(path))}

    assert {BATCH / "compilation.py"} == found


def test_the_rules_import_nothing_but_python():
    """They are read beside the articles, and compiled by whoever wants to."""
    found = {
        (path.name, name)
        for path in SOURCES
        if path.parent.name == "rules"
        for name in imported(path)
        if name not in {"bareme", "__future__", "typing", "collections"}
    }

    assert set() == found


@pytest.mark.parametrize(
    "modules", ["bareme", "bareme.funding", "bareme.legislation", "bareme.cli", "bareme.batch", "bareme.batch.bounds"]
)
def test_what_needs_no_column_loads_nothing_heavy(modules):
    code = f"import sys, {modules}; print(sorted({HEAVY!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)

    assert "[]" == done.stdout.strip(), done.stderr


def test_a_name_that_the_batch_does_not_have_is_refused():
    with pytest.raises(AttributeError, match="nothing"):
        bareme.batch.nothing  # noqa: B018 - asked for its error


def test_every_public_name_of_the_batch_is_found():
    assert all(callable(getattr(bareme.batch, name)) for name in bareme.batch.__all__)

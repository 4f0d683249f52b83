import ast
import subprocess
import sys

from tests.architecture.sources import SRC, parsed, where

TIMING = SRC / "tandem" / "conventions" / "timing"
CLOCK = {"now", "today", "utcnow", "time", "localdate"}

WITHOUT_DJANGO = """
import importlib, pkgutil, sys
for name in ("django", "psycopg"):
    sys.modules[name] = None  # importing it now raises ImportError
import tandem.conventions.timing
for module in pkgutil.iter_modules(tandem.conventions.timing.__path__, "tandem.conventions.timing."):
    importlib.import_module(module.name)
"""


def test_the_dates_of_conventions_are_computed_where_django_cannot_be_imported():
    done = subprocess.run([sys.executable, "-c", WITHOUT_DJANGO], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_the_dates_of_conventions_never_read_the_clock():
    assert [] == [
        where(path, node.lineno)
        for path in sorted(TIMING.glob("*.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in CLOCK
    ]

"""The engine knows neither the platform, nor the clock, nor the network."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bareme

IDF = Path(__file__).parents[2] / "examples" / "idf-2023"
SOURCES = sorted(Path(bareme.__file__).parent.rglob("*.py"))
FORBIDDEN_CALLS = {"now", "today", "utcnow", "monotonic", "perf_counter", "urlopen"}

ISOLATED = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "tandem", "psycopg"}:
            raise ImportError(f"{name} is not for the engine")

sys.meta_path.insert(0, Refuse())
import bareme.cli, bareme.parametres, bareme.majoration.explain, bareme.majoration.compare
import bareme.majoration.annexe_publiee
print(sorted(name for name in sys.modules if name.partition(".")[0] in {"django", "tandem"}))
"""


def test_the_engine_runs_where_django_cannot_be_imported():
    done = subprocess.run([sys.executable, "-c", ISOLATED], capture_output=True, text=True, check=False)

    assert (0, "[]") == (done.returncode, done.stdout.strip()), done.stderr


CORE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"polars", "numpy", "numba", "llvmlite", "pyarrow", "python_calamine"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
import bareme.batch, bareme.batch.bounds, bareme.cli, bareme.contrats.schema, bareme.dispositifs.professionnalisation
import bareme.funding.explain, bareme.legislation, bareme.npec.resolution, bareme.rules.funding, bareme.simulation
import bareme.validite.reading
sys.exit(bareme.cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "arguments, code, told",
    [
        (["check"], 0, "0 erreur"),
        (
            ["allocate", str(IDF / "candidatures.csv"), "--reglement", str(IDF / "reglement.yaml"), "--format", "csv"],
            0,
            "",
        ),
        (["fund", "contrats.csv"], 2, "La bibliothèque polars était attendue"),
        (["synth", "--contrats", "1", "--seed", "1", "-o", "contrats.parquet"], 2, "tandem[batch]"),
    ],
)
def test_the_core_needs_none_of_the_extras(arguments, code, told):
    command = [sys.executable, "-c", CORE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert code == done.returncode, done.stderr
    assert told in done.stderr


def test_the_engine_never_asks_what_time_it_is():
    found = [
        f"{path.name}:{node.lineno} {node.func.attr}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FORBIDDEN_CALLS
    ]

    assert [] == found


def test_the_engine_imports_nothing_inside_a_function():
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert [] == found

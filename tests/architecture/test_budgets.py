"""Files, functions and signatures stay small; an exception is a line of budgets.toml with its reason."""

import ast
import tomllib

from tests.architecture.sources import ROOT, TEMPLATES, parsed, python_files, tracked_files, where

CODE_LINES = 400
TEST_LINES = 600
TEMPLATE_LINES = 150
FUNCTION_LINES = 60
POSITIONAL = 4

EXCEPTIONS = tomllib.loads((ROOT / "tests" / "architecture" / "budgets.toml").read_text()).get("exception", [])


def allowed(path, what, budget):
    name = where(path)
    found = [entry["limit"] for entry in EXCEPTIONS if (entry["path"], entry["what"]) == (name, what)]
    return max(found, default=budget)


def functions(path):
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(paths, budget):
    return [f"{where(path)}: {length(path)}" for path in paths if length(path) > allowed(path, "lines", budget)]


def test_no_code_file_is_too_long():
    assert [] == too_long(python_files("src", "benchmarks"), CODE_LINES)


def test_no_test_file_is_too_long():
    assert [] == too_long(python_files("tests"), TEST_LINES)


def test_no_template_is_too_long():
    templates = [path for path in tracked_files() if path.is_relative_to(TEMPLATES)]

    assert [] == too_long(templates, TEMPLATE_LINES)


def test_no_function_is_too_long():
    long = [
        f"{where(path, node.lineno)} {node.name}: {node.end_lineno - node.lineno + 1}"
        for path in python_files("src", "tests", "benchmarks")
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > allowed(path, node.name, FUNCTION_LINES)
    ]

    assert [] == long


def test_no_function_takes_many_positional_arguments():
    wide = [
        f"{where(path, node.lineno)} {node.name}: {len(arguments)}"
        for path in python_files("src")
        for node in functions(path)
        if len(arguments := positional(node)) > allowed(path, node.name, POSITIONAL)
    ]

    assert [] == wide


def positional(node):
    """Arguments of a call, without the one that Python or Django puts in front (self, request…)."""
    arguments = [argument.arg for argument in node.args.posonlyargs + node.args.args]
    return arguments[1:] if arguments[:1] in (["self"], ["cls"], ["request"], ["context"]) else arguments


def test_every_exception_has_a_reason_and_is_still_needed():
    weak = [entry for entry in EXCEPTIONS if not entry.get("reason") or not (ROOT / entry["path"]).is_file()]

    assert [] == weak

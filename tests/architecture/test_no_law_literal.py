"""A figure of the law is never written in a rule: it is data, in a règlement or a parameter (style.md §5)."""

import ast

from tests.architecture.sources import SRC, parsed, where

ALLOWED = {0, 1, 2, 12, 100}
RULES = SRC / "bareme" / "majoration"


def numbers(tree):
    """Every numeric literal, with its line; True and False are not numbers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in {int, float, complex}:
            yield node.lineno, node.value


def foreign(tree):
    """Literals that a rule may not hold: a float is never one of the allowed."""
    return [(line, value) for line, value in numbers(tree) if isinstance(value, float) or value not in ALLOWED]


def test_the_rules_of_the_majoration_hold_no_figure():
    paths = sorted(RULES.rglob("*.py"))

    found = [f"{where(path, line)}: {value}" for path in paths for line, value in foreign(parsed(path))]

    assert len(paths) > 10
    assert [] == found


def test_a_figure_in_a_rule_would_be_found():
    source = "CAP = 2_000_000\ndef share(mean):\n    return mean * 0.15 if mean else 100\n"

    assert [(1, 2_000_000), (3, 0.15)] == foreign(ast.parse(source))

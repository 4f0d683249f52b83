"""docs/exigences.md holds the 276 requirements, and every evidence that it names exists."""

import ast
import re

import pytest
from django.urls import NoReverseMatch, get_resolver

from tests.architecture.sources import ROOT, parsed

PAGE = ROOT / "docs" / "exigences.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
WAITING = "à faire"


def rows():
    return [(int(number), label, evidence) for number, label, evidence in ROW.findall(PAGE.read_text(encoding="utf-8"))]


def test_the_276_requirements_are_there_once_each_in_order():
    assert list(range(1, 277)) == [number for number, _label, _evidence in rows()]


def test_every_evidence_exists():
    false = [
        f"{number}: {piece}"
        for number, _label, evidence in rows()
        if evidence != WAITING
        for piece in re.findall(r"`([^`]+)`", evidence) or [evidence]
        if not exists(piece)
    ]

    assert [] == false


@pytest.mark.parametrize(
    "piece, expected",
    [
        ("tests/architecture/test_requirements.py::test_every_evidence_exists", True),
        ("tests/architecture/test_requirements.py::test_of_nothing", False),
        ("tests/architecture/test_nothing.py::test_of_nothing", False),
        ("url:account_login", True),
        ("url:nulle-part", False),
        ("promis", False),
    ],
)
def test_an_evidence_that_does_not_exist_is_found(piece, expected):
    assert expected == exists(piece)


def exists(piece):
    """Whether `tests/…::test_…` or `url:name` names something real."""
    if piece.startswith("url:"):
        return url_exists(piece.removeprefix("url:"))
    path, _, function = piece.partition("::")
    file = ROOT / path
    if not path.startswith("tests/") or not file.is_file():
        return False
    return function in {node.name for node in parsed(file).body if isinstance(node, ast.FunctionDef)}


def url_exists(name):
    resolver = get_resolver()
    *namespaces, name = name.split(":")
    for namespace in namespaces:
        try:
            resolver = resolver.namespace_dict[namespace][1]
        except (KeyError, NoReverseMatch):
            return False
    return name in {key for key in resolver.reverse_dict if isinstance(key, str)}

"""No amount goes through a float."""

import ast

from django.db.models import FloatField

from tests.architecture.sources import our_models, parsed, python_files, where

# Places that draw or measure, and hold no amount.
DRAWING = ("src/tandem/web/charts", "benchmarks/")


def test_no_model_stores_a_float():
    floats = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, FloatField)
    ]

    assert [] == floats


def test_no_code_makes_a_float():
    made = [
        where(path, node.lineno)
        for path in python_files("src")
        if not where(path).startswith(DRAWING)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]

    assert [] == made


def test_no_test_hides_a_cent_behind_a_tolerance():
    tolerant = [
        where(path, node.lineno)
        for path in python_files("tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in {"approx", "isclose", "assertAlmostEqual"}
    ]

    assert [] == tolerant

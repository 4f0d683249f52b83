"""Models say what they are in French, in lower case; migrations are named by hand and complete."""

import io
import re

import pytest
from django.core.management import call_command
from django.db.models import CheckConstraint, Field, UniqueConstraint

from tests.architecture.sources import ROOT, our_models, tracked_files, where

# Institutions and acronyms keep their capital.
CAPITALS = re.compile(r"Région|État|[A-Z][A-Z0-9-]+\b|N°|NPEC|[A-Z]+-[A-Z]+")
AUTOMATIC = re.compile(r"_auto_|_and_more|merge|_alter_|_remove_.*_add_")


def own_fields(model):
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, Field) and not field.auto_created and field.model is model and not inherited(field)
    ]


def inherited(field):
    """Whether Django declares the field (AbstractUser)."""
    return any(
        base.__module__.startswith("django.") and field.name in {known.name for known in base._meta.local_fields}
        for base in field.model.__mro__[1:]
        if hasattr(base, "_meta")
    )


def test_every_model_has_its_names_in_lower_case():
    wrong = [
        f"{model.__name__}: {name}"
        for model in our_models()
        for name in (str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
        if name[0].isupper() and not CAPITALS.match(name)
    ]

    assert [] == wrong


def test_every_model_and_field_is_named_by_hand():
    missing = [model.__name__ for model in our_models() if "verbose_name" not in model._meta.original_attrs]
    missing += [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in own_fields(model)
        if field._verbose_name is None
    ]

    assert [] == missing


def test_every_field_is_named_in_lower_case():
    wrong = [
        f"{model.__name__}.{field.name}: {field.verbose_name}"
        for model in our_models()
        for field in own_fields(model)
        if str(field.verbose_name)[0].isupper() and not CAPITALS.match(str(field.verbose_name))
    ]

    assert [] == wrong


def test_every_constraint_is_named():
    unnamed = [
        f"{model.__name__}: {constraint}"
        for model in our_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint) and not constraint.name
    ]

    assert [] == unnamed


def test_migrations_are_named_by_hand():
    automatic = [
        where(path)
        for path in tracked_files()
        if "migrations" in path.parts and path.is_relative_to(ROOT / "src") and AUTOMATIC.search(path.stem)
    ]

    assert [] == automatic


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = io.StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes detected" in out.getvalue() or "Aucune modification" in out.getvalue()

"""What people read follows French typography (`make fix` repairs it)."""

import re

import pytest

from tests.architecture.sources import ROOT, SRC, TEMPLATES, python_files, tracked_files, where
from tests.architecture.typography import faults_of, module_faults, repair_module, repair_template, template_faults

PAGES = ("README.md", "CHANGELOG.md", "deploy/README.md")
TABLES = ("docs/glossaire.md", "docs/exigences.md", "docs/environment.md")


def test_messages_follow_french_typography():
    faulty = [
        f"{where(path, line)}: {fault}"
        for path in python_files("src")
        if path.is_relative_to(SRC / "tandem")
        for line, fault in module_faults(path.read_text(encoding="utf-8"))
    ]

    assert [] == faulty


def test_templates_follow_french_typography():
    faulty = [
        f"{where(path, line)}: {fault}"
        for path in tracked_files()
        if path.is_relative_to(TEMPLATES)
        for line, fault in template_faults(path.read_text(encoding="utf-8"))
    ]

    assert [] == faulty


@pytest.mark.parametrize("name", PAGES + TABLES)
def test_documents_in_french_follow_french_typography(name):
    text = re.sub(r"```.*?```|`[^`\n]*`", "X", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)

    assert [] == [(line, fault) for line in text.splitlines() for fault in faults_of(line)]


@pytest.mark.parametrize(
    "text", ["Erreur : rien", "Vraiment ?", "« oui »", "l'enveloppe", "Chargement...", "20 270 000 €"]
)
def test_each_fault_is_found(text):
    assert faults_of(text)


@pytest.mark.parametrize(
    "text", ["Erreur\u202f: rien", "«\u202foui\u202f»", "l’enveloppe", "a: b", "https://x", "12:30"]
)
def test_sound_text_has_no_fault(text):
    assert [] == faults_of(text)


def test_a_module_is_repaired_in_its_messages_and_nowhere_else():
    module = '"""Doc : kept."""\n\nMESSAGE = f"« {name} » : l\'autre ?"  # why : kept\nP = r"(a) ?"\n'

    expected = (
        '"""Doc : kept."""\n\nMESSAGE = f"«\u202f{name}\u202f»\u202f: l’autre\u202f?"  # why : kept\nP = r"(a) ?"\n'
    )
    assert expected == repair_module(module)


def test_a_template_is_repaired_in_what_is_read_and_nowhere_else():
    template = (
        '<a title="Quoi ?" style="color : red">{{ nom }} : {% if a == "b : c" %}« oui »{% endif %}</a>'
        '{% empty_state "Rien" "Ajoutez : tout suit." %}'
    )

    expected = (
        '<a title="Quoi\u202f?" style="color : red">{{ nom }}\u202f: '
        '{% if a == "b : c" %}«\u202foui\u202f»{% endif %}</a>'
        '{% empty_state "Rien" "Ajoutez\u202f: tout suit." %}'
    )
    assert expected == repair_template(template)

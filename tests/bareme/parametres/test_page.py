"""docs/parametres.md is what the files generate."""

import subprocess
import sys
from pathlib import Path

from bareme import parametres
from bareme.parametres.loading import read_parametre
from bareme.parametres.page import render_page
from tests.architecture.typography import faults_of

PAGE = Path(__file__).parents[3] / "docs" / "parametres.md"
TEXT = """
description: Une part | à retenir.
unit: taux
date_key: conclusion
values: {2021-01-01: "12,5 %", 2024-01-01: null}
reference:
  2021-01-01: {title: "Arrêté [A] : le texte", href: "https://exemple.fr/a"}
  2024-01-01: manquante
note: Autre lecture.
checked_on: 2024-02-01
hypothese: true
"""


def test_the_committed_page_is_the_generated_one(tmp_path):
    target = tmp_path / "page.md"

    subprocess.run([sys.executable, "-m", "bareme.parametres", target], check=True)

    assert PAGE.read_bytes() == target.read_bytes()


def test_without_a_name_the_page_is_printed():
    done = subprocess.run([sys.executable, "-m", "bareme.parametres"], check=True, capture_output=True)

    assert PAGE.read_bytes() == done.stdout


def test_each_parameter_is_there_once():
    page = render_page(parametres.parametre(key) for key in parametres.keys())  # noqa: SIM118 - a function

    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(parametres.keys()) == len(rows)
    assert {7} == {row.replace("\\|", "").count("|") for row in rows}


def test_a_row_holds_the_whole_of_its_file():
    page = render_page([read_parametre("dossier/part", TEXT.encode())])

    assert "## dossier\n" in page
    assert page.endswith(
        "| `part`<br>Une part \\| à retenir. | taux | conclusion du contrat "
        "| 01/01/2021\u202f: **12,5\u202f%** – [Arrêté \\[A\\]\u202f: le texte](https://exemple.fr/a)"
        "<br>01/01/2024\u202f: **aucune** – référence manquante | oui<br>Autre lecture. | 01/02/2024 |\n"
    )


def test_the_page_follows_french_typography():
    assert [] == [(line, fault) for line in PAGE.read_text(encoding="utf-8").splitlines() for fault in faults_of(line)]

"""`bareme explain`: one contract, its reasoning in three forms, and clear refusals."""

import json

import pytest
from bs4 import BeautifulSoup

from bareme.cli import main

HEADER = (
    "numero;date_conclusion;date_debut;date_fin;niveau;npec;rncp;idcc;type;heures_formation;"
    "date_rupture;rupture_probatoire\n"
)
CONTRATS = f"""{HEADER}\
B03;2025-08-20;2025-09-01;2026-08-31;6;8000;;;;;2025-11-10;oui
X1;2025-08-20;2025-09-01;2026-08-31;6;;RNCP35233;1486;;;;
X2;2025-08-20;2025-09-01;2026-08-31;6;;RNCP99999;;;;;
P1;2025-08-20;2025-09-01;2026-08-31;5;;;2120;professionnalisation;400;;
R1;2026-03-01;2026-04-01;2026-08-31;5;;;;reconversion;300;;
"""
NPEC = """rncp;cpne;idcc;npec;statut;valide_du;valide_au;connu_le
RNCP35233;12;1486;NC;NC;2024-07-15;;2024-07-01
RNCP35233;12;1486;7 200,00;CPNE;2024-07-15;;2026-05-15
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "contrats.csv").write_text(CONTRATS, encoding="utf-8")
    (tmp_path / "npec.csv").write_text(NPEC, encoding="utf-8")
    return tmp_path


def explained(files, *options):
    return main(["explain", str(files / "contrats.csv"), "--npec", str(files / "npec.csv"), *options])


def data_of(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_rupture_in_probation_is_told_with_its_articles(files, capsys):
    assert 0 == explained(files, "--numero", "B03")

    told = capsys.readouterr().out
    for expected in ("1\u202f556,16", "806,16", "R6332-25-1", "D6332-78", "participation/montant", "récupération"):
        assert expected in told


def test_the_level_tells_its_row_the_row_without_value_and_what_was_paid_before(files, capsys):
    assert 0 == explained(files, "--numero", "X1", "--format", "json")

    steps = {step["code"]: step for step in data_of(capsys)["etapes"]}
    rows = [
        item["valeur"]
        for code in ("npec", "npec_initial")
        for item in steps[code]["donnees"]
        if item["libelle"].startswith("ligne")
    ]
    assert 720_000 == steps["npec"]["montant_centimes"]
    assert 600_000 == steps["npec_initial"]["montant_centimes"]
    assert ["n° 3", "n° 2"] == [row.split(",")[0] for row in rows]
    assert ["amorcage/niveau_6"] == [source["cle"] for source in steps["npec_initial"]["parametres"]]


def test_the_regularisation_of_that_level_is_a_line_of_its_own(files, capsys):
    explained(files, "--numero", "X1", "--format", "json")

    data = data_of(capsys)
    lines = [(line["code"], line["montant_centimes"]) for line in data["echeances"]]
    assert ("regularisation", 84_000) in lines
    assert 645_000 == data["total_centimes"]


def test_what_was_known_before_the_decision_is_explained_as_it_was(files, capsys):
    assert 0 == explained(files, "--numero", "X1", "--format", "json", "--as-of", "2026-01-15")

    step = next(step for step in data_of(capsys)["etapes"] if step["code"] == "npec")
    assert 600_000 == step["montant_centimes"]
    assert "Provisoire" in step["remarque"]


def test_a_level_that_nobody_fixed_is_provisional(files, capsys):
    explained(files, "--numero", "X2")

    assert "amorcage/niveau_6" in capsys.readouterr().out


@pytest.mark.parametrize("numero, amount", [("P1", 440_000), ("R1", 274_500)])
def test_contracts_paid_by_the_hour_are_explained(files, capsys, numero, amount):
    assert 0 == explained(files, "--numero", numero, "--format", "json")

    data = data_of(capsys)
    assert amount == data["total_centimes"]
    assert data["etapes"][0]["article"].startswith("D6332-")


def test_the_page_opens_alone_in_french_with_its_title(files, capsys):
    assert 0 == explained(files, "--numero", "B03", "--format", "html")

    page = BeautifulSoup(capsys.readouterr().out, "html.parser")
    assert "fr" == page.html["lang"]
    assert "utf-8" == page.find("meta", charset=True)["charset"]
    assert "B03" in page.title.text
    assert ["h1"] == [heading.name for heading in page.select("main > h1")]
    assert page.select("main > section.explication")


def test_a_text_is_not_written_as_a_page(files, capsys):
    target = files / "pourquoi.html"

    assert 2 == explained(files, "--numero", "B03", "-o", str(target))

    assert "un nom de fichier en .txt" in capsys.readouterr().err
    assert not target.exists()


def test_an_unknown_number_proposes_its_neighbours_and_writes_nothing(files, capsys):
    target = files / "pourquoi.txt"

    assert 2 == explained(files, "--numero", "B3", "-o", str(target))

    said = capsys.readouterr()
    assert "B03" in said.err
    assert "" == said.out
    assert not target.exists()


def test_a_wrong_file_gives_its_errors_and_no_explanation(files, capsys):
    (files / "contrats.csv").write_text(CONTRATS.replace("2025-11-10", "2025-13-10"), encoding="utf-8")

    assert 2 == explained(files, "--numero", "X1")

    said = capsys.readouterr()
    assert "2025-13-10" in said.err
    assert "" == said.out


def test_an_unknown_number_is_told_with_the_errors_of_the_file(files, capsys):
    (files / "contrats.csv").write_text(CONTRATS.replace("B03;2025-08-20", "B03;hier"), encoding="utf-8")

    assert 2 == explained(files, "--numero", "Z9")

    told = capsys.readouterr().err
    assert "date_conclusion" in told
    assert "Z9" in told

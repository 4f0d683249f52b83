"""`bareme check`: what it prints and how it ends."""

import csv
import io
import json

import pytest

from bareme.cli import main

FILE = """description: Un délai.
unit: jours
date_key: conclusion
values: {2020-01-01: 10}
reference: {2020-01-01: manquante}
checked_on: 2024-03-01
hypothese: true
"""
NOTE = "note: Autre lecture.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "delai.yaml").write_text(FILE + NOTE, encoding="utf-8")
    return tmp_path


def run(capsys, *arguments):
    """(exit code, standard output, standard error) of one command."""
    try:
        code = main(["check", *map(str, arguments)])
    except SystemExit as ended:
        code = ended.code
    written = capsys.readouterr()
    return code, written.out, written.err


def test_the_law_that_ships_only_informs(capsys):
    code, out, err = run(capsys)

    assert 0 == code
    assert "hypotheses/mois_au_quantieme" in out
    assert "0 erreur, 0 avertissement" in err


def test_informations_end_well(capsys, folder):
    code, out, err = run(capsys, "--dossier", folder)

    assert 0 == code
    assert out.splitlines()[:2] == ["1 information", "Paramètre  Ligne  Constat"]
    assert "delai          5  Un texte était attendu" in out
    assert "1 paramètre, dont 1 hypothèse au 01/03/2024\u202f: 0 erreur, 0 avertissement, 1 information." in err


@pytest.mark.parametrize("on", ["2025-03-02", "02/03/2025"])
def test_an_old_check_is_told_and_ends_well(capsys, folder, on):
    code, out, _ = run(capsys, "--dossier", folder, "--on", on)

    assert 0 == code
    assert "1 avertissement\n" in out
    assert "01/03/2024" in out


def test_an_error_ends_badly(capsys, folder):
    (folder / "delai.yaml").write_text(FILE, encoding="utf-8")

    code, out, err = run(capsys, "--dossier", folder)

    assert 2 == code
    assert out.startswith("1 erreur\n")
    assert "1 erreur," in err


def test_the_csv_has_one_line_for_each_finding(capsys, folder):
    _, out, _ = run(capsys, "--dossier", folder, "--format", "csv", "--on", "2025-06-01")

    rows = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert [("delai", "avertissement", "6"), ("delai", "information", "5")] == [
        (row["cle"], row["gravite"], row["ligne"]) for row in rows
    ]


def test_the_json_says_the_day_and_the_tally(capsys, folder, tmp_path):
    target = tmp_path / "constats.json"

    code, out, _ = run(capsys, "--dossier", folder, "--format", "json", "-o", target)

    data = json.loads(target.read_text(encoding="utf-8"))
    assert (0, "") == (code, out)
    assert ("2024-03-01", 1, 1) == (data["le"], data["parametres"], data["hypotheses"])
    assert ["sans_reference"] == [found["code"] for found in data["constats"]]


def test_a_sound_set_says_so(capsys, folder):
    sound = FILE.replace("manquante", '{title: Décret, href: "https://exemple.fr"}').replace("true", "false")
    (folder / "delai.yaml").write_text(sound, encoding="utf-8")

    assert (0, "Aucun constat.\n") == run(capsys, "--dossier", folder)[:2]


@pytest.mark.parametrize(
    "arguments, words",
    [(("--on", "demain"), "Trouvé «\u202fdemain\u202f»"), (("--dossier", "nulle-part"), "dossier de paramètres")],
)
def test_a_wrong_option_is_refused(capsys, arguments, words):
    code, out, err = run(capsys, *arguments)

    assert (2, "") == (code, out)
    assert words in err

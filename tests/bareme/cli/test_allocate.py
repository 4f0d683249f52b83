"""`bareme allocate`: the forms that others rely on, and what it does when something is wrong."""

import json
import os
import subprocess
import sys
from fractions import Fraction

import pytest

from bareme.cli import main
from tests.bareme.majoration.samples import EXAMPLE, SMALL
from tests.bareme.tables.workbooks import workbook

CANDIDATURES = str(EXAMPLE / "candidatures.csv")
REGLEMENT = str(EXAMPLE / "reglement.yaml")
PUBLISHED = EXAMPLE / "annexe1-publiee.csv"
HEAD = "of_cfa;formation;contrats;contrats_verts;complement;exceptionnelle\n"


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "reglement.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def run(capsys, *arguments):
    """(exit code, standard output, standard error) of one command."""
    try:
        code = main(["allocate", *map(str, arguments)])
    except SystemExit as ended:
        code = ended.code
    written = capsys.readouterr()
    return code, written.out, written.err


def test_the_example_gives_the_published_annexe_byte_for_byte(capsys):
    code, out, err = run(capsys, CANDIDATURES, "--reglement", REGLEMENT)

    assert (0, PUBLISHED.read_text(encoding="utf-8")) == (code, out)
    assert "638,109695" in err
    assert "base=638.109695" in err


def test_the_warning_says_that_the_list_is_taken_as_retained(capsys):
    _, _, err = run(capsys, CANDIDATURES, "--reglement", REGLEMENT)

    assert "Avertissement" in err
    assert "déjà retenue" in err


def test_a_file_receives_the_same_bytes(capsys, tmp_path):
    target = tmp_path / "annexe.csv"

    code, out, _ = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "-o", target)

    assert (0, "") == (code, out)
    assert PUBLISHED.read_bytes() == target.read_bytes()
    assert [target] == list(tmp_path.iterdir())


def test_a_new_file_has_the_usual_rights(capsys, tmp_path):
    target = tmp_path / "annexe.csv"
    before = os.umask(0o022)
    try:
        run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "-o", target)
    finally:
        os.umask(before)

    assert 0o644 == target.stat().st_mode & 0o777


def test_the_envelope_of_the_command_line_wins(capsys):
    _, out, _ = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "--enveloppe", "15 000 000", "--format", "json")

    data = json.loads(out)
    assert (15_000_000, 15_000_000, 130_000) == (
        data["enveloppe"],
        data["totaux"]["majoration"],
        data["totaux"]["exceptionnelle"],
    )


def test_json_holds_the_base_with_six_decimals_and_exactly(capsys):
    _, out, _ = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "--format", "json")

    data = json.loads(out)
    assert "638.109695" == data["base"]
    assert Fraction(127063693250, 199125157) == Fraction(data["base_exacte"])
    assert (71, 20_270_000, 30_118, -1) == (
        len(data["organismes"]),
        data["totaux"]["totale"],
        data["totaux"]["contrats"],
        data["residu"],
    )
    assert 2_014_000_000 == sum(formation["montant_centimes"] for formation in data["formations"])


def test_the_table_ends_with_its_totals(capsys):
    _, out, _ = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "--format", "table")

    last = out.rstrip("\n").split("\n")[-1]
    totals = "TOTAUX 20\u202f140\u202f000 777\u202f061 130\u202f000 20\u202f270\u202f000 30\u202f118"
    assert totals.split(" ") == [cell.strip(" ") for cell in last.split("  ") if cell.strip(" ")]
    assert "plafond, plafond vert" in out
    assert "ajustement d’arrondi −1\u202f€" in out


def test_an_organisme_is_explained(capsys):
    code, out, _ = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "--explain", "AFTRAL")

    assert 0 == code
    assert "Total\u202f: 268\u202f822\u202f€" in out
    assert "déduit des chiffres" in out


def test_a_formation_is_explained_by_its_name(capsys):
    name = "Formations retenues de la classe B (source : CP 2023-247)"
    arguments = (CANDIDATURES, "--reglement", REGLEMENT, "--explain", "BTP CFA ILE DE FRANCE", "--formation", name)

    code, out, _ = run(capsys, *arguments, "--format", "json")

    assert (0, Fraction(82_068_012, 100)) == (code, Fraction(json.loads(out)["total"]))


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("--explain", "AFTRALE"), "AFTRAL"),
        (("--explain", "AFTRAL", "--formation", "CAP"), "Ensemble des formations"),
        (("--formation", "CAP"), "--explain"),
        (("--explain", "aftral"), "Vouliez-vous dire «\u202fAFTRAL\u202f»"),
        (("--explain", "AFTRAL", "--format", "csv"), "csv"),
        (("--enveloppe", "beaucoup"), "--enveloppe"),
        (("--enveloppe", "999 999 999"), "142\u202f000\u202f000\u202f€"),
        (("--enveloppe", "100,50"), "euros entiers"),
    ],
)
def test_what_cannot_be_done_ends_with_two_and_writes_nothing(capsys, tmp_path, arguments, told):
    target = tmp_path / "annexe.csv"

    code, out, err = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "-o", target, *arguments)

    assert (2, "") == (code, out)
    assert told in err
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments, told",
    [
        ((), "il manque"),
        ((CANDIDATURES,), "--reglement"),
        ((CANDIDATURES, "--reglement", REGLEMENT, "--couleur"), "inconnus"),
        ((CANDIDATURES, "--reglement", REGLEMENT, "--format", "pdf"), "n’est pas un choix possible"),
        ((CANDIDATURES, "--reglement", REGLEMENT, "--enveloppe"), "une valeur était attendue"),
        ((CANDIDATURES, "--reglement", REGLEMENT, "--env", "3"), "inconnus"),
    ],
)
def test_a_wrong_command_is_told_in_french(capsys, arguments, told):
    code, _, err = run(capsys, *arguments)

    assert 2 == code
    assert told in err
    assert "Usage\u202f:" in err


def test_every_error_of_both_files_comes_in_one_pass(capsys, tmp_path, small):
    wrong = tmp_path / "candidatures.csv"
    wrong.write_text(HEAD + "A;F;douze;0;A;0\nB;F;3;4;Z;0\n", encoding="utf-8")

    code, _, err = run(capsys, wrong, "--reglement", small, "--enveloppe", "-3")

    told = [line for line in err.splitlines() if line.startswith("Erreur")]
    assert 2 == code
    assert ["--enveloppe", "Ligne 2", "Ligne 3", "Ligne 3"] == [
        next(place for place in ("--enveloppe", "Ligne 2", "Ligne 3") if place in line) for line in told
    ]


def test_a_broken_reglement_does_not_hide_a_broken_table(capsys, tmp_path):
    (tmp_path / "r.yaml").write_text(SMALL.replace("annee: 2024", "annee: x"), encoding="utf-8")
    (tmp_path / "c.csv").write_bytes(b'a;b\n"ouvert;1\n')

    code, _, err = run(capsys, tmp_path / "c.csv", "--reglement", tmp_path / "r.yaml")

    assert 2 == code
    assert "annee" in err
    assert "guillemets" in err


def test_a_broken_reglement_does_not_hide_the_wrong_cells(capsys, tmp_path):
    (tmp_path / "r.yaml").write_text(SMALL.replace("annee: 2024", "annee: x"), encoding="utf-8")
    (tmp_path / "c.csv").write_text(HEAD + "A;F;douze;0;A;0\nB;F;3;4;A;0\n", encoding="utf-8")

    code, _, err = run(capsys, tmp_path / "c.csv", "--reglement", tmp_path / "r.yaml")

    told = [line for line in err.splitlines() if line.startswith("Erreur")]
    assert 2 == code
    assert [place in line for place, line in zip(("annee", "Ligne 2", "Ligne 3"), told, strict=True)] == [True] * 3


def test_a_reglement_that_is_read_with_a_warning_says_so(capsys, tmp_path):
    text = SMALL.replace("residu: plus_fort_reste", "residu: plus_fort_reste, lignes: [A]")
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "c.csv").write_text(HEAD + "A;F;12;0;A;0\n", encoding="utf-8")

    code, _, err = run(capsys, tmp_path / "c.csv", "--reglement", tmp_path / "r.yaml")

    assert 0 == code
    assert "Avertissement – r.yaml – Ligne" in err


def test_the_example_computes_without_designated_lines(capsys, tmp_path):
    text = (EXAMPLE / "reglement.yaml").read_text(encoding="utf-8")
    (tmp_path / "r.yaml").write_text(text.replace("residu: lignes_designees", "residu: plus_fort_reste"), "utf-8")

    code, out, _ = run(capsys, CANDIDATURES, "--reglement", tmp_path / "r.yaml")

    assert 0 == code
    assert 20_140_000 == sum(int(line.split(";")[1]) for line in out.splitlines()[1:])


def test_a_file_without_the_note_ends_with_the_name_of_its_column(capsys, tmp_path, small):
    head = "of_cfa;formation;contrats;contrats_verts;complement;tension;besoin;qpv;femmes\n"
    (tmp_path / "c.csv").write_text(head + "A;F;10;0;A;oui;fort;9;50 %\n", encoding="utf-8")

    code, out, err = run(capsys, tmp_path / "c.csv", "--reglement", small)

    errors = [line for line in err.splitlines() if line.startswith("Erreur")]
    assert (2, "", 1) == (code, out, len(errors))
    assert "Information" not in err
    assert "Ajoutez au fichier la colonne «\u202fnote\u202f»" in errors[0]


def test_files_that_do_not_exist_are_all_told(capsys, tmp_path):
    code, _, err = run(capsys, tmp_path / "c.csv", "--reglement", tmp_path / "r.yaml")

    assert 2 == code
    assert "c.csv" in err
    assert "r.yaml" in err


def test_a_folder_that_does_not_exist_is_told_and_nothing_is_written(capsys, tmp_path):
    code, out, err = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "-o", tmp_path / "absent" / "x.csv")

    assert (2, "") == (code, out)
    assert "absent" in err
    assert "déjà retenue" not in err


def test_a_failed_run_leaves_the_previous_file_alone(capsys, tmp_path):
    target = tmp_path / "annexe.csv"
    target.write_text("ancien", encoding="utf-8")

    code, *_ = run(capsys, CANDIDATURES, "--reglement", REGLEMENT, "-o", target, "--enveloppe", "999999999")

    assert (2, "ancien") == (code, target.read_text(encoding="utf-8"))


def test_a_workbook_gives_the_same_as_its_csv(capsys, tmp_path):
    rows = [line.split(";") for line in (HEAD + "A;F;60;0;A;0\nB;F;40;10;B;500\n").strip().split("\n")]
    cells = [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows]
    (tmp_path / "c.xlsx").write_bytes(workbook({"Notes": [["rien"]], "Candidatures": cells}))
    (tmp_path / "c.csv").write_text(HEAD + "A;F;60;0;A;0\nB;F;40;10;B;500\n", encoding="utf-8")
    (tmp_path / "r.yaml").write_text(SMALL, encoding="utf-8")

    sheet = run(capsys, tmp_path / "c.xlsx", "--reglement", tmp_path / "r.yaml", "--feuille", "Candidatures")
    text = run(capsys, tmp_path / "c.csv", "--reglement", tmp_path / "r.yaml")

    assert ["A;5340;0;0;5340;60", "B;4660;100;500;5160;40"] == text[1].splitlines()[1:]
    assert text[:2] == sheet[:2]


def test_a_scored_file_is_ranked_and_cut(capsys, tmp_path):
    (tmp_path / "r.yaml").write_text(SMALL.replace("mode: aucune", "mode: part, valeur: 50 %"), encoding="utf-8")
    head = "of_cfa;formation;contrats;contrats_verts;complement;exceptionnelle;tension;besoin;qpv;femmes;note\n"
    (tmp_path / "c.csv").write_text(
        head + "A;F;10;0;A;0;non;faible;0;0;0\nB;F;10;0;A;0;oui;fort;9;50 %;5\n", encoding="utf-8"
    )

    code, out, err = run(capsys, tmp_path / "c.csv", "--reglement", tmp_path / "r.yaml")

    assert (0, ["B;10000;0;0;10000;10"]) == (code, out.splitlines()[1:])
    assert "déjà retenue" not in err


def test_a_name_that_looks_like_a_formula_is_neutralised(capsys, tmp_path, small):
    (tmp_path / "c.csv").write_text(HEAD + "=HYPERLINK(0);F;10;0;A;0\n", encoding="utf-8")

    _, out, err = run(capsys, tmp_path / "c.csv", "--reglement", small)

    assert out.splitlines()[1].startswith("'=HYPERLINK(0);")
    assert "formule" in err


def test_no_command_at_all_shows_the_help():
    done = subprocess.run([sys.executable, "-m", "bareme.cli"], capture_output=True, text=True, check=False)

    assert (2, "") == (done.returncode, done.stdout)
    assert "allocate" in done.stderr


def test_the_output_is_utf8_whatever_the_locale():
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "bareme.cli", "allocate", CANDIDATURES, "--reglement", REGLEMENT]

    done = subprocess.run(command, capture_output=True, check=False, env=environment)

    assert (0, PUBLISHED.read_bytes()) == (done.returncode, done.stdout)


def test_a_reader_that_leaves_early_is_no_traceback():
    command = [
        sys.executable,
        "-m",
        "bareme.cli",
        "allocate",
        CANDIDATURES,
        "--reglement",
        REGLEMENT,
        "--format",
        "json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        err = process.stderr.read().decode()

    assert "Traceback" not in err

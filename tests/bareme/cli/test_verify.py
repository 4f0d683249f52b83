"""`bareme verify`: one line for each contract and check; a refusal is a result, a wrong file is an error."""

import csv
import io
import json
import subprocess
import sys
from datetime import date

import polars as pl
import pytest

from bareme.cli import main, verify_output
from bareme.validite import checks

HEAD = "numero;date_conclusion;date_debut;date_fin;niveau;npec"
OLD = "A02;2026-08-01;2026-09-01;2027-08-31;6;8000"
YOUNG = "A01;01/08/2026;01/09/2026;31/08/2027;6;8000"
TITLES = ["numero", "controle", "resultat", "article", "motif", "manque"]


@pytest.fixture
def write(tmp_path):
    def _write(*lines):
        path = tmp_path / "contrats.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return _write


@pytest.fixture
def two(write):
    return write(f"{HEAD};date_naissance;numero_deca", f"{OLD};1996-09-01;02B202212000000", f"{YOUNG};02/09/1996;")


def run(capsys, *arguments):
    """(exit code, standard output, standard error) of one command."""
    try:
        code = main(["verify", *map(str, arguments)])
    except SystemExit as ended:
        code = ended.code
    written = capsys.readouterr()
    return code, written.out, written.err


def rows(text):
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def told(text, numero, controle):
    (row,) = (row for row in rows(text) if (row["numero"], row["controle"]) == (numero, controle))
    return row


def test_one_line_for_each_contract_and_check(capsys, two):
    code, out, _ = run(capsys, two)

    names = [check.controle for check in checks("apprentissage")]
    assert (0, TITLES) == (code, out.splitlines()[0].split(";"))
    expected = [("A02", name) for name in names] + [("A01", name) for name in names]
    assert expected == [(row["numero"], row["controle"]) for row in rows(out)]


def test_a_refusal_names_its_article_and_its_ground(capsys, two):
    code, out, err = run(capsys, two)

    refused = told(out, "A02", "age")
    assert (0, "refuse", "L6222-1", "") == (code, refused["resultat"], refused["article"], refused["manque"])
    assert refused["motif"].startswith("D6224-2 2°\u202f: L’apprenti a 30 ans")
    assert "ok" == told(out, "A01", "age")["resultat"]
    assert "2 contrats, dont 1 refusé" in err


def test_what_is_missing_is_named(capsys, two):
    _, out, err = run(capsys, two)

    assert ("indetermine", "salaire_mensuel") == tuple(
        told(out, "A02", "remuneration")[name] for name in ("resultat", "manque")
    )
    assert "indetermine" == told(out, "A01", "numero_deca")["resultat"]
    assert all(row["manque"] for row in rows(out) if row["resultat"] == "indetermine")
    assert "Colonnes qui manquent le plus" in err


def test_an_absent_column_is_an_empty_one(capsys, write):
    _, without, _ = run(capsys, write(HEAD, OLD))
    _, empty, _ = run(capsys, write(f"{HEAD};date_naissance;rqth", f"{OLD};;"))

    assert without == empty
    assert "date_naissance" == told(without, "A02", "age")["manque"]


def test_neither_npec_nor_rncp_is_needed(capsys, write):
    code, out, _ = run(capsys, write(HEAD.removesuffix(";npec"), OLD.removesuffix(";8000")))

    assert (0, "ok") == (code, told(out, "A02", "duree")["resultat"])


def test_one_contract_alone(capsys, two):
    _, out, _ = run(capsys, two, "--numero", "A01")

    assert {"A01"} == {row["numero"] for row in rows(out)}


def test_an_unknown_number_suggests_the_closest(capsys, two):
    code, out, err = run(capsys, two, "--numero", "A03")

    assert (2, "") == (code, out)
    assert "A03" in err
    assert "Vouliez-vous dire" in err


def test_silence_is_read_on_the_day_that_is_given(capsys, write):
    path = write(f"{HEAD};date_dossier_complet", f"{OLD};2026-03-02")

    _, left_open, _ = run(capsys, path)
    _, before, _ = run(capsys, path, "--as-of", "2026-03-22")
    _, after, _ = run(capsys, path, "--as-of", "23/03/2026")

    results = [told(out, "A02", "decision")["resultat"] for out in (left_open, before, after)]
    assert ["indetermine", "indetermine", "refuse"] == results
    assert "R6224-3" == told(after, "A02", "decision")["article"]


def test_json_holds_the_figures_and_where_they_come_from(capsys, two):
    code, out, _ = run(capsys, two, "--format", "json", "--numero", "A02")

    (contract,) = json.loads(out)
    (age,) = (one for one in contract["controles"] if one["controle"] == "age")
    assert (0, "apprentissage") == (code, contract["type"])
    assert sum(contract["resultats"].values()) == len(contract["controles"])
    assert ("D6224-2 2°", "16 à 29 ans révolus") == (age["motif"], age["chiffres"]["âges admis"])
    assert {"cle": "validite/age/maximum", "depuis": "2019-01-01", "valeur": "29"} in age["parametres"]


def test_the_table_is_for_people(capsys, two):
    _, out, _ = run(capsys, two, "--format", "table", "--numero", "A02")

    assert out.startswith("Contrat A02 – apprentissage, du 01/09/2026 au 31/08/2027\u202f:")
    assert "refusé" in out
    assert "À renseigner\u202f: date_naissance" not in out
    assert "À renseigner\u202f: salaire_mensuel" in out


def test_a_file_receives_the_same_bytes(capsys, two, tmp_path):
    target = tmp_path / "controles.csv"

    _, direct, _ = run(capsys, two)
    code, out, _ = run(capsys, two, "-o", target)

    assert (0, "") == (code, out)
    assert direct == target.read_text(encoding="utf-8")


def test_the_name_of_a_file_promises_its_form(capsys, two, tmp_path):
    target = tmp_path / "controles.parquet"

    code, out, err = run(capsys, two, "-o", target)

    assert (2, "", False) == (code, out, target.exists())
    assert "un nom de fichier en .csv" in err


def test_a_wrong_file_tells_everything_at_once_and_writes_nothing(capsys, write, tmp_path):
    path = write(
        f"{HEAD};date_naissance;salaire_mensuel;rqth;remunerations",
        f"{OLD};1996-02-30;mille;oui;",
        f"{YOUNG};1996-09-02;1000;peut-être;2025-09-01",
    )
    target = tmp_path / "controles.csv"

    code, out, err = run(capsys, path, "-o", target, "--as-of", "demain")

    assert (2, "") == (code, out)
    assert not target.exists()
    for expected in ("Ligne 2", "date_naissance", "salaire_mensuel", "Ligne 3", "rqth", "remunerations", "--as-of"):
        assert expected in err


def test_rates_that_cannot_be_read_are_told_with_their_line(capsys, write):
    path = write(f"{HEAD};remunerations", f"{OLD};2026-09-01:43", f"{YOUNG};quarante-trois")

    code, _, err = run(capsys, path)

    assert 2 == code
    assert "Ligne 3" in err
    assert "remunerations" in err


@pytest.mark.parametrize("missing", ["numero", "date_conclusion", "date_debut", "date_fin"])
def test_a_required_column_is_required(capsys, write, missing):
    titles, cells = HEAD.split(";"), OLD.split(";")
    kept = [rank for rank, title in enumerate(titles) if title != missing]

    code, out, err = run(capsys, write(*(";".join(line[rank] for rank in kept) for line in (titles, cells))))

    assert (2, "") == (code, out)
    assert missing in err


def test_a_file_that_does_not_exist(capsys, tmp_path):
    code, _, err = run(capsys, tmp_path / "absent.csv")

    assert 2 == code
    assert "absent.csv" in err


def test_parquet_gives_the_same_answers(capsys, two, tmp_path):
    path = tmp_path / "contrats.parquet"
    pl.DataFrame(
        {
            "numero": ["A02", "A01"],
            "date_conclusion": [date(2026, 8, 1)] * 2,
            "date_debut": [date(2026, 9, 1)] * 2,
            "date_fin": [date(2027, 8, 31)] * 2,
            "niveau": [6, 6],
            "date_naissance": [date(1996, 9, 1), date(1996, 9, 2)],
            "numero_deca": ["02B202212000000", None],
        }
    ).write_parquet(path)

    _, from_csv, _ = run(capsys, two)
    code, from_parquet, _ = run(capsys, path)

    assert (0, from_csv) == (code, from_parquet)


def test_each_type_of_contract_has_its_own_checks(capsys, write):
    path = write(
        f"{HEAD};type;heures_formation",
        "P1;2025-08-01;2025-09-01;2026-08-31;5;;professionnalisation;300",
        "R1;2026-02-10;2026-04-01;2027-03-31;5;;reconversion;300",
    )

    code, out, _ = run(capsys, path)

    assert 0 == code
    for numero, type_contrat in (("P1", "professionnalisation"), ("R1", "reconversion")):
        expected = [check.controle for check in checks(type_contrat)]
        assert expected == [row["controle"] for row in rows(out) if row["numero"] == numero]


def test_the_help_is_in_french_and_needs_no_polars():
    script = "import sys; sys.modules['polars'] = None; from bareme.cli import main; main(['verify', '--help'])"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr
    assert "--as-of" in done.stdout
    assert "silence" in done.stdout


@pytest.mark.parametrize("kind", ["professionnalisation", "reconversion"])
def test_hours_that_are_not_told_leave_their_check_open(capsys, write, kind):
    code, out, _ = run(capsys, write(f"{HEAD};type", f"{OLD};{kind}"))

    assert 0 == code
    assert "heures_formation" in {missing for row in rows(out) for missing in row["manque"].split(",")}


def test_parts_make_the_same_csv_as_the_whole(capsys, two, tmp_path, monkeypatch):
    _, whole, summary = run(capsys, two)
    monkeypatch.setattr(verify_output, "_PART", 1)

    assert (0, whole, summary) == run(capsys, two)
    assert (0, "", summary) == run(capsys, two, "-o", tmp_path / "verdicts.csv")
    assert whole.encode() == (tmp_path / "verdicts.csv").read_bytes()

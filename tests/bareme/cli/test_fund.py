"""`bareme fund`: the forms that others rely on, to the letter, and what it does when something is wrong."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bareme.cli import main
from bareme.contrats import computing

EXAMPLES = Path(__file__).parents[3] / "examples" / "contrats"
CONTRATS = EXAMPLES / "contrats.csv"
HEAD = "numero;date_conclusion;date_debut;date_fin;niveau;npec"
ROW = "A1;2025-07-10;2025-09-01;2026-08-31;6;8000"

# By hand: R6332-25 v4, 40/30/20/10 % of 8 000, 750 deducted from the avance; then B03, B11, B12, B17, B21, B25 to B28.
LINES = """\
numero;annee;rang;nature;exigible_le;montant
B03;1;1;avance;2025-10-01;2450.00
B03;1;2;recuperation;2025-12-10;-1643.84
B08;1;1;avance;2025-10-01;2450.00
B08;1;2;echeance_7e_mois;2026-03-01;2400.00
B08;1;3;echeance_10e_mois;2026-06-01;1600.00
B08;1;4;solde;2026-09-30;800.00
B11;1;1;avance;2025-10-01;2490.41
B11;1;2;solde;2026-07-30;2490.41
B12;1;1;avance;2025-10-01;2739.45
B12;1;2;solde;2026-07-30;2739.45
B17;1;1;avance;2025-10-01;3200.00
B17;1;2;recuperation;2026-01-30;-526.03
B17;1;3;maintien;2026-07-30;3967.13
B21;1;1;avance;2023-10-01;3200.00
B21;1;2;echeance_7e_mois;2024-03-31;2400.00
B21;1;3;solde;2024-06-01;2400.00
B21;2;1;avance;2024-10-01;3200.00
B21;2;2;echeance_7e_mois;2025-03-31;2400.00
B21;2;3;solde;2025-06-01;2400.00
B25;1;1;avance;2023-10-01;2887.50
B25;1;2;solde;2024-05-31;2887.50
B26;1;1;avance;2020-10-01;3250.00
B26;1;2;echeance_7e_mois;2021-03-31;1625.00
B26;1;3;solde;2021-06-01;1625.00
B27;1;1;avance;2022-10-01;2500.00
B27;1;2;solde;2023-06-15;2500.00
B28;1;1;avance;2025-10-01;3200.00
B28;1;2;echeance_7e_mois;2026-03-31;2400.00
B28;1;3;solde;2026-06-01;2400.00
B02;1;1;avance;2026-10-01;3200.00
B02;1;2;echeance_7e_mois;2027-03-01;2400.00
B02;1;3;echeance_10e_mois;2027-06-01;1600.00
B02;1;4;solde;2027-10-01;800.00
B02;2;1;avance;2027-10-01;1727.12
B02;2;2;echeance_7e_mois;2028-03-01;1295.34
B02;2;3;solde;2028-04-14;1295.35
C01;1;1;solde;2026-09-30;3660.00
C04;1;1;solde;2026-10-30;2745.00
"""
SUMMARY = """\
numero;version;jours;mois;npec_retenu;du_brut;participation;du_opco
B03;v4;71;3;8000.00;1556.16;750.00;806.16
B08;v4;365;12;8000.00;8000.00;750.00;7250.00
B11;v4;303;10;6000.00;4980.82;0.00;4980.82
B12;v4;303;10;6000.00;5478.90;0.00;5478.90
B17;v4;303;10;8000.00;6641.10;0.00;6641.10
B21;v3;731;24;8000.00;16000.00;0.00;16000.00
B25;v3;274;9;7000.00;5775.00;0.00;5775.00
B26;v2;365;12;6500.00;6500.00;0.00;6500.00
B27;v3;288;10;6000.00;5000.00;0.00;5000.00
B28;v3;365;12;8000.00;8000.00;0.00;8000.00
B02;v4;562;19;8000.00;12317.81;0.00;12317.81
C01;pro;365;12;;3660.00;0.00;3660.00
C04;reconversion;183;6;;2745.00;0.00;2745.00
"""


def run(capsys, *arguments):
    """(exit code, standard output, standard error) of one command."""
    try:
        code = main(["fund", *map(str, arguments)])
    except SystemExit as ended:
        code = ended.code
    written = capsys.readouterr()
    return code, written.out, written.err


def contracts(folder, *rows, head=HEAD, name="contrats.csv"):
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_every_line_of_the_examples_is_the_one_computed_by_hand(capsys):
    code, out, err = run(capsys, CONTRATS)

    assert (0, LINES) == (code, out.replace("SYNTH-", ""))
    assert "13 contrats\u202f: 85\u202f154,79\u202f€, total des échéances" in err


def test_every_figure_of_the_examples_is_the_published_one(capsys):
    code, out, _ = run(capsys, CONTRATS, "--summary")

    assert (0, SUMMARY) == (code, out.replace("SYNTH-", ""))


@pytest.mark.parametrize("name, options", [("echeances.csv", ()), ("montants.csv", ("--summary",))])
def test_the_files_shown_beside_the_examples_are_those_computed(capsys, tmp_path, name, options):
    target = tmp_path / name

    assert (0, "") == run(capsys, CONTRATS, *options, "-o", target)[:2]
    assert (EXAMPLES / name).read_bytes() == target.read_bytes()
    assert [target] == list(tmp_path.iterdir())


@pytest.mark.parametrize("options", [(), ("--summary",)])
def test_the_compiled_rules_write_the_same_bytes(capsys, monkeypatch, options):
    _, plain, _ = run(capsys, CONTRATS, *options)
    monkeypatch.setattr(computing, "PLAIN_UP_TO", 0)

    assert (0, plain) == run(capsys, CONTRATS, *options)[:2]


def test_a_parquet_file_holds_dates_and_exact_euros(capsys, tmp_path):
    run(capsys, CONTRATS, "-o", tmp_path / "l.parquet")
    run(capsys, CONTRATS, "--summary", "-o", tmp_path / "s.parquet")

    lines, figures = pl.read_parquet(tmp_path / "l.parquet"), pl.read_parquet(tmp_path / "s.parquet")
    assert (pl.Date, pl.Decimal(18, 2)) == (lines.schema["exigible_le"], lines.schema["montant"])
    assert ("SYNTH-B03", 1, 2, "recuperation", date(2025, 12, 10), Decimal("-1643.84")) == lines.row(1)
    assert ["npec_retenu", "du_brut", "participation", "du_opco"] == [
        name for name, dtype in figures.schema.items() if dtype == pl.Decimal(18, 2)
    ]
    assert None is figures["npec_retenu"][-1]


def test_a_parquet_file_of_contracts_gives_the_same_bytes(capsys, tmp_path):
    texts = pl.read_csv(CONTRATS, separator=";", infer_schema=False)
    dates = [name for name in texts.columns if name.startswith("date_") or name == "fin_session"]
    texts.with_columns(pl.col(dates).str.to_date("%d/%m/%Y")).write_parquet(tmp_path / "c.parquet")

    assert run(capsys, CONTRATS)[1] == run(capsys, tmp_path / "c.parquet")[1]


def test_json_keeps_amounts_as_texts(capsys):
    lines = json.loads(run(capsys, CONTRATS, "--format", "json")[1])["echeances"]
    figures = json.loads(run(capsys, CONTRATS, "--format", "json", "--summary")[1])["contrats"]

    assert {
        "numero": "SYNTH-B03",
        "annee": 1,
        "rang": 1,
        "nature": "avance",
        "exigible_le": "2025-10-01",
        "montant": "2450.00",
    } == lines[0]
    assert ("16000.00", None) == (figures[5]["du_opco"], figures[-1]["npec_retenu"])


def test_a_file_cut_by_another_sign_is_told_once(capsys, tmp_path):
    path = tmp_path / "contrats.csv"
    path.write_text("numero|date_conclusion|npec\nA|2025-07-10|8000\n", encoding="utf-8")

    code, out, err = run(capsys, path)

    assert (2, "", 1) == (code, out, err.count("Erreur"))


def test_the_table_names_the_lines_in_words(capsys):
    out = run(capsys, CONTRATS, "--format", "table")[1]

    assert "échéance du 7e mois" in out
    assert "récupération" in out
    assert "echeance_7e_mois" not in out


def test_the_table_is_french_and_ends_with_the_total(capsys):
    out = run(capsys, CONTRATS, "--format", "table", "--summary")[1]

    assert "12\u202f317,81\u202f€" in out
    assert ["TOTAL (13 contrats)", "85\u202f154,79\u202f€"] == [
        cell.strip(" ") for cell in (out.splitlines()[-1][:19], out.splitlines()[-1].split("  ")[-1])
    ]


def test_everything_wrong_in_every_file_comes_in_one_pass_and_nothing_is_written(capsys, tmp_path):
    wrong = contracts(tmp_path, "A1;x;2025-09-01;2026-08-31;6;", "A1;2025-07-10;2025-09-01;2026-08-31;9;8000")
    npec = contracts(tmp_path, "RNCP1;abc", head="rncp;npec", name="npec.csv")
    before = sorted(tmp_path.iterdir())

    code, out, err = run(capsys, wrong, "--npec", npec, "--as-of", "hier", "-o", tmp_path / "l.csv")

    assert (2, "", before) == (code, out, sorted(tmp_path.iterdir()))
    for told in ("--as-of", "npec.csv – Ligne 2", "contrats.csv – Ligne 2", "contrats.csv – Ligne 3", "« 9 »"):
        assert told in err.replace("\u202f", " ")


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("absent.csv",), "n fichier ou un dossier qui existe"),
        ((CONTRATS, "--npec", "absent.csv"), "absent.csv"),
        ((CONTRATS, "--successions", "s.csv"), "--npec"),
        ((CONTRATS, "--format", "json", "-o", "l.parquet"), "--format"),
        ((CONTRATS, "-o", "l.xlsx"), "un nom de fichier en .csv"),
        ((CONTRATS, "-o", "l.xlsm"), "un nom de fichier en .csv"),
        ((CONTRATS, "--format", "json", "-o", "l.csv"), "un nom de fichier en .json"),
        ((CONTRATS, "--format", "table", "-o", "l.csv"), "un nom de fichier en .txt"),
        ((CONTRATS, "-o", "absent/l.csv"), "n fichier ou un dossier qui existe"),
        ((CONTRATS, "-o", "absent/l.parquet"), "n fichier ou un dossier qui existe"),
        ((CONTRATS, "--as-of", "31/02/2025"), "--as-of"),
        ((CONTRATS, "-o", "l.xlsx"), "l.xlsx"),
    ],
)
def test_what_cannot_be_done_is_told_in_french(capsys, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)

    code, out, err = run(capsys, *arguments)

    assert (2, "") == (code, out)
    assert told in err
    assert [] == list(tmp_path.iterdir())


def test_warnings_do_not_stop_the_work(capsys, tmp_path):
    path = contracts(tmp_path, f"{ROW};2026-09-02", head=f"{HEAD};date_rupture")

    code, out, err = run(capsys, path, "--summary")

    assert (0, "A1;v4;365;12;8000.00;8000.00;750.00;7250.00") == (code, out.splitlines()[1])
    assert "Avertissement – contrats.csv – Ligne 2" in err


def test_levels_come_from_the_referentiel_and_its_successions(capsys, tmp_path):
    path = contracts(tmp_path, f"{ROW[:-4]};RNCP2", f"A2{ROW[2:]};RNCP2", head=f"{HEAD};rncp")
    npec = contracts(tmp_path, "RNCP1;7000", head="rncp;npec", name="npec.csv")
    successions = contracts(
        tmp_path, "RNCP1;RNCP2;non;", head="ancien;nouveau;substantielle;depuis", name="successions.csv"
    )

    code, out, _ = run(capsys, path, "--npec", npec, "--successions", successions, "--summary")

    assert (0, ["7000.00", "8000.00"]) == (code, [line.split(";")[4] for line in out.splitlines()[1:]])


def test_a_level_known_later_is_regularised(capsys, tmp_path):
    # B30: amorçage 6 000, level 7 200 known before the third payment; 840 = 70 % of the difference.
    path = contracts(tmp_path, "B30;2025-07-10;2025-09-01;2026-08-31;6;7200;6000", head=f"{HEAD};amorcage")

    _, out, _ = run(capsys, path, "--as-of", "2026-05-01")

    assert [
        "avance;2025-10-01;1650.00",
        "echeance_7e_mois;2026-03-01;1800.00",
        "regularisation;2026-06-01;840.00",
        "echeance_10e_mois;2026-06-01;1440.00",
        "solde;2026-09-30;720.00",
    ] == [line.split(";", 3)[3] for line in out.splitlines()[1:]]


def test_a_number_that_a_spreadsheet_would_run_is_neutralised(capsys, tmp_path):
    path = contracts(tmp_path, f"'=1+1{ROW[2:]}", f"-12{ROW[2:]}")

    _, out, _ = run(capsys, path, "--summary")

    assert ["'=1+1", "-12"] == [line.split(";")[0] for line in out.splitlines()[1:]]
    again = tmp_path / "again.csv"
    again.write_text(out, encoding="utf-8")
    assert "'=1+1" in again.read_text(encoding="utf-8")


def test_small_files_do_not_bring_numba(tmp_path):
    script = (
        "import sys; from bareme.cli import main; main(sys.argv[1:]);"
        "print(sorted({'numba', 'llvmlite'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "fund", CONTRATS, "-o", tmp_path / "l.csv"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )

    assert "[]" == done.stderr.splitlines()[-1]


def test_help_does_not_wait_for_polars():
    script = "import sys, bareme.cli; print('polars' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "False" == done.stdout.strip()


def test_without_polars_the_remedy_is_told():
    script = (
        "import sys; sys.modules['polars'] = None\n"
        "from bareme.cli import main\n"
        "sys.exit(main(['fund', 'contrats.csv']))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (2, True) == (done.returncode, "tandem[batch]" in done.stderr)

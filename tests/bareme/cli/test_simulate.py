"""`bareme simulate`: what it writes, what it says, what it refuses."""

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bareme.cli import main
from bareme.simulation.dues import PLAIN_UP_TO

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
NAMES = ("baisse-2023", "distanciel-2025", "participation-750")
HEADER = "contrats;du_reference;du_scenario;ecart;gagnants;perdants;inchanges"

HEAD = "numero;date_conclusion;date_debut;date_fin;niveau;npec;cfa;region"
ROWS = (
    "A1;2026-01-05;2026-02-01;2027-01-31;5;8000;CFA Alpha;Bretagne",
    "A2;2026-01-05;2026-02-01;2027-01-31;6;9000;CFA Bravo;Bretagne",
    "A3;2025-12-31;2026-02-01;2027-01-31;5;7000;CFA Alpha;Occitanie",
)
REFORM = """titre: Baisse d’essai
auteur: Tandem
source: inventée pour ce test
date_effet: 2026-01-01
mesures:
  - {type: pourcentage, valeur: -5, niveau: 5}
  - {type: plancher, valeur: 9100, niveau: 6}
"""


@pytest.fixture
def contrats(tmp_path):
    return write(tmp_path / "contrats.csv", "\n".join([HEAD, *ROWS]) + "\n")


@pytest.fixture
def essai(tmp_path):
    return write(tmp_path / "essai.yaml", REFORM)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def simulate(*arguments):
    return main(["simulate", *map(str, arguments)])


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_each_group_then_the_total(contrats, essai, capsys):
    assert 0 == simulate(contrats, "--scenario", essai, "--by", "cfa,region")

    assert capsys.readouterr().out.splitlines() == [
        f"scenario;cfa;region;{HEADER}",
        "essai;CFA Alpha;Bretagne;1;8000.00;7600.00;-400.00;0;1;0",
        "essai;CFA Alpha;Occitanie;1;7000.00;7000.00;0.00;0;0;1",
        "essai;CFA Bravo;Bretagne;1;8250.00;8350.00;100.00;1;0;0",
        "essai;TOTAL;;3;23250.00;22950.00;-300.00;1;1;1",
    ]


def test_a_branch_found_through_the_idcc_is_selected_and_grouped(tmp_path, capsys):
    npec = write(
        tmp_path / "npec.csv", "rncp;cpne;idcc;npec;statut;valide_du;valide_au;connu_le\nRNCP100;A;1404;9000;CPNE;;;\n"
    )
    dates = "2026-01-05;2026-02-01;2027-01-31;5"
    rows = (f"A1;{dates};RNCP100;;1404", f"A2;{dates};100;a;", f"A3;{dates};rncp 0100;;", f"A4;{dates};200;;1404")
    head = "numero;date_conclusion;date_debut;date_fin;niveau;rncp;cpne;idcc"
    contrats = write(tmp_path / "contrats.csv", "\n".join([head, *rows]) + "\n")
    on_branch = REFORM.partition("  - ")[0] + "  - {type: pourcentage, valeur: -10, cpne: A}\n"

    assert 0 == simulate(
        contrats, "--npec", npec, "--scenario", write(tmp_path / "essai.yaml", on_branch), "--by", "cpne,rncp"
    )

    groups = [line.split(";")[1:7] for line in capsys.readouterr().out.splitlines()[1:]]
    assert ["A", "RNCP100", "2", "18000.00", "16200.00", "-1800.00"] == groups[0]
    assert [["", "RNCP100", "1"], ["", "RNCP200", "1"]] == [group[:3] for group in groups[1:3]]
    assert {"0.00"} == {group[5] for group in groups[1:3]}


def test_a_measure_applies_to_an_amorcage_too(tmp_path, essai):
    npec = write(
        tmp_path / "npec.csv", "rncp;cpne;idcc;npec;statut;valide_du;valide_au;connu_le\nRNCP200;A;;9000;CPNE;;;\n"
    )
    head = "numero;date_conclusion;date_debut;date_fin;niveau;rncp;amorcage;cfa"
    row = "A1;2026-01-05;2026-02-01;2027-01-31;5;RNCP100;4000;CFA Alpha"
    contrats = write(tmp_path / "contrats.csv", f"{head}\n{row}\n")
    output = tmp_path / "impact.csv"

    assert 0 == simulate(contrats, "--npec", npec, "--scenario", essai, "--by", "cfa", "-o", output)

    assert ("4000.00", "3800.00") == (rows_of(output)[0]["du_reference"], rows_of(output)[0]["du_scenario"])


def test_the_year_is_that_of_the_payments(contrats, essai, tmp_path):
    output = tmp_path / "impact.csv"

    assert 0 == simulate(contrats, "--scenario", essai, "--by", "annee", "-o", output)

    assert [("2026", "-270.00", "3"), ("2027", "-30.00", "3"), ("TOTAL", "-300.00", "3")] == [
        (row["annee"], row["ecart"], row["contrats"]) for row in rows_of(output)
    ]


def test_scenarios_follow_one_another_in_the_order_given(contrats, essai, tmp_path, capsys):
    null = write(tmp_path / "aucune.yaml", REFORM.partition("mesures:")[0] + "mesures: []\n")

    assert 0 == simulate(contrats, "--scenario", essai, "--scenario", null, "--by", "region")

    lines = [line.split(";") for line in capsys.readouterr().out.splitlines()[1:]]
    assert ["essai"] * 3 + ["aucune"] * 3 == [line[0] for line in lines]
    assert {"0.00"} == {line[5] for line in lines if line[0] == "aucune"}


def test_the_digest_is_told_beside_the_csv(contrats, essai, capsys):
    simulate(contrats, "--scenario", essai, "--by", "cfa")

    told = capsys.readouterr().err.replace("\u202f", " ")
    assert "Baisse d’essai (essai)" in told
    assert "2 contrats sur 3" in told
    assert "Écart                 −300,00 €  −1,29 %" in told
    assert "1 contrat gagnant, 1 contrat perdant, 1 contrat inchangé." in told
    assert "Plus fortes baisses :\n  CFA Alpha  −400,00 €  −2,67 %" in told
    assert "Plus fortes hausses :\n  CFA Bravo  +100,00 €  +1,21 %" in told


def test_a_table_for_people(contrats, essai, capsys):
    assert 0 == simulate(contrats, "--scenario", essai, "--by", "region", "--format", "table")

    shown = capsys.readouterr()
    assert "" == shown.err
    last = shown.out.replace("\u202f", " ").splitlines()[-1]
    assert ["TOTAL", "3", "23 250,00 €", "22 950,00 €", "−300,00 €", "1", "1", "1"] == [
        cell.strip() for cell in last.split("  ") if cell.strip()
    ]


def test_json_keeps_amounts_as_texts(contrats, essai, capsys):
    assert 0 == simulate(contrats, "--scenario", essai, "--by", "cfa", "--format", "json")

    [found] = json.loads(capsys.readouterr().out)["scenarios"]
    assert ("essai", "Baisse d’essai", "2026-01-01", 2) == tuple(
        found[name] for name in ("scenario", "titre", "date_effet", "contrats_concernes")
    )
    assert "-300.00" == found["total"]["ecart"]
    assert ["CFA Alpha", "CFA Bravo"] == [group["cfa"] for group in found["groupes"]]


def test_a_parquet_has_exact_decimals(contrats, essai, tmp_path):
    output = tmp_path / "impact.parquet"

    assert 0 == simulate(contrats, "--scenario", essai, "--by", "cfa", "-o", output)

    written = pl.read_parquet(output)
    assert pl.Decimal(18, 2) == written.schema["ecart"]
    assert Decimal("-300.00") == written.filter(pl.col("cfa") == "TOTAL")["ecart"][0]


def test_contracts_beyond_the_plain_rules_give_the_same_impact(essai, tmp_path, capsys):
    """As many copies of the three contracts as the compiled rules take: the same figures, so many times."""
    copies = PLAIN_UP_TO // len(ROWS) + 1
    rows = [row.replace("A", f"{n}-", 1) for n in range(copies) for row in ROWS]
    many = write(tmp_path / "nombreux.csv", "\n".join([HEAD, *rows]) + "\n")

    assert 0 == simulate(many, "--scenario", essai, "--by", "cfa")

    total = capsys.readouterr().out.splitlines()[-1].split(";")
    assert ["essai", "TOTAL", str(3 * copies), f"{23_250 * copies}.00"] == total[:4]
    assert [f"{-300 * copies}.00", *[str(copies)] * 3] == total[5:]


def test_texts_that_a_spreadsheet_would_run_are_neutralised(essai, tmp_path, capsys):
    hostile = write(tmp_path / "contrats.csv", "\n".join([HEAD, ROWS[0].replace("CFA Alpha", "=1+1")]) + "\n")

    simulate(hostile, "--scenario", essai, "--by", "cfa")

    assert "essai;'=1+1;" in capsys.readouterr().out


@pytest.mark.parametrize(
    "by, words",
    [
        ("cpne", "absente ou vide"),
        ("cfa,rncp", "absente ou vide"),
        ("opco", "cfa, rncp, cpne, region, annee"),
        ("cfas", "Vouliez-vous dire"),
        ("cfa,cfa", "toutes différentes"),
        ("", "cfa, rncp, cpne, region, annee"),
        ("cfa,", "cfa, rncp, cpne, region, annee"),
    ],
)
def test_a_grouping_that_the_file_does_not_allow_is_refused(contrats, essai, by, words, capsys):
    assert 2 == simulate(contrats, "--scenario", essai, "--by", by)

    shown = capsys.readouterr()
    assert "" == shown.out
    assert "--by" in shown.err
    assert words in shown.err


def test_the_groupings_that_are_possible_are_told(contrats, essai, capsys):
    simulate(contrats, "--scenario", essai, "--by", "cpne")

    assert "Choisissez parmi cfa, region, annee" in capsys.readouterr().err


@pytest.mark.parametrize("selection", ["cpne: 12", "rncp: RNCP123"])
def test_a_selection_on_a_column_that_the_file_lacks_is_refused(contrats, essai, selection, capsys):
    write(essai, REFORM.replace("niveau: 6", selection))

    assert 2 == simulate(contrats, "--scenario", essai, "--by", "cfa")

    assert selection.partition(":")[0] in capsys.readouterr().err


def test_two_files_of_one_name_are_refused(contrats, essai, tmp_path, capsys):
    (tmp_path / "autre").mkdir()
    same = write(tmp_path / "autre" / "essai.yaml", REFORM)

    assert 2 == simulate(contrats, "--scenario", essai, "--scenario", same, "--by", "cfa")

    assert "noms tous différents" in capsys.readouterr().err


def test_the_errors_of_all_the_files_are_told_and_nothing_is_written(tmp_path, capsys):
    contrats = write(tmp_path / "contrats.csv", HEAD + "\n" + ROWS[0].replace("2027-01-31", "hier") + "\n")
    broken = write(tmp_path / "casse.yaml", REFORM.replace("-5", "beaucoup"))
    output = write(tmp_path / "impact.csv", "avant")

    code = simulate(
        contrats, "--scenario", broken, "--scenario", tmp_path / "absent.yaml", "--by", "opco", "-o", output,
        "--npec", tmp_path / "absent.csv",
    )  # fmt: skip

    told = capsys.readouterr().err
    assert 2 == code
    assert "avant" == output.read_text()
    for source in ("contrats.csv", "casse.yaml", "absent.yaml", "absent.csv", "--by"):
        assert source in told


def test_a_scenario_that_touches_nobody_is_told(contrats, essai, capsys):
    write(essai, REFORM.replace("2026-01-01", "2027-01-01"))

    assert 0 == simulate(contrats, "--scenario", essai, "--by", "cfa")

    assert "aucun ne l’est" in capsys.readouterr().err


def test_a_crossing_ceiling_is_told(contrats, essai, capsys):
    write(essai, REFORM + "  - {type: plafond, valeur: 9000}\n")

    assert 0 == simulate(contrats, "--scenario", essai, "--by", "cfa")

    assert "Avertissement – essai.yaml – Ligne 8" in capsys.readouterr().err


def test_a_level_that_leaves_its_bounds_is_refused(essai, tmp_path, capsys):
    rich = write(tmp_path / "contrats.csv", "\n".join([HEAD, ROWS[0].replace("8000", "999999")]) + "\n")
    write(essai, REFORM.replace("-5", "900"))

    assert 2 == simulate(rich, "--scenario", essai, "--by", "cfa")

    assert "Erreur – essai.yaml" in capsys.readouterr().err


def test_a_parquet_and_a_format_do_not_go_together(contrats, essai, tmp_path, capsys):
    output = tmp_path / "impact.parquet"

    assert 2 == simulate(contrats, "--scenario", essai, "--by", "cfa", "--format", "json", "-o", output)

    assert not output.exists()
    assert "une seule forme" in capsys.readouterr().err


def test_a_workbook_is_not_written(contrats, essai, tmp_path, capsys):
    output = tmp_path / "impact.xlsx"

    assert 2 == simulate(contrats, "--scenario", essai, "--by", "cfa", "-o", output)

    assert not output.exists()
    assert "un nom de fichier en .csv" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["--by", "--scenario"])
def test_what_the_command_needs_is_said(contrats, essai, missing, capsys):
    options = {"--by": "cfa", "--scenario": essai}
    del options[missing]

    with pytest.raises(SystemExit) as stopped:
        simulate(contrats, *(part for option in options.items() for part in option))

    assert 2 == stopped.value.code
    assert missing in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_the_reforms_of_the_repository_give_what_is_written_beside_them(name, tmp_path, capsys):
    output = tmp_path / "impact.csv"
    files = (SCENARIOS / "contrats.csv", "--npec", SCENARIOS / "npec.csv", "--scenario", SCENARIOS / f"{name}.yaml")

    assert 0 == simulate(*files, "--by", "cfa,annee", "-o", output)

    assert (SCENARIOS / f"{name}.attendu.csv").read_bytes() == output.read_bytes()
    assert "Erreur" not in capsys.readouterr().err


def test_every_reform_of_the_repository_has_its_expected_result():
    assert set(NAMES) == {path.stem for path in SCENARIOS.glob("*.yaml")}
    assert set(NAMES) == {path.name.removesuffix(".attendu.csv") for path in SCENARIOS.glob("*.attendu.csv")}


def test_the_participation_costs_750_euros_a_contract_and_200_after_a_rupture():
    """12 contracts of level 6 or more concluded from 1 September 2024 to 30 June 2025, two of them after a rupture."""
    total = rows_of(SCENARIOS / "participation-750.attendu.csv")[-1]

    assert ("12", f"{-10 * 750 - 2 * 200}.00") == (total["perdants"], total["ecart"])


def test_a_small_simulation_compiles_nothing():
    program = (
        "import sys; from bareme.cli import main; "
        f"main(['simulate', {str(SCENARIOS / 'contrats.csv')!r}, '--npec', {str(SCENARIOS / 'npec.csv')!r}, "
        f"'--scenario', {str(SCENARIOS / 'baisse-2023.yaml')!r}, '--by', 'cfa']); print('numba' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "False" == done.stdout.splitlines()[-1]

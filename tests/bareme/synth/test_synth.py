"""The invented population: labelled, deterministic, in the proportions that were asked, and sound."""

import json
from fractions import Fraction

import polars as pl
import pytest

from bareme.cli import main
from bareme.contrats.assembly import assemble
from bareme.contrats.computing import PLAIN_UP_TO, schedule
from bareme.contrats.reading import read_contrats
from bareme.contrats.schema import columns
from bareme.synth.population import PER_MILLE, population
from bareme.synth.writing import BLOCK, write_synth

MANY = 40_000


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A file of many contracts and the proportions that were told of it."""
    path = tmp_path_factory.mktemp("synth") / "c.parquet"
    return path, write_synth(MANY, 7, path)


@pytest.fixture(scope="module")
def frame(drawn):
    return pl.read_parquet(drawn[0])


def run(capsys, *arguments):
    try:
        code = main(["synth", *map(str, arguments)])
    except SystemExit as ended:
        code = ended.code
    return code, capsys.readouterr().err


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_synth(2_000, seed, tmp_path / name)

    first, second, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert first == second
    assert first != other


def test_every_contract_is_labelled(drawn, frame):
    label = json.loads(pl.read_parquet_metadata(drawn[0])["bareme"])

    assert frame["numero"].str.starts_with("SYNTH-").all()
    assert ("oui", "7", str(MANY)) == (label["synthetique"], label["graine"], label["contrats"])


def test_the_columns_are_those_of_fund(frame):
    assert list(columns("fund")) == frame.columns


def test_the_contracts_are_sound_and_can_be_funded(tmp_path):
    path = tmp_path / "c.parquet"
    write_synth(PLAIN_UP_TO, 5, path)

    reading = read_contrats(path)
    contrats = assemble(reading)

    assert [] == [anomalie for anomalie in reading.anomalies if anomalie.line is not None]
    assert PLAIN_UP_TO == schedule(contrats)["contrat"].n_unique()


def test_blocks_follow_each_other_without_a_seam(tmp_path):
    path = tmp_path / "c.parquet"
    write_synth(BLOCK + 5, 1, path)

    numbers = pl.read_parquet(path, columns=["numero"])["numero"]
    assert (BLOCK + 5, "SYNTH-000000", f"SYNTH-{BLOCK + 4:06d}") == (numbers.n_unique(), numbers[0], numbers[-1])


@pytest.mark.parametrize("name, column", [("niveaux", "niveau"), ("regions", "region")])
def test_the_shares_are_those_asked(frame, name, column):
    weights = population().weights[name]
    counts = {str(value): times for value, times in frame[column].value_counts().iter_rows()}

    for value, weight in weights.items():
        expected = Fraction(weight, sum(weights.values()))
        assert abs(Fraction(counts.get(value, 0), MANY) - expected) < Fraction(1, 100), value


def test_ruptures_are_between_the_known_rates(drawn, frame):
    share = Fraction(frame["date_rupture"].count(), MANY)

    assert Fraction(126 - 5, PER_MILLE) < share < Fraction(131 + 5, PER_MILLE)
    assert share == drawn[1].share("date_rupture")


def test_every_case_of_the_law_is_there(frame):
    conclusion = frame["date_conclusion"]
    cases = {name: frame[name].sum() for name, dtype in frame.schema.items() if dtype == pl.Boolean}
    cases |= {name: frame[name].count() for name in frame.columns if frame[name].null_count()}
    cases |= dict(frame["type"].value_counts().iter_rows())
    cases["v2"] = (conclusion.dt.year() <= 2020).sum()
    cases["v4"] = (conclusion.dt.strftime("%Y-%m") >= "2025-07").sum()
    hours, far = (frame[name].cast(pl.Int32) for name in ("heures_formation", "heures_distance"))
    cases["distance"] = (far * 100 >= hours * 80).sum()
    cases["sans formation"] = (~frame["formation_commencee"]).sum()
    cases["pieces tardives"] = (frame["pieces_recues_le"] > frame["date_fin"].dt.offset_by("4mo")).sum()

    assert {} == {name: count for name, count in cases.items() if not count}
    assert 24 < len(cases)


def test_a_rupture_is_inside_its_contract(frame):
    broken = frame.filter(pl.col("date_rupture").is_not_null())

    assert (broken["date_rupture"] >= broken["date_debut"]).all()
    assert (broken["date_rupture"] <= broken["date_fin"]).all()
    assert not frame.filter(pl.col("date_rupture").is_null() & pl.col("maintien_cfa")).height


def test_the_command_writes_the_file_and_tells_the_proportions(capsys, tmp_path):
    target = tmp_path / "c.parquet"

    code, err = run(capsys, "--contrats", 1000, "--seed", 2, "-o", target)

    assert (0, 1000, [target]) == (code, pl.read_parquet(target).height, list(tmp_path.iterdir()))
    assert "ruptures\u202f:" in err
    assert "(13,10\u202f%)" in err


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("--contrats", 0, "--seed", 1, "-o", "c.parquet"), "--contrats"),
        (("--contrats", 5, "--seed", -1, "-o", "c.parquet"), "--seed"),
        (("--contrats", 5, "--seed", 1, "-o", "c.csv"), ".parquet"),
        (("--contrats", 5, "--seed", 1), "-o"),
        (("--contrats", "mille", "--seed", 1, "-o", "c.parquet"), "'mille' n’est pas un nombre entier"),
        (("--contrats", 5, "--seed", 1, "-o", "absent/c.parquet"), "absent/c.parquet"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(capsys, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)

    code, err = run(capsys, *arguments)

    assert (2, []) == (code, list(tmp_path.iterdir()))
    assert told in err

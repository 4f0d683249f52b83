"""`bareme fund` on a parquet file larger than memory should hold: the same bytes, the same errors, part after part."""

import polars as pl
import pytest

from bareme.cli import contrat_parts, main
from bareme.synth.writing import write_synth

COUNT = 50


@pytest.fixture
def by_parts(monkeypatch):
    """Files of more than ten contracts are read seven by seven."""
    monkeypatch.setattr(contrat_parts, "WHOLE_UP_TO", 10)
    monkeypatch.setattr(contrat_parts, "PART", 7)


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "c.parquet"
    write_synth(COUNT, 11, target)
    return target


def run(capsys, *arguments):
    code = main(["fund", *map(str, arguments)])
    written = capsys.readouterr()
    return code, written.out, written.err


def changed(path, **columns):
    """The file with other columns."""
    pl.read_parquet(path).with_columns(**columns).write_parquet(path)
    return path


@pytest.mark.parametrize("options", [(), ("--summary",)])
def test_parts_write_the_same_csv_as_the_whole(capsys, path, tmp_path, request, options):
    whole = run(capsys, path, *options, "-o", tmp_path / "whole.csv")
    request.getfixturevalue("by_parts")
    parts = run(capsys, path, *options, "-o", tmp_path / "parts.csv")

    assert whole == parts
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "parts.csv").read_bytes()


def test_parts_write_the_same_parquet_as_the_whole(capsys, path, tmp_path, request):
    run(capsys, path, "-o", tmp_path / "whole.parquet")
    request.getfixturevalue("by_parts")
    run(capsys, path, "-o", tmp_path / "parts.parquet")

    whole, parts = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("whole", "parts"))
    assert whole.schema == parts.schema
    assert whole.equals(parts)


@pytest.mark.usefixtures("by_parts")
def test_the_errors_of_every_part_are_told_with_their_line(capsys, path, tmp_path):
    wrong = pl.when(pl.int_range(pl.len()).is_in([3, 44])).then(pl.lit(12)).otherwise("niveau")
    changed(path, niveau=wrong)

    code, _, err = run(capsys, path, "-o", tmp_path / "l.csv")

    assert (2, [path]) == (code, list(tmp_path.iterdir()))
    assert ["Ligne 4", "Ligne 45"] == [part.split(",")[0] for part in err.split(" – ") if part.startswith("Ligne")]
    assert 1 == err.count("premier contrat est la ligne 1")


@pytest.mark.usefixtures("by_parts")
def test_numbers_that_come_again_in_another_part_are_an_error(capsys, path, tmp_path):
    again = pl.when(pl.int_range(pl.len()) == COUNT - 1).then(pl.lit("SYNTH-00")).otherwise("numero")
    changed(path, numero=again)

    code, _, err = run(capsys, path, "-o", tmp_path / "l.parquet")

    assert (2, [path]) == (code, list(tmp_path.iterdir()))
    assert "numéros tous différents" in err


@pytest.mark.usefixtures("by_parts")
def test_all_errors_are_counted_and_the_first_hundred_shown(capsys, path, tmp_path):
    changed(path, niveau=pl.lit(12), npec=pl.lit(0), cfa=pl.lit("x" * 300))

    code, _, err = run(capsys, path, "-o", tmp_path / "l.csv")

    errors = [line for line in err.splitlines() if line.startswith("Erreur")]
    assert (2, 101) == (code, len(errors))
    assert "50 autres erreurs" in errors[-1].replace("\u202f", " ")


@pytest.mark.usefixtures("by_parts")
def test_another_wrong_file_is_told_before_anything_is_read(capsys, path, tmp_path):
    code, _, err = run(capsys, path, "--npec", tmp_path / "absent.csv", "-o", tmp_path / "l.csv")

    assert (2, 1) == (code, err.count("Erreur"))
    assert "absent.csv" in err

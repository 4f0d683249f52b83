"""Start and stop one private PostgreSQL server, reached by a Unix socket that only its owner can open."""

import contextlib
import fcntl
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tandem.database.binaries import Binaries, find_binaries, readable_by
from tandem.database.errors import DatabaseUnavailableError
from tandem.database.places import Places, places

USER = "tandem"
PORT = 5432
EXTENSIONS = frozenset({"btree_gist", "pg_trgm", "unaccent"})
START_SECONDS = 60
# After a kill -9 the orphan backends keep the shared memory for a moment: the first start may be refused.
START_ATTEMPTS = 3

SETTINGS = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
}
# A test database is thrown away: nothing is worth waiting for the disk.
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "10min",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Server:
    """A server of this checkout: `kind` is « embedded » or « system », `for_tests` its throw-away twin."""

    kind: str
    for_tests: bool = False

    @property
    def places(self) -> Places:
        """Its folders."""
        return places(f"{self.kind}-tests" if self.for_tests else self.kind)

    def ensure_running(self, database: str = "postgres") -> None:
        """Prepare, start and repair as needed, so that `database` answers; quick when it already does."""
        if self.answers(database):
            return
        with self._locked():
            if not self.answers("postgres"):
                binaries = self.binaries()
                self._initialise(binaries)
                self._start(binaries)
            self._create_database(database)

    def stop(self) -> bool:
        """Stop it, sessions closed; False when it was not running."""
        if not self.places.data.is_dir():
            return False
        with self._locked():
            if not self._live_pid():
                return False
            self._run([self.binaries().program("pg_ctl"), "stop", "-D", self.places.data, "-m", "fast", "-w"])
            return True

    def stop_if_idle(self) -> bool:
        """Stop it unless another program is connected."""
        if not self.answers():
            return False
        with self.connect() as connection:
            others = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        return not others[0] and self.stop()

    def answers(self, database: str = "postgres") -> bool:
        """Whether `database` accepts a connection now."""
        try:
            with self.connect(database):
                return True
        except psycopg.OperationalError:
            return False

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """An autocommit connection as the owner of the server."""
        return psycopg.connect(
            host=str(self.places.run), port=PORT, user=USER, dbname=database, autocommit=True, connect_timeout=5
        )

    def binaries(self) -> Binaries:
        """The programs that run it, at a place that its account can read."""
        return readable_by(find_binaries(self.kind), self.places.account)

    def _initialise(self, binaries: Binaries) -> None:
        where = self.places
        version_file = where.data / "PG_VERSION"
        if version_file.exists():
            found = int(version_file.read_text().split(".")[0])
            if found != binaries.major:
                msg = (
                    f"Les données de {where.data} ont été écrites par PostgreSQL {found}, et les programmes présents "
                    f"sont en version {binaries.major}. Réinstallez la version {found}, faites make backup, déplacez "
                    "ce dossier, puis make restore avec la nouvelle version."
                )
                raise DatabaseUnavailableError(msg)
            return
        # Made aside, then renamed: an interrupted initdb is never taken for a data folder.
        aside = where.home / f"data.{os.getpid()}"
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject", "--no-sync"]
        if binaries.major >= 17:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run([binaries.program("initdb"), "-D", aside, "-U", USER, *options])
        with (aside / "postgresql.conf").open("a") as config:
            config.write("\ninclude 'tandem.conf'\n")
        aside.rename(where.data)

    def _start(self, binaries: Binaries) -> None:
        where = self.places
        self._write_settings()
        command = [binaries.program("pg_ctl"), "start", "-D", where.data, "-l", where.journal, "-w"]
        command += ["-t", str(START_SECONDS)]
        for attempt in range(1, START_ATTEMPTS + 1):
            self._clear_the_way(binaries)
            try:
                self._run(command)
            except DatabaseUnavailableError as error:
                if attempt == START_ATTEMPTS:
                    tail = "\n".join(_last_lines(where.journal))
                    msg = f"{error}\nFin du journal {where.journal} :\n{tail}"
                    raise DatabaseUnavailableError(msg) from error
                time.sleep(2 * attempt)
            else:
                return

    def _write_settings(self) -> None:
        chosen = SETTINGS | {"unix_socket_directories": "'{}'".format(str(self.places.run).replace("'", "''"))}
        if self.for_tests:
            chosen |= TEST_SETTINGS
        path = self.places.data / "tandem.conf"
        path.write_text("".join(f"{key} = {value}\n" for key, value in sorted(chosen.items())))
        if self.places.account:
            os.chown(path, self.places.account.uid, self.places.account.gid)

    def _clear_the_way(self, binaries: Binaries) -> None:
        """Stop a server that lives but cannot be reached, drop the pid file of one that died."""
        pid_file = self.places.data / "postmaster.pid"
        pid = self._live_pid()
        if pid:
            # Its socket was swept from the temporary folder, or it is stuck: a fast stop, then the hard way.
            try:
                self._run([binaries.program("pg_ctl"), "stop", "-D", self.places.data, "-m", "fast", "-w", "-t", "20"])
            except DatabaseUnavailableError:
                os.kill(pid, signal.SIGQUIT)
                time.sleep(2)
        elif pid_file.exists():
            # The number may belong to another program since (restart of the machine): PostgreSQL would give up.
            pid_file.unlink()

    def _live_pid(self) -> int | None:
        """The postmaster of our data folder if it lives; another process with the same number is not it."""
        try:
            pid = int((self.places.data / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        return pid if os.fsencode(self.places.data) in command else None

    def _create_database(self, database: str) -> None:
        with self.connect() as connection:
            rows = connection.execute("SELECT name FROM pg_available_extensions").fetchall()
            missing = EXTENSIONS - {row[0] for row in rows}
            if missing:
                msg = (
                    f"Ce PostgreSQL n’a pas les extensions {', '.join(sorted(missing))}. Installez celles de votre "
                    "distribution (apt-get install postgresql-contrib), puis relancez."
                )
                raise DatabaseUnavailableError(msg)
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
            if not known:
                name = psycopg.sql.Identifier(database)
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(name))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        where = self.places
        try:
            for folder in (where.home, where.run):
                folder.mkdir(parents=True, exist_ok=True)
                if where.account:
                    os.chown(folder, where.account.uid, where.account.gid)
                folder.chmod(0o700)
            handle = where.lock.open("w")
        except OSError as error:
            msg = (
                f"Impossible d’écrire dans {where.home} ({error.strerror}). Donnez-en le droit au compte qui lance "
                "Tandem, ou choisissez un autre dossier par la variable TANDEM_DATABASE_DIR."
            )
            raise DatabaseUnavailableError(msg) from error
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _run(self, command: Sequence[str | Path]) -> None:
        where = self.places
        identity = {}
        if where.account:
            identity = {"user": where.account.uid, "group": where.account.gid, "extra_groups": []}
        # A file and not a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            try:
                subprocess.run(
                    [str(part) for part in command],
                    check=True,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=where.home,
                    env=_environment(where),
                    timeout=START_SECONDS * 2,
                    **identity,
                )
            except (OSError, subprocess.SubprocessError) as error:
                output.seek(0)
                name = Path(command[0]).name
                msg = f"La commande {name} de PostgreSQL a échoué : {error}\n{output.read().strip()}"
                raise DatabaseUnavailableError(msg) from error


def _environment(where: Places) -> dict[str, str]:
    # Nothing of the caller's: PGHOST, PGDATA, LD_LIBRARY_PATH or a locale that is not installed change the outcome.
    return {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(where.home), "LC_ALL": "C.UTF-8"}


def _last_lines(path: Path, count: int = 15) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()[-count:]
    except OSError:
        return []

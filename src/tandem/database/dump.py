"""Copy a database out and back with PostgreSQL's own tools, of a version that suits the server."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from psycopg.conninfo import make_conninfo

from tandem.database.binaries import EMBEDDED, SYSTEM, Binaries, all_binaries
from tandem.database.errors import DatabaseUnavailableError

# The state that initdb leaves: a dump of it says nothing of the schema itself, whoever owns the database.
EMPTY_SCHEMA = (
    "DROP SCHEMA IF EXISTS public CASCADE; "
    "CREATE SCHEMA public AUTHORIZATION pg_database_owner; "
    "GRANT USAGE ON SCHEMA public TO PUBLIC;"
)
# pg_restore 17 and later open every script with a setting that older servers refuse.
SETTING_OF_17 = b"SET transaction_timeout = 0;\n"
HEADER_LINES = 40


def client_for(server_major: int) -> Binaries:
    """The tools closest to the server from above: pg_dump refuses a server newer than itself."""
    found = [binaries for kind in (EMBEDDED, SYSTEM) for binaries in all_binaries(kind)]
    fit = [binaries for binaries in found if binaries.major >= server_major]
    if not fit:
        majors = ", ".join(str(binaries.major) for binaries in found) or "aucune"
        msg = (
            f"Le serveur est en version {server_major} ; pg_dump {server_major} ou plus est attendu, versions "
            f"trouvées : {majors}. Installez postgresql-client-{server_major}, puis relancez."
        )
        raise DatabaseUnavailableError(msg)
    return min(fit, key=lambda binaries: binaries.major)


def dump_database(settings: Mapping[str, Any], path: Path, *, server_major: int, snapshot: str) -> None:
    """Write the database of a DATABASES entry to `path`, in pg_dump's custom format, as `snapshot` sees it."""
    client = client_for(server_major)
    command = [client.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    _run([*command, f"--file={path}", f"--dbname={_conninfo(settings)}"], settings)


def restore_database(settings: Mapping[str, Any], path: Path, *, server_major: int) -> None:
    """Replace the whole database by the dump at `path`, in one transaction: a failure leaves it as it was."""
    client = client_for(server_major)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        _run([client.program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(path)], settings)
        whole = Path(folder) / "whole.sql"
        with script.open("rb") as source, whole.open("wb") as target:
            target.write(EMPTY_SCHEMA.encode() + b"\n")
            _copy_script(source, target, drop_setting_of_17=server_major < 17)
        psql = [client.program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run([*psql, f"--file={whole}", "--output=/dev/null", f"--dbname={_conninfo(settings)}"], settings)


def _copy_script(source: BinaryIO, target: BinaryIO, *, drop_setting_of_17: bool) -> None:
    for number, line in enumerate(source):
        # Only the opening lines: the same words further down are somebody's data.
        if drop_setting_of_17 and number < HEADER_LINES and line == SETTING_OF_17:
            continue
        target.write(line)


def _conninfo(settings: Mapping[str, Any]) -> str:
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if key in {"sslmode", "sslrootcert"}}
    parts = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "dbname": settings["NAME"],
        **options,
    }
    return make_conninfo(**{key: value for key, value in parts.items() if value})


def _run(command: list[str], settings: Mapping[str, Any]) -> None:
    # The password goes by the environment: a command line is read by everyone on the machine.
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGCLIENTENCODING": "UTF8"}
    if settings.get("PASSWORD"):
        environment["PGPASSWORD"] = settings["PASSWORD"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    if done.returncode:
        name = Path(command[0]).name
        said = re.sub(r"\s+", " ", done.stderr.decode(errors="replace")).strip()
        msg = f"{name} a échoué (code {done.returncode}) : {said[-2000:]}"
        raise DatabaseUnavailableError(msg)

"""Where a checkout keeps its server: data, socket, journal, and the account that runs it."""

import hashlib
import os
import pwd
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tandem.database.errors import DatabaseUnavailableError

# sun_path holds 108 bytes, its final NUL included; PostgreSQL adds « /.s.PGSQL.5432.lock ».
SOCKET_PATH_LIMIT = 107
SOCKET_FILE = ".s.PGSQL.5432.lock"

ROOT_HOME = Path("/var/lib/tandem")
ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The unprivileged account that runs the server when we are root (PostgreSQL refuses to run as root)."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """The folders of one server; `home` holds all of them but a socket folder whose path would be too long."""

    home: Path
    run: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The PostgreSQL data folder (PGDATA)."""
        return self.home / "data"

    @property
    def journal(self) -> Path:
        """The server's own log."""
        return self.home / "postgresql.log"

    @property
    def lock(self) -> Path:
        """Held while one process prepares, starts or stops the server."""
        return self.home / "lock"


def project_dir() -> Path:
    """The checkout that this code runs from, or the user's data folder when it was installed without one."""
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").is_file():
        return checkout
    return Path.home() / ".local" / "share" / "tandem"


def state_dir() -> Path:
    """What this checkout writes (files received, e-mails of the workstation…): `TANDEM_STATE_DIR` or `.state`."""
    return Path(os.environ.get("TANDEM_STATE_DIR") or project_dir() / ".state")


def places(name: str) -> Places:
    """The folders of the server called `name` (« embedded », « system-tests »…) of this checkout.

    Root keeps them in /var/lib/tandem: a checkout under a 0700 home is closed to the account of the server.
    """
    account = server_account()
    home = _base(account) / name
    run = home / "run"
    if len(os.fsencode(run / SOCKET_FILE)) > SOCKET_PATH_LIMIT:
        run = Path(tempfile.gettempdir()) / f"tandem-{os.geteuid()}-{_digest(home)}"
    return Places(home=home, run=run, account=account)


def server_account() -> Account | None:
    """The account to switch to when we are root, None otherwise."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    msg = (
        "PostgreSQL refuse de tourner sous le compte root, et aucun compte « postgres » ou « nobody » n’existe "
        "sur cette machine. Créez-en un (useradd --system postgres) ou lancez Tandem avec un compte ordinaire."
    )
    raise DatabaseUnavailableError(msg)


def _base(account: Account | None) -> Path:
    chosen = os.environ.get("TANDEM_DATABASE_DIR")
    if chosen:
        return Path(chosen).absolute()
    if account is None:
        return state_dir() / "postgres"
    checkout = project_dir()
    return ROOT_HOME / f"{checkout.name}-{_digest(checkout)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]

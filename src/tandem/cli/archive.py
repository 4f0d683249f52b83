"""One archive for a whole site: the dump, the files received, and a manifest to compare with after a restore."""

import hashlib
import json
import shutil
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tandem.actes.models import JournalEntry
from tandem.database.dump import dump_database, restore_database

FORMAT = 1
DUMP = "base.dump"
FILES = "fichiers"
MANIFEST = "manifeste.json"


class ArchiveError(Exception):
    """The archive cannot be written or trusted, or what was restored is not what its manifest says."""


@dataclass(frozen=True)
class Manifest:
    """What the archive holds: rows by table, number of files, last hash of the journal, digest of the dump."""

    format: int
    written_at: str
    server: int
    rows: dict[str, int]
    files: int
    journal: str
    dump_sha256: str


def write_archive(path: Path) -> Manifest:
    """Write the archive at `path`, which must not exist; the dump and the counts see the same instant."""
    if path.exists():
        msg = f"{path} existe déjà ; choisissez un autre nom."
        raise ArchiveError(msg)
    path.parent.mkdir(parents=True, exist_ok=True)
    server = _server_major()
    with tempfile.TemporaryDirectory(dir=path.parent) as aside:
        folder = Path(aside)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            dump_database(connection.settings_dict, folder / DUMP, server_major=server, snapshot=snapshot)
            rows, journal = count_rows(), journal_head()
        media = Path(settings.MEDIA_ROOT)
        manifest = Manifest(
            format=FORMAT,
            written_at=timezone.now().isoformat(timespec="seconds"),
            server=server,
            rows=rows,
            files=_count_files(media),
            journal=journal,
            dump_sha256=_digest(folder / DUMP),
        )
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2, ensure_ascii=False), encoding="utf-8")
        whole = folder / path.name
        with tarfile.open(whole, "w") as archive:
            for name in (MANIFEST, DUMP):
                archive.add(folder / name, arcname=name)
            if media.is_dir():
                archive.add(media, arcname=FILES)
        whole.rename(path)
    return manifest


def restore_archive(path: Path) -> Manifest:
    """Replace the database and the files by those of `path`, then compare with its manifest."""
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside)
        manifest = _unpack(path, folder)
        restore_database(connection.settings_dict, folder / DUMP, server_major=_server_major())
        connection.close()
        media = Path(settings.MEDIA_ROOT)
        shutil.rmtree(media, ignore_errors=True)
        if (folder / FILES).is_dir():
            shutil.copytree(folder / FILES, media)
    _compare(manifest)
    return manifest


def count_rows() -> dict[str, int]:
    """The number of rows of every table of the site."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [row[0] for row in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from pg_tables
            counts[table] = cursor.fetchone()[0]
    return counts


def journal_head() -> str:
    """The hash of the last decision, empty for an empty journal."""
    last = JournalEntry.objects.order_by("-sequence").first()
    return last.hash if last else ""


def _unpack(path: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(path) as archive:
            _extract(archive, folder)
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**content)
        digest = _digest(folder / DUMP)
    except (OSError, tarfile.TarError, ValueError, TypeError) as error:
        msg = f"{path} n’est pas une archive de « tandem backup » ({error}). Rien n’a été changé."
        raise ArchiveError(msg) from error
    if manifest.format != FORMAT or digest != manifest.dump_sha256:
        msg = f"{path} est abîmée ou d’un autre format : son empreinte ne correspond pas. Rien n’a été changé."
        raise ArchiveError(msg)
    return manifest


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    # By hand: the safe filter of tarfile came with Python 3.11.4, and Debian 12 has 3.11.2.
    for member in archive:
        parts = PurePosixPath(member.name).parts
        ours = member.name in {MANIFEST, DUMP} or parts[:1] == (FILES,)
        if not ours or ".." in parts or not (member.isfile() or member.isdir()):
            msg = f"entrée inattendue « {member.name} »"
            raise ValueError(msg)
        target = folder.joinpath(*parts)
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.extractfile(member) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)


def _compare(manifest: Manifest) -> None:
    found = count_rows()
    gaps = [
        f"table {table} : {manifest.rows.get(table)} lignes attendues, {found.get(table)} trouvées"
        for table in sorted(manifest.rows.keys() | found.keys())
        if manifest.rows.get(table) != found.get(table)
    ]
    if manifest.journal != journal_head():
        gaps.append("la dernière empreinte du journal diffère")
    files = _count_files(Path(settings.MEDIA_ROOT))
    if files != manifest.files:
        gaps.append(f"{manifest.files} fichiers attendus, {files} trouvés")
    if gaps:
        msg = "La restauration ne correspond pas au manifeste :\n  " + "\n  ".join(gaps)
        raise ArchiveError(msg)


def _server_major() -> int:
    connection.ensure_connection()
    return connection.pg_version // 10_000


def _count_files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()

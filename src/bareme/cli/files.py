"""Files in and out of a command: refused with a French reason, written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bareme.anomalies import Anomalie, error
from bareme.cli.messages import tell_anomalies
from bareme.tables import DEFAULT_LIMITS

_NEW_FILE_RIGHTS = 0o666
# What the end of a name promises to the person, or to the software, that opens the file.
_PROMISED = {
    ".csv": "csv",
    ".json": "json",
    ".parquet": "parquet",
    ".html": "html",
    ".xlsx": "",
    ".xlsm": "",
    ".xls": "",
    ".ods": "",
}


class CommandError(Exception):
    """A command that cannot be done: what was found, by file or option."""

    def __init__(self, found: Mapping[str, Iterable[Anomalie]]) -> None:
        self.found = {source: tuple(anomalies) for source, anomalies in found.items()}
        super().__init__(", ".join(self.found))

    @classmethod
    def of(cls, source: str, anomalie: Anomalie) -> CommandError:
        return cls({source: (anomalie,)})

    def tell(self) -> None:
        for source, anomalies in self.found.items():
            tell_anomalies(anomalies, source)


def is_parquet(destination: Path | None) -> bool:
    return destination is not None and destination.suffix.lower() == ".parquet"


def check_form(destination: Path | None, form: str | None) -> None:
    """The same as `check_name` where a name in .parquet chooses the form, csv by default. Raises CommandError."""
    if is_parquet(destination) and form is not None:
        expected = "une seule forme était attendue : le fichier de sortie est un parquet"
        remedy = "Retirez --format, ou donnez à -o un nom en .csv"
        raise CommandError.of("--format", error("forme_double", expected, remedy, value=form))
    check_name(destination, "parquet" if is_parquet(destination) else form or "csv")


def check_name(destination: Path | None, form: str) -> None:
    """Raise CommandError when the name of the result promises another form than the one to be written."""
    if destination is None or _PROMISED.get(destination.suffix.lower(), form) == form:
        return
    ending = form if form in _PROMISED.values() else "txt"
    expected = f"un nom de fichier en .{ending} était attendu pour un résultat de forme « {form} »"
    wrong = error("extension", expected, "Changez l’extension, ou la forme avec --format", value=destination.name)
    raise CommandError.of("-o", wrong)


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises CommandError when it cannot be read or is too large to be what is expected."""
    try:
        size = path.stat().st_size
        if size <= DEFAULT_LIMITS.file_bytes:
            return path.read_bytes()
    except OSError as broken:
        remedy = "Vérifiez son nom et vos droits"
        raise CommandError.of(str(path), error("fichier_illisible", reason(broken), remedy)) from broken
    most = DEFAULT_LIMITS.file_bytes // (1024 * 1024)
    raise CommandError.of(
        str(path), error("fichier_trop_gros", f"un fichier d’au plus {most} Mo était attendu", "Découpez-le")
    )


def write_output(text: str, destination: Path | None) -> None:
    """Write to standard output, or to a temporary file then renamed: nothing is left on failure.

    Raises CommandError when the file cannot be written.
    """
    if destination is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    with whole_file(destination) as temporary:
        temporary.write_bytes(text.encode())


@contextmanager
def whole_file(destination: Path) -> Iterator[Path]:
    """A temporary file to fill, which becomes the destination at the end: nothing is left on failure.

    Raises CommandError when the file cannot be written.
    """
    try:
        temporary = _new_file(destination)
    except OSError as broken:
        raise _unwritable(destination, broken) from broken
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.replace(destination)
    except OSError as broken:
        temporary.unlink(missing_ok=True)
        raise _unwritable(destination, broken) from broken
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _new_file(destination: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=destination.parent, prefix=f".{destination.name}.")
    os.close(handle)
    # mkstemp keeps the file to its owner; a result has the rights of any new file.
    umask = os.umask(0)
    os.umask(umask)
    temporary = Path(name)
    temporary.chmod(_NEW_FILE_RIGHTS & ~umask)
    return temporary


def _unwritable(destination: Path, broken: OSError) -> CommandError:
    wrong = error("ecriture_impossible", reason(broken), "Choisissez un autre fichier")
    return CommandError.of(str(destination), wrong)


def reason(broken: OSError) -> str:
    """What was expected of a file that the system refused, in French."""
    if isinstance(broken, FileNotFoundError):
        return "un fichier ou un dossier qui existe était attendu"
    if isinstance(broken, PermissionError):
        return "un accès autorisé à ce fichier était attendu"
    if isinstance(broken, IsADirectoryError):
        return "un fichier était attendu, pas un dossier"
    return f"un fichier accessible était attendu (système : {broken.strerror})"

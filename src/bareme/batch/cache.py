"""Where compiled code is kept from one process to the next, one folder per content of what was compiled."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Final

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

_PRIVATE: Final = 0o700
_KEPT: Final = 4
"""Folders of other contents (older versions, other machines on the same home) that are left in place."""


def open_folder(key: str) -> Path | None:
    """The folder of this key, made and writable, or None when no place of this machine can be written.

    `$XDG_CACHE_HOME/bareme`, or `~/.cache/bareme`, else a folder of the temporary files that belongs to the user.
    What is read there is executed: a folder that others can write, or that belongs to somebody else, is passed over.
    """
    for root in _roots():
        folder = root / key
        try:
            root.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            if not _is_ours(root):
                continue
            new = not folder.exists()
            folder.mkdir(mode=_PRIVATE, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        if new:
            _forget_oldest(root, folder)
        return folder
    return None


@contextmanager
def turn(folder: Path, name: str) -> Iterator[None]:
    """Hold the turn to compile `name`; another process waits here, then finds it compiled.

    Free at once when it has been compiled already. A process that dies gives its turn up.
    """
    ready = folder / f"{name}.ready"
    if fcntl is None or ready.exists():
        yield
        return
    with (folder / f"{name}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
        ready.touch()


def discard(folder: Path) -> None:
    """Remove a folder whose content could not be read, quietly: another process may be doing the same."""
    shutil.rmtree(folder, ignore_errors=True)


def _roots() -> Iterator[Path]:
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if Path(chosen).is_absolute():
        yield Path(chosen) / "bareme"
    with suppress(RuntimeError):  # an account without a home
        yield Path.home() / ".cache" / "bareme"
    yield Path(tempfile.gettempdir()) / f"bareme-{_user()}"


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "cache"


def _is_ours(root: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    found = root.stat()
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _forget_oldest(root: Path, current: Path) -> None:
    """Keep the latest folders beside the current one, so that years of versions do not fill a disk."""
    # A folder may vanish meanwhile: another process that starts does the same.
    with suppress(OSError):
        others = [folder for folder in root.iterdir() if folder != current and folder.is_dir()]
        for folder in sorted(others, key=lambda folder: folder.stat().st_mtime, reverse=True)[_KEPT:]:
            discard(folder)

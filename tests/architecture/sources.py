"""What the architecture tests read: tracked files, parsed modules, installed models."""

import ast
import functools
import subprocess
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
TEMPLATES = SRC / "tandem" / "web" / "templates"


@functools.cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the repository, new ones included, ignored ones not; without git, every file of the folders."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(sorted(ROOT / name for name in names if name and (ROOT / name).is_file()))


def python_files(*folders: str) -> list[Path]:
    """Tracked Python files under these folders, migrations left out."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders and "migrations" not in path.parts
    ]


@functools.cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def where(path: Path, line: int | None = None) -> str:
    """A place as people write it: path from the root, and the line."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


def our_models() -> list[type]:
    """The models of the platform's own apps, history tables left out."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("tandem.")
        for model in config.get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]

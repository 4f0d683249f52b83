import os
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def database_dir(monkeypatch):
    """A folder that the account of the server can reach (pytest's own are closed to it when we are root)."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-"))
    folder.chmod(0o755)
    monkeypatch.setenv("TANDEM_DATABASE_DIR", os.fspath(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield folder
    shutil.rmtree(folder)

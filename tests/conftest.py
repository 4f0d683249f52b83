"""The strict harness: what a careless change would let through is refused here, for every test (style.md §4.30)."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.harness.html import pages_are_inspected
from tests.harness.network import only_loopback
from tests.harness.querysets import dates_refuse_moments, locks_name_their_table, unordered_queries_are_shuffled
from tests.harness.seeds import read_seeds, seeds_survive
from tests.harness.templates import undefined_variables_fail

GUARDS = (
    undefined_variables_fail,
    unordered_queries_are_shuffled,
    locks_name_their_table,
    dates_refuse_moments,
    pages_are_inspected,
    only_loopback,
)


def pytest_configure(config):
    # A run in a fixed order would hide tests that lean on one another.
    if not config.pluginmanager.hasplugin("randomly"):
        msg = "pytest-randomly is part of the harness: install requirements/dev.txt (make setup)"
        raise pytest.UsageError(msg)


@pytest.fixture(autouse=True, scope="session")
def _strict():
    with ExitStack() as stack:
        for guard in GUARDS:
            stack.enter_context(guard())
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """pytest-django's database, whose migrated rows survive the tests that commit."""
    with django_db_blocker.unblock():
        seeds = read_seeds()
    with seeds_survive(seeds):
        yield


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path_factory):
    """Files received and e-mails written by a test stay in its own folder."""
    folder = tmp_path_factory.mktemp("state")
    settings.MEDIA_ROOT = folder / "media"
    settings.EMAIL_FILE_PATH = folder / "emails"


@pytest.fixture
def database_dir(monkeypatch):
    """A folder for a server of the test's own; pytest's folders are closed to its account when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-"))
    folder.chmod(0o755)
    monkeypatch.setenv("TANDEM_DATABASE_DIR", os.fspath(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield folder
    shutil.rmtree(folder)

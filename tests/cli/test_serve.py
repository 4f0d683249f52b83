"""`tandem serve` answers, stops on Ctrl-C, and takes its own database down with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest
from django.urls import reverse

from tandem.database import Server
from tandem.database.binaries import EMBEDDED

SERVE = "import sys; from tandem.cli.main import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(database_dir, port, tmp_path):
    """The command, serving from a database and a state folder of its own."""
    environment = os.environ | {
        "TANDEM_DATABASE_DIR": str(database_dir),
        "TANDEM_STATE_DIR": str(tmp_path),
        "TANDEM_POSTGRES": EMBEDDED,
        "DJANGO_SETTINGS_MODULE": "tandem.config.settings.dev",
    }
    command = [sys.executable, "-c", SERVE]
    subprocess.run([*command, "migrate", "--verbosity", "0"], env=environment, check=True)
    process = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE)
    yield process
    if process.poll() is None:
        process.kill()
        process.wait()
    process.stdout.close()
    Server(EMBEDDED).stop()


def status_of(port, path, deadline=30):
    """The status of a page, once the server answers."""
    end = time.monotonic() + deadline
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        finally:
            connection.close()


def test_the_site_answers_with_its_style_sheet_and_stops_cleanly(served, port):
    statuses = [status_of(port, path) for path in (reverse("account_login"), "/static/css/base.css")]
    # Ctrl-C reaches the whole group of a terminal; here, the parent alone.
    served.send_signal(signal.SIGINT)
    code = served.wait(timeout=40)

    assert ([200, 200], 0) == (statuses, code)
    assert not Server(EMBEDDED).answers()

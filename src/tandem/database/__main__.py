"""`python -m tandem.database start|stop|status [--tests]`: the same server, by hand and from the Makefile."""

import argparse
import sys

from tandem.database.errors import DatabaseUnavailableError
from tandem.database.settings import DATABASE, default_server


def main(argv: list[str] | None = None) -> int:
    """Act on this checkout's server; returns 1 when it cannot be started, or does not answer to `status`."""
    parser = argparse.ArgumentParser(prog="python -m tandem.database", description="Le serveur PostgreSQL de Tandem.")
    parser.add_argument("action", choices=["start", "stop", "status"])
    parser.add_argument("--tests", action="store_true", help="le serveur jetable des tests")
    options = parser.parse_args(argv)
    try:
        return _act(options.action, for_tests=options.tests)
    except DatabaseUnavailableError as error:
        print(error, file=sys.stderr)
        return 1


def _act(action: str, *, for_tests: bool) -> int:
    server = default_server(for_tests=for_tests)
    if server is None:
        print("DATABASE_URL nomme un autre serveur : rien à démarrer ni à arrêter.")
        return 0
    if action == "start":
        server.ensure_running("postgres" if for_tests else DATABASE)
        print(f"PostgreSQL ({server.kind}) répond dans {server.places.run}.")
    elif action == "stop":
        stopped = server.stop()
        print(f"PostgreSQL ({server.kind}) est arrêté." if stopped else "Aucun serveur à arrêter.")
    elif not server.answers():
        print(f"PostgreSQL ({server.kind}) ne répond pas.")
        return 1
    else:
        print(f"PostgreSQL ({server.kind}) répond dans {server.places.run}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

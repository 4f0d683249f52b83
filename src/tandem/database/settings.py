"""Django's DATABASES entry, for our own server or for the one that DATABASE_URL names."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tandem.database.binaries import chosen_kind
from tandem.database.errors import DatabaseUnavailableError
from tandem.database.server import PORT, USER, Server

DATABASE = "tandem"
SCHEMES = {"postgres", "postgresql"}


def default_server(*, for_tests: bool = False) -> Server | None:
    """The server that this checkout runs itself, None when DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        return None
    return Server(kind=chosen_kind(), for_tests=for_tests)


def database_settings(*, for_tests: bool = False, start: bool = True) -> dict[str, Any]:
    """The `default` entry of DATABASES; starts our own server first, unless `start` is false."""
    server = default_server(for_tests=for_tests)
    if server is None:
        entry = parse_database_url(os.environ["DATABASE_URL"])
    else:
        if start:
            server.ensure_running("postgres" if for_tests else DATABASE)
        entry = {"NAME": DATABASE, "USER": USER, "PASSWORD": "", "HOST": str(server.places.run), "PORT": str(PORT)}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("TANDEM_TEST_DB", "test_tandem")},
        **entry,
    }


def parse_database_url(url: str) -> dict[str, Any]:
    """NAME, USER, PASSWORD, HOST, PORT and OPTIONS of `postgres://user:password@host:port/name?sslmode=require`."""
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    try:
        port = parts.port
    except ValueError as error:
        msg = "DATABASE_URL : le port n’est pas un nombre entre 0 et 65535."
        raise DatabaseUnavailableError(msg) from error
    if parts.scheme not in SCHEMES or not name:
        msg = (
            "DATABASE_URL : forme attendue postgresql://compte:motdepasse@serveur:5432/base, "
            f"trouvé le protocole « {parts.scheme} » et la base « {name} ». Corrigez la variable, ou retirez-la "
            "pour utiliser le serveur embarqué."
        )
        raise DatabaseUnavailableError(msg)
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A host that holds a slash is a socket folder: it comes percent-encoded, or as the option « host ».
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }

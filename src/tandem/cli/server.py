"""Serve the site on this machine with gunicorn."""

import os
import socket

from django.core.management.base import CommandError
from gunicorn.app.base import BaseApplication

from tandem.database import default_server

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
WORKERS = 2
THREADS = 4


class _Site(BaseApplication):
    """gunicorn, configured from here and not from a file or from the command line."""

    def __init__(self, bind: str) -> None:
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", self.bind)
        self.cfg.set("workers", WORKERS)
        self.cfg.set("threads", THREADS)
        self.cfg.set("timeout", 120)
        self.cfg.set("loglevel", "warning")

    def load(self):
        # Imported in the worker: each process opens its own connections.
        from tandem.config.wsgi import application  # noqa: PLC0415

        return application


def check_port_is_free(host: str, port: int) -> None:
    """Raise a CommandError when another program listens there: better before the set-up than after."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            msg = (
                f"Le port {port} de {host} n’est pas libre ({error.strerror}). Arrêtez le programme qui l’occupe, "
                f"ou choisissez-en un autre : make demo PORT={port + 1}, ou --port {port + 1}."
            )
            raise CommandError(msg) from error


def serve(host: str, port: int) -> None:
    """Serve until interrupted; then stop our own database if nobody else uses it."""
    parent = os.getpid()
    try:
        _Site(f"{host}:{port}").run()
    finally:
        # A worker that ends comes through here too, and must not stop the database under the others.
        server = default_server()
        if server is not None and os.getpid() == parent:
            server.stop_if_idle()

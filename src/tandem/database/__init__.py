"""The PostgreSQL server behind the platform: found, started, stopped and named for Django, in one small module."""

from tandem.database.errors import DatabaseUnavailableError
from tandem.database.server import Server
from tandem.database.settings import database_settings, default_server

__all__ = ["DatabaseUnavailableError", "Server", "database_settings", "default_server"]

"""What a person reads when the database cannot be used."""


class DatabaseUnavailableError(Exception):
    """The server cannot be found, started or reached; the message, in French, says what to do next."""

"""What the tests of these screens share."""

from tests.tandem.conventions.conftest import real_conventions

__all__ = ["real_conventions"]

"""What the tests of these screens share."""

import pytest

from tandem.conventions.loaders import load_conventions
from tandem.conventions.models import Convention


@pytest.fixture
def real_conventions(db):
    """The real conventions of the sources, by their address."""
    load_conventions()
    return {convention.slug: convention for convention in Convention.objects.order_by("pk")}
